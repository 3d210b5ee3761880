import { MerossError } from '../errors.ts';
import type { PlugWithKey } from './plug/named-plug.ts';
import { UsageError } from './usage-error.ts';

/** A failure with one plug: the cause is what happened, `label` names the plug. */
export class PlugCommandError extends Error {
  override readonly name = 'PlugTrouble';
  /** The plug's name or address, safe for a terminal. */
  readonly label: string;

  constructor(cause: unknown, label: string) {
    super('trouble with a plug', { cause });
    this.label = label;
  }

  /** Any failure as one of that plug; an error about the command line stays as it is. */
  static of(error: unknown, { label }: Pick<PlugWithKey, 'label'>): Error {
    return error instanceof UsageError || error instanceof PlugCommandError
      ? error
      : new PlugCommandError(error, label);
  }
}

/** The device at this address does not reply as a Meross device does. */
export class NotMerossError extends MerossError {
  override readonly kind = 'not-meross';
}

/** The plug acknowledged a command, but its state did not change. */
export class NotDoneError extends MerossError {
  override readonly kind = 'not-done';
}
