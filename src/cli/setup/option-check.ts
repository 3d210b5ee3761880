import { UsageError } from '../usage-error.ts';

/**
 * Does something that may find an option of no use.
 * @throws {UsageError} in place of a RangeError, which is what the core says then; its words are for people
 */
export function checkOption<T>(work: () => T, hint?: string): T {
  try {
    return work();
  } catch (error) {
    throw asUsageError(error, hint);
  }
}

/** A RangeError of the core as a mistake on the command line; anything else stays what it is. */
export function asUsageError(error: unknown, hint?: string): unknown {
  return error instanceof RangeError ? new UsageError(sentence(error.message), hint) : error;
}

/** What is wrong with something, as a sentence; undefined where nothing is. */
export function complaint(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return sentence(error.message);
    throw error;
  }
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
