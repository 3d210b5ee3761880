/** The plug that an error is about. */
export interface ExplainedPlug {
  /** E.g. `Desk lamp (192.168.1.20)`. */
  readonly who: string;
  /** Where it stands in the config, e.g. `devices[0]`. */
  readonly path: string;
  /** E.g. `192.168.1.20`, as the command line takes it. */
  readonly address: string;
  /** Whether it has an accessory in HomeKit. A plug that has never replied has none. */
  readonly isInHome: boolean;
}

/** An error as text. Never a key, a password or a signature. */
export interface ErrorText {
  /** One sentence: which plug, and what happened. */
  readonly happened: string;
  /** The likely cause, what to do, and what happens next; empty where there is nothing to do. */
  readonly advice: string;
}

/** An entry of the config as people count: 3 for `devices[2]`; undefined for another path. */
export function entryNumber(path: string): number | undefined {
  const index = /^devices\[(\d+)\]$/.exec(path)?.[1];
  return index === undefined ? undefined : Number(index) + 1;
}
