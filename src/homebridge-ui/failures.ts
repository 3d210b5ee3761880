import { GivenUpError, MerossError } from '../errors.ts';
import { explainFailure } from '../cli/command-failure.ts';
import { PlugCommandError } from '../cli/plug-command-error.ts';
import { UsageError } from '../cli/usage-error.ts';
import { asUsageError } from '../cli/setup/option-check.ts';
import type { Failure } from './api.ts';
import { InvalidBodyError } from './bodies.ts';
import type { ServerTexts } from './server-texts.ts';

/**
 * Explains why a request failed, as the command line does, with advice for the page.
 *
 * @param label the plug, for users; empty where no plug is known
 * @throws the error itself, if it is no failure with a plug but a fault of this plugin, or an invalid body
 */
export function failureOf(error: unknown, label: string, texts: ServerTexts): Failure {
  if (error instanceof InvalidBodyError) throw error;
  const read = asUsageError(error, '');
  if (read instanceof UsageError) return { kind: 'usage', happened: read.message, advice: read.hint };
  const cause = read instanceof PlugCommandError ? read.cause : read;
  if (!(cause instanceof MerossError)) throw error;
  if (cause instanceof GivenUpError) return { kind: cause.kind, happened: texts.stopped, advice: '' };
  const { message, hint } = explainFailure(new PlugCommandError(cause, label));
  return { kind: cause.kind, happened: message, advice: texts.advice[cause.kind] ?? hint };
}

/** Runs work; a failure with a plug becomes a part of the reply. */
export async function orFailure<T extends object>(
  label: string,
  texts: ServerTexts,
  work: () => Promise<T>,
): Promise<T | { readonly failure: Failure }> {
  try {
    return await work();
  } catch (error) {
    return { failure: failureOf(error, label, texts) };
  }
}
