import { NoAnswerError, RefusedError, UnsupportedError } from '../errors.ts';

/**
 * Whether a failure means that a reachable plug refuses the request: an error code other than 5001, or a hang-up, which
 * is how most firmware refuses. No other code decides this. Silence is a refusal only if the plug answers another query
 * right after it; a session finds that out and reports {@link UnsupportedError}.
 *
 * A hang-up on a query that was answered before, or that every plug answers, is a failure and no refusal; the caller
 * checks that.
 */
export function isRefusal(error: unknown): boolean {
  if (error instanceof RefusedError || error instanceof UnsupportedError) return true;
  return error instanceof NoAnswerError && error.hungUp;
}
