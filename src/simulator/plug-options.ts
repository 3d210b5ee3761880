import type { JsonObject } from './json.ts';
import type { PlugModel } from './model.ts';

/** A plug to be simulated; all but the model has a default. */
export interface SimulatedPlugOptions {
  readonly model: PlugModel;
  /** Signing key; default: the made-up key of the trace. */
  readonly key?: string;
  /** 32 characters, the last 12 of which become the MAC address; default: the made-up uuid of the trace. */
  readonly uuid?: string;
  /** Told to nobody but those who probe by UDP; default: the type, such as "mss310". */
  readonly name?: string;
  /** Default 127.0.0.1; the plug listens nowhere else. On Linux any address of 127/8 will do. */
  readonly address?: string;
  /** Default 0: any free one. */
  readonly port?: number;
  /** The true time in milliseconds since 1970, for tests that count energy over days; default `Date.now`. */
  readonly now?: () => number;
}

/** Firmware that a plug is updated to. */
export interface FirmwareUpdate {
  readonly firmwareVersion: string;
  /** What System.Ability lists from then on; by default what it lists now. */
  readonly abilities?: Readonly<Record<string, JsonObject>>;
}

/** Where a plug moves to. */
export interface Destination {
  /** Default: the address where it is. */
  readonly address?: string;
  /** Default: a free one, other than that where it is. */
  readonly port?: number;
}
