/** What the bench and its process of simulated plugs send each other. */
import type { Faults } from '../../simulator/index.ts';

/** Faults that can be sent to another process. */
export type SentFaults = Partial<{
  [Name in keyof Faults]: Exclude<Faults[Name], (...args: never[]) => unknown>;
}>;

export interface PlugSpec {
  /** A recorded plug, such as `mss310-2.1.17`; with `outlets` the type of a strip. */
  readonly model: string;
  readonly faults?: SentFaults;
  /** A made-up strip with so many outlets. */
  readonly outlets?: number;
  /** The port of a broker on loopback at which it logs in. */
  readonly brokerPort?: number;
  readonly watts?: number;
}

/** A plug that listens. */
export interface StartedPlug {
  readonly host: string;
  readonly key: string;
  readonly uuid: string;
  /** Its outlets, without the master of a strip. */
  readonly channels: readonly number[];
  readonly encrypted: boolean;
}

/** `plugs` are places in the list of all plugs, in the order in which they were started. */
export type PlugCommand =
  | { readonly kind: 'start'; readonly specs: readonly PlugSpec[] }
  | { readonly kind: 'faults'; readonly plugs: readonly number[]; readonly faults: SentFaults }
  | { readonly kind: 'power'; readonly plugs: readonly number[]; readonly on: boolean }
  | { readonly kind: 'press'; readonly plug: number }
  | { readonly kind: 'slow poll'; readonly plug: number; readonly delayMs: number }
  | { readonly kind: 'states' };

/** What is known of one plug. */
export interface PlugState {
  /** Whether its first outlet is on. */
  readonly on: boolean;
  /** How many requests it has had. */
  readonly requests: number;
  /** When the last command to switch had arrived, by `sharedNow()`; 0 before the first. */
  readonly commandedAt: number;
  /** Whether it pushes its changes to a broker. */
  readonly pushes: boolean;
}

/** Milliseconds of a clock that all processes of a machine share; `performance.now()` begins anew in each. */
export const sharedNow = (): number => Number(process.hrtime.bigint()) / 1e6;
