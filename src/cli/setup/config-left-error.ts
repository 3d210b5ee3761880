import { EXIT } from '../exit-status.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';

/** Its name for programs. */
export const CONFIG_LEFT = 'config';

/** A plug is as was wanted, and the config that was to say so stays as it was. */
export class ConfigLeftError extends Error {
  override readonly name = 'ConfigLeftError';
  /** What to do: a sentence. */
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }

  /** Any failure to change a config, once the plug has been changed. */
  static of(error: unknown, path: string): ConfigLeftError {
    if (error instanceof ConfigLeftError) return error;
    const message = error instanceof UsageError ? error.message : `${plain(path)} could not be changed.`;
    return new ConfigLeftError(message, 'The plug is done. Put into the config by hand what is said above.');
  }
}

/** The same as programs are told of it: in the result, which is there all the same, and on stderr. */
export const errorData = ({ message, hint }: ConfigLeftError): Readonly<Record<string, string | number>> => ({
  ...{ code: CONFIG_LEFT, message, hint, status: EXIT.failed },
});
