import { WrongKeyError } from '../errors.ts';
import { TIMES } from '../settings.ts';

/**
 * The pause before the next request to an unreachable plug: longer after each failure, up to `TIMES.unreachablePollMs`.
 * @param failures the number of failed tries before
 * @param why after a wrong key, only the user can help, so the plug is rarely asked
 */
export function backOffMs(failures: number, why: Error | undefined): number {
  if (why instanceof WrongKeyError) return TIMES.wrongKeyPollMs;
  return Math.min(TIMES.unreachablePollMs, TIMES.retryPollMs * 2 ** Math.max(0, failures));
}
