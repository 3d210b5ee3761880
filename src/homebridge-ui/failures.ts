import { asPlugError, GivenUpError, MerossError, perKind } from '../errors.ts';
import { explainFailure } from '../cli/command-failure.ts';
import { NotDoneError, NotMerossError, PlugCommandError } from '../cli/plug-command-error.ts';
import { UsageError } from '../cli/usage-error.ts';
import { asUsageError } from '../cli/setup/option-check.ts';
import { explainSetup } from '../cli/setup/setup-failure.ts';
import { merossAppPage } from '../links.ts';
import type { Failure } from './api.ts';
import { InvalidBodyError } from './bodies.ts';
import type { RequestTexts } from './server-context.ts';

/**
 * Explains why a request failed, as the command line does, with advice for the page and in its language. (The steps of a
 * setup and what is not a Meross device are explained in English.)
 *
 * @param label the plug, for users; empty where no plug is known
 * @throws the error itself, if it is no failure with a plug but a fault of this plugin, or an invalid body
 */
export function failureOf(error: unknown, label: string, { server, log }: RequestTexts): Failure {
  if (error instanceof InvalidBodyError) throw error;
  const read = asUsageError(error, '');
  if (read instanceof UsageError) return { kind: 'usage', happened: read.message, advice: read.hint };
  const cause = read instanceof PlugCommandError ? read.cause : read;
  if (!(cause instanceof MerossError)) throw error;
  const isOfPlug =
    explainSetup(cause) === undefined && !(cause instanceof NotMerossError) && !(cause instanceof NotDoneError);
  if (cause instanceof GivenUpError || (isOfPlug && label !== '')) {
    const request = { who: label, cause: log.cause(cause), keyPage: merossAppPage() };
    return { kind: cause.kind, ...perKind(server.failures, asPlugError(cause), request) };
  }
  const { message, hint } = explainFailure(new PlugCommandError(cause, label));
  return { kind: cause.kind, happened: message, advice: hint };
}

/** Runs work; a failure with a plug becomes a part of the reply. */
export async function orFailure<T extends object>(
  label: string,
  texts: RequestTexts,
  work: () => Promise<T>,
): Promise<T | { readonly failure: Failure }> {
  try {
    return await work();
  } catch (error) {
    return { failure: failureOf(error, label, texts) };
  }
}
