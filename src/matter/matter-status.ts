import { asPlugError, perKind, type PerKind } from '../errors.ts';
import type { MatterBridge } from './matter-api.ts';

type Status = MatterBridge['status'];

const failure = ({ message }: Error, { Failure }: Status): Error => new Failure(message);

/** The Matter status of a failed command, by kind of error. */
const COMMAND_STATUS: PerKind<[Status], Error> = {
  'wrong-key': ({ message }, { PermissionDenied }) => new PermissionDenied(message),
  locked: ({ message }, { InvalidInState }) => new InvalidInState(message),
  refused: ({ message }, { InvalidInState }) => new InvalidInState(message),
  'no-answer': ({ message }, { Timeout }) => new Timeout(message),
  'given-up': ({ message }, { Timeout }) => new Timeout(message),
  unreachable: failure,
  malformed: failure,
  'not-signed': failure,
  'other-plug': failure,
  unsupported: failure,
  internal: failure,
};

/** The error to throw from a handler, so that the controller learns that the command has failed, and why. */
export function commandError(status: Status, error: unknown): Error {
  return perKind(COMMAND_STATUS, asPlugError(error), status);
}
