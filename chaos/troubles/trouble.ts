import type { ChaosPlug } from '../plug.ts';
import type { Random } from '../random.ts';

/** What a trouble changes of a plug. Two troubles that change the same do not overlap. */
export type Slot = 'power' | 'replies' | 'identity' | 'clock' | 'firmware' | 'none';

/** The plugs of a trouble: one, or two for a swap. */
export interface Target {
  readonly plug: ChaosPlug;
  /** The other plug of a swap. */
  readonly other: ChaosPlug;
  /** Every plug of the home. */
  readonly all: readonly ChaosPlug[];
  readonly random: Random;
  readonly forMs: number;
}

/** Ends a trouble: from then on, the plug is well. */
export type End = () => Promise<void> | void;

/** One kind of trouble. */
export interface Trouble {
  readonly name: string;
  readonly slot: Slot;
  /** How long it lasts, from and to, in milliseconds; 0 for an event of a moment. */
  readonly forMs: readonly [min: number, max: number];
  /** How often it is picked, compared with others; default 1. */
  readonly weight?: number;
  /** The plugin recovers from it within a minute and more, not within seconds. */
  readonly isSlow?: boolean;
  /** It concerns two plugs. */
  readonly isForTwo?: boolean;
  /** Whether it makes sense for this plug; default yes. */
  readonly fits?: (plug: ChaosPlug) => boolean;
  readonly begin: (target: Target) => Promise<End> | End;
}

/** An event of a moment has no end of its own. */
export const ended: End = () => undefined;
