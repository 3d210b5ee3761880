import type { PerKind } from '../errors.ts';
import type { ErrorText, ExplainedPlug } from './explained-plug.ts';

/** A plug, and what an explanation in the log needs besides. */
export interface LoggedPlugError extends ExplainedPlug {
  /** What exactly happened, e.g. `the connection was refused`. */
  readonly cause: string;
  /** Where the docs explain what the key of a plug is. */
  readonly keyPage: string;
}

/** Every error that can happen between us and a plug, for the log. A kind without a text does not compile. */
export interface ErrorTexts {
  /** The plugin keeps asking the plug. */
  readonly explained: PerKind<[LoggedPlugError], ErrorText>;
  /** The likely cause and what to do, where a plug has a problem again and again, and replies in between. */
  readonly unstable: Readonly<Record<UnstableCause, string>>;
}

/** Weak Wi-Fi, an address that two devices share, or a fault of ours. */
export type UnstableCause = 'weak' | 'shared' | 'ours';
