import { MalformedError, NoAnswerError } from '../errors.ts';
import { isRefusal } from '../protocol/refusal.ts';

/**
 * Whether an error may be a refusal. Silence or a malformed reply is one if the plug still answers a query that it has
 * answered before, so a further query has to decide.
 */
export function mayBeRefusal(error: unknown): boolean {
  return isRefusal(error) || error instanceof NoAnswerError || error instanceof MalformedError;
}
