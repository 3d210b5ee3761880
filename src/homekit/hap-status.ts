import type { HAP, HapStatusError, HAPStatus as Status } from 'homebridge';
import { asPlugError, perKind, WrongKeyError, type PerKind } from '../errors.ts';

/** What HomeKit gets for a write that failed. The Home app shows "No Response" for all; the log has the words. */
const WRITE_STATUS: PerKind<[HAP], Status> = {
  // -70411
  'wrong-key': (_, { HAPStatus }) => HAPStatus.INSUFFICIENT_AUTHORIZATION,
  // -70412
  locked: (_, { HAPStatus }) => HAPStatus.NOT_ALLOWED_IN_CURRENT_STATE,
  refused: (_, { HAPStatus }) => HAPStatus.NOT_ALLOWED_IN_CURRENT_STATE,
  // -70408: silent until the time was up, or given up by us
  'no-answer': ({ hungUp }, { HAPStatus }) =>
    hungUp ? HAPStatus.SERVICE_COMMUNICATION_FAILURE : HAPStatus.OPERATION_TIMED_OUT,
  'given-up': (_, { HAPStatus }) => HAPStatus.OPERATION_TIMED_OUT,
  // -70402
  unreachable: (_, { HAPStatus }) => HAPStatus.SERVICE_COMMUNICATION_FAILURE,
  malformed: (_, { HAPStatus }) => HAPStatus.SERVICE_COMMUNICATION_FAILURE,
  'not-signed': (_, { HAPStatus }) => HAPStatus.SERVICE_COMMUNICATION_FAILURE,
  'other-plug': (_, { HAPStatus }) => HAPStatus.SERVICE_COMMUNICATION_FAILURE,
  unsupported: (_, { HAPStatus }) => HAPStatus.SERVICE_COMMUNICATION_FAILURE,
  internal: (_, { HAPStatus }) => HAPStatus.SERVICE_COMMUNICATION_FAILURE,
};

/** What HomeKit is told about a write that failed. */
export function writeError(hap: HAP, error: unknown): HapStatusError {
  return new hap.HapStatusError(perKind(WRITE_STATUS, asPlugError(error), hap));
}

/** What reads get of a plug that is away: -70402, or -70411 where it refuses our key. */
export function readError(hap: HAP, why: unknown): HapStatusError {
  return new hap.HapStatusError(
    why instanceof WrongKeyError
      ? hap.HAPStatus.INSUFFICIENT_AUTHORIZATION
      : hap.HAPStatus.SERVICE_COMMUNICATION_FAILURE,
  );
}
