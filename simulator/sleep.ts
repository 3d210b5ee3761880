import { setTimeout as timer } from 'node:timers/promises';

/** Runs a task once after this many milliseconds; the returned function cancels it. */
export type Timer = (ms: number, task: () => void) => () => void;

/** The timer of this computer. It keeps no process alive. */
export const systemTimer: Timer = (ms, task) => {
  const timeout = setTimeout(task, ms).unref();
  return () => {
    clearTimeout(timeout);
  };
};

/**
 * Waits this many milliseconds, or until `signal` aborts: then it returns early. Never throws, and leaves no timer.
 *
 * @param after the timer to wait by; default that of this computer, which keeps the process alive meanwhile
 */
export async function sleep(ms: number, signal: AbortSignal, after?: Timer): Promise<void> {
  if (after !== undefined) return sleepBy(after, ms, signal);
  try {
    await timer(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function sleepBy(after: Timer, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const stop = (): void => {
      cancel();
      resolve();
    };
    const cancel = after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
