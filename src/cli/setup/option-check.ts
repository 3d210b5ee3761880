import { UsageError } from '../usage-error.ts';

/**
 * Runs code that may reject an option.
 * @throws {UsageError} instead of the RangeError of `src/setup`, whose message is for users
 */
export function checkOption<T>(work: () => T, hint?: string): T {
  try {
    return work();
  } catch (error) {
    throw asUsageError(error, hint);
  }
}

/** Turns a RangeError into a usage error; returns any other error unchanged. */
export function asUsageError(error: unknown, hint?: string): unknown {
  return error instanceof RangeError ? new UsageError(sentence(error.message), hint) : error;
}

/** What is wrong, as a sentence; undefined if nothing is. */
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
