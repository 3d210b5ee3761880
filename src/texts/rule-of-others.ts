interface NamedRule {
  /** The name that the other program gave it, safe for a log. */
  readonly name: string;
  /** The channel of an outlet of a strip; undefined for the only outlet of a plug. */
  readonly outlet: number | undefined;
  /** What removes it, without `meross-local`. */
  readonly command: string;
}

/** A rule in a plug that another program has written, for the log. */
export type RuleOfOthers =
  | (NamedRule & {
      readonly kind: 'timer';
      /** What it switches to. */
      readonly on: boolean;
      /** E.g. `22:30`. */
      readonly at: string;
      /** `week`: English days as the command line takes them, e.g. `mon,tue`. */
      readonly days: 'once' | 'daily' | { readonly week: string };
    })
  | (NamedRule & {
      readonly kind: 'auto-off';
      /** From "on" to "off". */
      readonly seconds: number;
    });

/** A duration as `15 min`, or as `90 s` if it is not a whole number of minutes; the same in every language. */
export const minutesOf = (seconds: number): string =>
  seconds % 60 === 0 ? `${String(seconds / 60)} min` : `${String(seconds)} s`;
