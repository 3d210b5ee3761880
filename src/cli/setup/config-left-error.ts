import { EXIT } from '../exit-status.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';

/** The error code for programs. */
export const CONFIG_LEFT = 'config';

/** The plug was changed, but the config could not be changed to match. */
export class ConfigLeftError extends Error {
  override readonly name = 'ConfigLeftError';
  /** What to do: a sentence. */
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }

  /** Wraps any failure to change a config after the plug was changed. */
  static of(error: unknown, path: string): ConfigLeftError {
    if (error instanceof ConfigLeftError) return error;
    const message = error instanceof UsageError ? error.message : `${plain(path)} could not be changed.`;
    return new ConfigLeftError(message, 'The plug is done. Add what is shown above to the config by hand.');
  }
}

/** The same error as data for programs, part of the result on stdout. */
export const errorData = ({ message, hint }: ConfigLeftError): Readonly<Record<string, string | number>> => ({
  ...{ code: CONFIG_LEFT, message, hint, status: EXIT.failed },
});
