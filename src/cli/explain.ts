import {
  GivenUpError,
  LockedError,
  MalformedError,
  NoAnswerError,
  OtherPlugError,
  RefusedError,
  UnreachableError,
  UnsupportedError,
  WrongKeyError,
} from '../errors.ts';
import { EXIT } from './exit-status.ts';
import { NotDoneError, NotMerossError, PlugTrouble } from './plug-trouble.ts';
import { explainSetup } from './setup/explain.ts';
import { plain } from './show/plain.ts';
import { UsageError } from './usage-error.ts';

/** A failure as people and programs are told of it. Never a key, but a fresh one in `more` that nobody else has. */
export interface Explained {
  readonly status: number;
  /** For programs; does not change. */
  readonly code: string;
  /** What happened, and where. */
  readonly message: string;
  /** The likely cause, and what to do. */
  readonly hint: string;
  /** What else programs are told, and they alone. */
  readonly more?: Readonly<Record<string, string>>;
}

/** What to say of a failure, and the exit status that belongs to it. */
export function explain(error: unknown): Explained {
  if (error instanceof UsageError) {
    return { status: EXIT.usage, code: 'usage', message: error.message, hint: error.hint };
  }
  const [cause, who] = error instanceof PlugTrouble ? [error.cause, error.label] : [error, ''];
  if (cause instanceof GivenUpError) {
    return { status: EXIT.interrupted, code: 'interrupted', message: 'Interrupted.', hint: '' };
  }
  return explainSetup(cause) ?? explainTrouble(cause, who) ?? unexpected(cause, who);
}

function explainTrouble(error: unknown, who: string): Explained | undefined {
  if (error instanceof UnreachableError) {
    return {
      status: EXIT.unreachable,
      code: 'unreachable',
      message: `${who} cannot be reached: ${plain(error.message)}.`,
      hint: 'Is it plugged in, on this network, and still at that address? "meross-local discover" looks for plugs.',
    };
  }
  if (error instanceof NoAnswerError) {
    return {
      status: EXIT.unreachable,
      code: 'no-answer',
      message: error.hungUp
        ? `${who} hangs up without an answer.`
        : `${who} accepts a connection and then stays silent.`,
      hint: error.hungUp
        ? 'It may be starting, or busy with somebody else; with LAN encryption it also does this when the key is wrong.'
        : 'Try a longer --timeout, and unplug it for ten seconds if this lasts.',
    };
  }
  if (error instanceof WrongKeyError) {
    return {
      status: EXIT.wrongKey,
      code: 'wrong-key',
      message: `${who} does not accept this key.`,
      hint: 'The key is the one that this plug was set up with; another plug may have another one.',
    };
  }
  if (error instanceof OtherPlugError) {
    return {
      status: EXIT.otherDevice,
      code: 'other-device',
      message: `${who}: another plug answers there (uuid ${plain(error.found)}, not ${error.expected}), so nothing was read or switched.`,
      hint: '"meross-local discover" shows where plugs are now; then correct "host" in the config.',
    };
  }
  if (error instanceof NotMerossError) {
    return {
      status: EXIT.otherDevice,
      code: 'not-meross',
      message: `${who} answers, but not as a Meross device does: ${plain(error.message)}.`,
      hint: 'Is it a Meross plug that has this address, and is the port right?',
    };
  }
  return explainRefusal(error, who);
}

function explainRefusal(error: unknown, who: string): Explained | undefined {
  if (error instanceof UnsupportedError) {
    return {
      status: EXIT.refused,
      code: 'unsupported',
      message: `${who} cannot do that: ${plain(error.message)}.`,
      hint: '"meross-local info" tells what it can.',
    };
  }
  if (error instanceof RefusedError) {
    return {
      status: EXIT.refused,
      code: 'refused',
      message: `${who} refused: error ${error.code}.`,
      hint: 'The plug gives no reason. Its firmware may not know this, or not with these values.',
    };
  }
  if (error instanceof LockedError) {
    return {
      status: EXIT.refused,
      code: 'locked',
      message: `${who} is locked in the config, and was left as it is.`,
      hint: 'To switch it all the same, give its address without --config.',
    };
  }
  if (error instanceof MalformedError || error instanceof NotDoneError) {
    const isAnswer = error instanceof MalformedError;
    return {
      status: EXIT.failed,
      code: isAnswer ? 'malformed' : 'not-done',
      message: isAnswer
        ? `${who} gave an answer that makes no sense: ${plain(error.message)}.`
        : `${who}: ${plain(error.message)}.`,
      hint: 'Try again. If it happens every time, please report it with model and firmware.',
    };
  }
  return undefined;
}

function unexpected(error: unknown, who: string): Explained {
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    status: EXIT.failed,
    code: 'failed',
    message: `${who === '' ? 'An' : `${who}: an`} unexpected failure of this command: ${plain(words)}.`,
    hint: 'Please report it, with the command line (but not the key) and what "meross-local --version" says.',
  };
}
