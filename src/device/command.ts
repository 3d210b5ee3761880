import type { Request } from '../protocol/envelope.ts';
import type { Reading } from './reading.ts';

/** A request that changes something. */
export interface Command {
  /** What the command changes, e.g. `toggle:1`. A newer command with the same key replaces one that is not sent yet. */
  readonly key: string;
  readonly request: Request;
  /** The readings that hold once the plug has acknowledged it. */
  readonly proves: readonly Reading[];
}
