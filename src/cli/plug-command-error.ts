import { MerossError } from '../errors.ts';
import type { PlugWithKey } from './plug/named-plug.ts';
import { UsageError } from './usage-error.ts';

/** Something went wrong with a plug: the cause says what, this says with which one. */
export class PlugCommandError extends Error {
  override readonly name = 'PlugTrouble';
  /** The plug, as people know it; fit for a terminal. */
  readonly label: string;

  constructor(cause: unknown, label: string) {
    super('trouble with a plug', { cause });
    this.label = label;
  }

  /** Any failure as trouble with that plug; one that is about the command line stays what it is. */
  static of(error: unknown, { label }: Pick<PlugWithKey, 'label'>): Error {
    return error instanceof UsageError || error instanceof PlugCommandError
      ? error
      : new PlugCommandError(error, label);
  }
}

/** Somebody answers, but not as a Meross device does. */
export class NotMerossError extends MerossError {
  override readonly kind = 'not-meross';
}

/** The plug was asked to do something and has said yes, but is not as it should be. */
export class NotDoneError extends MerossError {
  override readonly kind = 'not-done';
}
