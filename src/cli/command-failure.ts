import { asPlugError } from '../errors.ts';
import { explainInTerminal } from '../explain.ts';
import { EXIT, FAILURE_STATUSES, type FailureStatus } from './exit-status.ts';
import { NotDoneError, NotMerossError, PlugCommandError } from './plug-command-error.ts';
import { explainSetup } from './setup/setup-failure.ts';
import { plain } from './show/plain.ts';
import { UsageError } from './usage-error.ts';

/**
 * A failure as it is reported to people and programs. Never a key, except a new one in `extraFields` that is stored
 * nowhere else.
 */
export interface CommandFailure extends FailureStatus {
  /** What happened, and where. */
  readonly message: string;
  /** The likely cause, and what to do. */
  readonly hint: string;
  /** More members, for programs only. */
  readonly extraFields?: Readonly<Record<string, string>>;
}

/** The words for a failure, and its exit status. */
export function explainFailure(error: unknown): CommandFailure {
  if (error instanceof UsageError) {
    return { status: EXIT.usage, code: 'usage', message: error.message, hint: error.hint };
  }
  const [cause, label] = error instanceof PlugCommandError ? [error.cause, error.label] : [error, ''];
  return explainSetup(cause) ?? explainCommandFailure(cause, label) ?? explainPlugError(cause, label);
}

/** Failures that only a command can have with a plug. */
function explainCommandFailure(error: unknown, label: string): CommandFailure | undefined {
  if (error instanceof NotMerossError) {
    return {
      ...FAILURE_STATUSES[error.kind],
      message: `${label} replies, but not as a Meross device does: ${plain(error.message)}.`,
      hint: 'Is this the address of a Meross plug, and is the port right?',
    };
  }
  if (error instanceof NotDoneError) {
    return {
      ...FAILURE_STATUSES[error.kind],
      message: `${label}: ${plain(error.message)}.`,
      hint: 'Try again. If it happens every time, please report it with model and firmware.',
    };
  }
  return undefined;
}

function explainPlugError(error: unknown, label: string): CommandFailure {
  const { happened, advice } = explainInTerminal(error, label);
  const { kind } = asPlugError(error);
  return { ...FAILURE_STATUSES[kind], message: plain(happened), hint: advice };
}
