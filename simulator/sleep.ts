import { setTimeout as timer } from 'node:timers/promises';

/** Waits so many milliseconds, or until `signal` aborts: then it returns early. Never throws, and leaves no timer. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await timer(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
