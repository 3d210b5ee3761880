import type { ErrorKind } from '../errors.ts';
import { EXIT } from '../settings.ts';

export { EXIT };

/** The exit statuses for the help. */
export const EXIT_HELP =
  '0 done, 1 failed otherwise, 2 usage, 3 not reachable, 4 wrong key, 5 refused or not supported by this plug, ' +
  '6 another device, 130 interrupted';

/** An exit status, and the stable name of the failure for programs. */
export interface FailureStatus {
  readonly status: number;
  readonly code: string;
}

/** The exit status for each kind of error. */
export const FAILURE_STATUSES: Readonly<Record<ErrorKind, FailureStatus>> = {
  unreachable: { status: EXIT.unreachable, code: 'unreachable' },
  'no-answer': { status: EXIT.unreachable, code: 'no-answer' },
  'not-arrived': { status: EXIT.unreachable, code: 'not-arrived' },
  'wrong-key': { status: EXIT.wrongKey, code: 'wrong-key' },
  refused: { status: EXIT.refused, code: 'refused' },
  unsupported: { status: EXIT.refused, code: 'unsupported' },
  locked: { status: EXIT.refused, code: 'locked' },
  'other-plug': { status: EXIT.otherDevice, code: 'other-device' },
  'not-meross': { status: EXIT.otherDevice, code: 'not-meross' },
  // A device that does not sign as the plug did is not known to be that plug.
  'not-signed': { status: EXIT.otherDevice, code: 'not-signed' },
  malformed: { status: EXIT.failed, code: 'malformed' },
  'not-done': { status: EXIT.failed, code: 'not-done' },
  broker: { status: EXIT.failed, code: 'broker' },
  bluetooth: { status: EXIT.failed, code: 'bluetooth' },
  internal: { status: EXIT.failed, code: 'failed' },
  setup: { status: EXIT.failed, code: 'failed' },
  damaged: { status: EXIT.failed, code: 'failed' },
  unreadable: { status: EXIT.failed, code: 'failed' },
  ahead: { status: EXIT.failed, code: 'failed' },
  later: { status: EXIT.failed, code: 'failed' },
  unwritable: { status: EXIT.failed, code: 'failed' },
  'given-up': { status: EXIT.interrupted, code: 'interrupted' },
};
