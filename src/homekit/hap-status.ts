import type { HAP, HapStatusError, HAPStatus as Status } from 'homebridge';
import { asPlugError, perKind, WrongKeyError, type PerKind } from '../errors.ts';

/** The HAP status of a failed write, by kind of error. The Home app shows "No Response" for all; the log has the reason. */
const WRITE_STATUS: PerKind<[HAP], Status> = {
  // -70411
  'wrong-key': (_, { HAPStatus }) => HAPStatus.INSUFFICIENT_AUTHORIZATION,
  // -70412
  locked: (_, { HAPStatus }) => HAPStatus.NOT_ALLOWED_IN_CURRENT_STATE,
  refused: (_, { HAPStatus }) => HAPStatus.NOT_ALLOWED_IN_CURRENT_STATE,
  // -70408: no reply before the deadline, or given up by the plugin
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

/** The error that HomeKit gets for a failed write. */
export function writeError(hap: HAP, error: unknown): HapStatusError {
  return new hap.HapStatusError(perKind(WRITE_STATUS, asPlugError(error), hap));
}

/** The error that reads get while the plug is unreachable: -70402, or -70411 if it refuses our key. */
export function readError(hap: HAP, why: unknown): HapStatusError {
  return new hap.HapStatusError(
    why instanceof WrongKeyError
      ? hap.HAPStatus.INSUFFICIENT_AUTHORIZATION
      : hap.HAPStatus.SERVICE_COMMUNICATION_FAILURE,
  );
}
