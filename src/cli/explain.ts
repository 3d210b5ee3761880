import { asPlugError } from '../errors.ts';
import { explainInTerminal } from '../explain.ts';
import { EXIT, OUTCOMES, type Outcome } from './exit-status.ts';
import { NotDoneError, NotMerossError, PlugTrouble } from './plug-trouble.ts';
import { explainSetup } from './setup/setup-failure.ts';
import { plain } from './show/plain.ts';
import { UsageError } from './usage-error.ts';

/** A failure as people and programs are told of it. Never a key, but a fresh one in `more` that nobody else has. */
export interface Explained extends Outcome {
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
  return explainSetup(cause) ?? explainHere(cause, who) ?? explainPlug(cause, who);
}

/** What only a command can find out about a plug. */
function explainHere(error: unknown, who: string): Explained | undefined {
  if (error instanceof NotMerossError) {
    return {
      ...OUTCOMES[error.kind],
      message: `${who} answers, but not as a Meross device does: ${plain(error.message)}.`,
      hint: 'Is it a Meross plug that has this address, and is the port right?',
    };
  }
  if (error instanceof NotDoneError) {
    return {
      ...OUTCOMES[error.kind],
      message: `${who}: ${plain(error.message)}.`,
      hint: 'Try again. If it happens every time, please report it with model and firmware.',
    };
  }
  return undefined;
}

function explainPlug(error: unknown, who: string): Explained {
  const { happened, advice } = explainInTerminal(error, who);
  return { ...OUTCOMES[asPlugError(error).kind], message: plain(happened), hint: advice };
}
