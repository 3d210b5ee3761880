import { WrongKeyError } from '../errors.ts';
import { TIMES } from '../settings.ts';

/**
 * How long to leave a plug alone that is away: longer after each failure, up to `TIMES.unreachablePollMs`.
 * @param failures how often it was tried in vain before
 * @param why a wrong key is a matter for a person, so it is not asked about again and again
 */
export function backOffMs(failures: number, why: Error | undefined): number {
  if (why instanceof WrongKeyError) return TIMES.wrongKeyPollMs;
  return Math.min(TIMES.unreachablePollMs, TIMES.retryPollMs * 2 ** Math.max(0, failures));
}
