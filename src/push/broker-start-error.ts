import { MerossError, type ErrorContext } from '../errors.ts';
import type { PushTexts } from '../texts/en/push-log.ts';
import { ENGLISH } from '../texts/log-texts.ts';

/** The broker cannot start: its port is in use, its address is not this computer's, its certificate cannot be stored. */
export class BrokerStartError extends MerossError {
  override readonly kind = 'broker';
  /** The text for the log. */
  readonly textIn: (texts: PushTexts) => string;

  /** @param textIn the text for the log in any language; its English text is the message */
  constructor(textIn: (texts: PushTexts) => string, context: ErrorContext = {}) {
    super(textIn(ENGLISH.push), context);
    this.textIn = textIn;
  }
}

/** The text for the log about a failure to start. */
export function textOfStartError(error: unknown, texts: PushTexts): string {
  return error instanceof BrokerStartError ? error.textIn(texts) : texts.couldNotStart({ error: String(error) });
}
