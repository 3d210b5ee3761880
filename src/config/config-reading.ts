import type { Config } from './schema.ts';

/** One thing wrong in the config block. */
export interface Problem {
  /** Where, as the user would point at it: `devices[1].outlets[0].channel`; `config` for the whole block. */
  readonly path: string;
  /** What was found (masked if secret), what is allowed, and what happens until then: plain English sentences. */
  readonly message: string;
}

/** A plug that is in the config but cannot run; what of it could be read, so that its accessory can be kept. */
export interface SkippedPlug {
  readonly path: string;
  readonly name?: string;
  readonly host?: string;
  readonly port?: number;
  readonly uuid?: string;
}

/** What `readConfig` found. */
export interface ConfigReading {
  /** Absent if the block can't be used at all: cached accessories are then best left in place. */
  readonly config?: Config;
  /** All of them, block by block; in each, unknown keys come first. */
  readonly problems: readonly Problem[];
  /** Plugs the user did list; their accessories are not "gone from the config". */
  readonly leftOut: readonly SkippedPlug[];
  /** Paths of the known keys that the user wrote: `devices[0].led`, `broker`, `broker.port`. */
  readonly written: ReadonlySet<string>;
}
