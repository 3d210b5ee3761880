import { MalformedError, NoAnswerError } from '../errors.ts';
import { isRefusal } from '../protocol/refusal.ts';

/**
 * Whether an error may be a refusal, which only a further query can tell: silence, or a reply that makes no sense, is one
 * if the plug still answers a query that it has answered before.
 */
export function mayBeRefusal(error: unknown): boolean {
  return isRefusal(error) || error instanceof NoAnswerError || error instanceof MalformedError;
}
