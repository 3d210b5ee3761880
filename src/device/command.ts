import type { Request } from '../protocol/envelope.ts';
import type { Reading } from './reading.ts';

/** A wish, as a value. */
export interface Command {
  /** What the wish is about, e.g. `toggle:1`. A newer wish with the same key replaces one that has not left yet. */
  readonly key: string;
  readonly request: Request;
  /** What we know once the plug has acknowledged it. */
  readonly proves: readonly Reading[];
}
