import { MalformedError, NoAnswerError, RefusedError, UnsupportedError } from '../errors.ts';

/** Whether a plug refused a request: by an error, or by hanging up. What a refusal is, is decided here for all of provisioning. */
export function isRefusal(error: unknown): boolean {
  return (
    error instanceof RefusedError ||
    error instanceof UnsupportedError ||
    (error instanceof NoAnswerError && error.hungUp)
  );
}

/**
 * Whether an error may be a refusal, which only a further query can tell: silence, or a reply that makes no sense, is one
 * if the plug still answers a query that it has answered before.
 */
export function mayBeRefusal(error: unknown): boolean {
  return isRefusal(error) || error instanceof NoAnswerError || error instanceof MalformedError;
}
