import { NoAnswerError, RefusedError, UnsupportedError } from '../errors.ts';

/**
 * Whether a failure means "I do not do that", from a plug that is there: an error code other than 5001, or a hang-up, which
 * is how most firmware refuses. The one rule for all who ask plugs. Silence is a refusal only where the plug answers
 * something else right after it; a session finds that out and reports {@link UnsupportedError}.
 *
 * A hang-up on a query that was answered before, or that every plug answers, is trouble and no refusal: that is for the
 * caller to know.
 */
export function isRefusal(error: unknown): boolean {
  if (error instanceof RefusedError || error instanceof UnsupportedError) return true;
  return error instanceof NoAnswerError && error.hungUp;
}
