import type { HAP, HapStatusError, HAPStatus as Status } from 'homebridge';
import { GivenUpError, LockedError, NoAnswerError, RefusedError, WrongKeyError } from '../errors.ts';

/**
 * What HomeKit is told about a failure. The Home app shows "No Response" for all of them; the log has the words.
 * | error | HAP status |
 * |---|---|
 * | wrong key | -70411 insufficient authorization |
 * | locked, or refused by the plug | -70412 not allowed in the current state |
 * | silent until the time was up, or given up by us | -70408 timed out |
 * | all others | -70402 communication failure |
 */
export function statusError(hap: HAP, error: unknown): HapStatusError {
  return new hap.HapStatusError(statusOf(hap, error));
}

function statusOf({ HAPStatus }: HAP, error: unknown): Status {
  if (error instanceof WrongKeyError) return HAPStatus.INSUFFICIENT_AUTHORIZATION;
  if (error instanceof LockedError || error instanceof RefusedError) return HAPStatus.NOT_ALLOWED_IN_CURRENT_STATE;
  if (error instanceof GivenUpError || (error instanceof NoAnswerError && !error.hungUp)) {
    return HAPStatus.OPERATION_TIMED_OUT;
  }
  return HAPStatus.SERVICE_COMMUNICATION_FAILURE;
}
