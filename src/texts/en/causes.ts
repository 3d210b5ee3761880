import type { CauseText } from '../cause-text.ts';

/** What exactly happened: the message of the error, which is in English. */
export const cause: CauseText = error => (error instanceof Error ? error.message : String(error));
