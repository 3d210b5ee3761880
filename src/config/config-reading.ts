import type { Config } from './schema.ts';

/** One thing wrong in the config block. */
export interface Problem {
  /** The JSON path: `devices[1].outlets[0].channel`; `config` for the whole block. */
  readonly path: string;
  /** Plain English sentences: what was found (masked if secret), what is allowed, what happens until it is corrected. */
  readonly message: string;
}

/** A plug that is in the config but cannot run, with its readable values, so that its accessory can be kept. */
export interface SkippedPlug {
  readonly path: string;
  readonly name?: string;
  readonly host?: string;
  readonly port?: number;
  readonly uuid?: string;
}

/** The result of `readConfig`. */
export interface ConfigReading {
  /** Absent if the block can't be used at all: cached accessories should then stay. */
  readonly config?: Config;
  /** All problems, block by block; in each block, unknown keys come first. */
  readonly problems: readonly Problem[];
  /** Plugs the user did list; their accessories are not "gone from the config". */
  readonly leftOut: readonly SkippedPlug[];
  /** Paths of the known keys that the user wrote: `devices[0].led`, `broker`, `broker.port`. */
  readonly written: ReadonlySet<string>;
}
