/** Waiting, always with a limit: no test may hang, and one that gives up names what it was waiting for. */
import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 20;

/**
 * Polls until `condition` gives something truthy, and returns that. A condition that throws is just not met yet;
 * its last error is in the message when the time is up.
 */
export async function until<T>(condition: () => T | Promise<T>, ms: number, what: string): Promise<NonNullable<T>> {
  const end = performance.now() + ms;
  let last: unknown;
  for (;;) {
    try {
      const value = await within(condition(), Math.max(EVERY_MS, end - performance.now()), what);
      if (value) return value;
    } catch (error) {
      last = error;
    }
    if (performance.now() >= end) throw new Error(`${what}: not within ${String(ms)} ms`, { cause: last });
    await sleep(EVERY_MS);
  }
}

/** Waits for a promise, but no longer than `ms`; for what might never settle, such as an answer over a dead socket. */
export async function within<T>(promise: T | Promise<T>, ms: number, what: string): Promise<T> {
  const timer = new AbortController();
  const late = sleep(ms, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`${what}: not within ${String(Math.round(ms))} ms`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    late.catch(() => undefined); // being called off is not an error
    timer.abort();
  }
}
