import { MalformedError, NoAnswerError, UnreachableError, WrongKeyError } from '../errors.ts';
import { FULL_TIME_EVERY, TIMES } from '../settings.ts';

/** What is known of a plug that does not answer. */
export interface Absence {
  /** Failed tries before. */
  readonly failures: number;
  /** Why the last one failed; undefined if the plug answered and has to be identified again. */
  readonly reason: Error | undefined;
  /** From the first request that was not answered to the start of the last one. */
  readonly awayMs: number;
  /** The user's `pollSeconds`, in milliseconds. */
  readonly pollMs: number;
}

/**
 * The time from the start of one try to the start of the next, in milliseconds. It grows up to `TIMES.unreachablePollMs`,
 * but for the first ten minutes of an absence it is no longer than the user's polls, so that the tile is right again as
 * soon after an outage as after a press.
 *
 * After a wrong key, only the user can help, so the plug is rarely asked. Another plug at the address, a missing signature
 * and an error code do not pass by themselves either, so the time grows from the start.
 */
export function retryIntervalMs({ failures, reason, awayMs, pollMs }: Absence): number {
  if (reason instanceof WrongKeyError) return TIMES.wrongKeyPollMs;
  const growing = Math.min(TIMES.unreachablePollMs, TIMES.retryPollMs * 2 ** Math.max(0, failures));
  return mayPass(reason) && awayMs < TIMES.freshAbsenceMs ? Math.min(growing, pollMs) : growing;
}

/**
 * The time limit of one query to a plug that did not answer before. With short polls, a query that hangs must not make
 * the next one late; but every few times the plug gets the full time, because some need more than
 * `TIMES.awayQueryMs` just to accept a connection.
 */
export function awayQueryMs(failures: number, pollMs: number): number {
  if (failures % FULL_TIME_EVERY === 0) return TIMES.pollMs;
  return Math.min(TIMES.pollMs, Math.max(pollMs, TIMES.awayQueryMs));
}

/**
 * The time limit of a command to a plug that has just left a request unanswered: enough for its identification and the
 * command at several times its usual pace, and no less than for an unreachable plug.
 * @param roundTripMs how long its last answered query took
 */
export function slowCommandMs(roundTripMs: number | undefined): number {
  const ms = SLOW_ROUND_TRIPS * (roundTripMs ?? TIMES.commandMs);
  return Math.min(TIMES.commandMs, Math.max(TIMES.commandToUnreachableMs, ms));
}

/** Two requests, each with more than twice the usual time. */
const SLOW_ROUND_TRIPS = 5;

/** Whether a failure may be over at any moment, because the plug restarts or its Wi-Fi is back. */
function mayPass(reason: Error | undefined): boolean {
  return reason instanceof UnreachableError || reason instanceof NoAnswerError || reason instanceof MalformedError;
}
