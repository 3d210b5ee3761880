import type { HAP, HapStatusError, HAPStatus as Status } from 'homebridge';
import { GivenUpError, LockedError, NoAnswerError, RefusedError, WrongKeyError } from '../errors.ts';

/**
 * What HomeKit is told about a write that failed. The Home app shows "No Response" for all; the log has the words.
 * | error | HAP status |
 * |---|---|
 * | wrong key | -70411 insufficient authorization |
 * | locked, or refused by the plug | -70412 not allowed in the current state |
 * | silent until the time was up, or given up by us | -70408 timed out |
 * | all others | -70402 communication failure |
 */
export function writeError(hap: HAP, error: unknown): HapStatusError {
  return new hap.HapStatusError(statusOf(hap, error));
}

/** What reads get of a plug that is away: -70402, or -70411 where it refuses our key. */
export function readError(hap: HAP, why: unknown): HapStatusError {
  return new hap.HapStatusError(
    why instanceof WrongKeyError
      ? hap.HAPStatus.INSUFFICIENT_AUTHORIZATION
      : hap.HAPStatus.SERVICE_COMMUNICATION_FAILURE,
  );
}

function statusOf({ HAPStatus }: HAP, error: unknown): Status {
  if (error instanceof WrongKeyError) return HAPStatus.INSUFFICIENT_AUTHORIZATION;
  if (error instanceof LockedError || error instanceof RefusedError) return HAPStatus.NOT_ALLOWED_IN_CURRENT_STATE;
  if (error instanceof GivenUpError || (error instanceof NoAnswerError && !error.hungUp)) {
    return HAPStatus.OPERATION_TIMED_OUT;
  }
  return HAPStatus.SERVICE_COMMUNICATION_FAILURE;
}
