import { deadline, reasonOf, type Clock } from '../clock.ts';

/** Does something with a limit of its own, which also ends when the outer signal aborts: then with that one's reason. */
export async function within<T>(
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw reasonOf(signal);
  const limit = deadline(clock, ms);
  const stop = (): void => limit.abort(reasonOf(signal));
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await work(limit.signal);
  } finally {
    signal.removeEventListener('abort', stop);
    limit.cancel();
  }
}

/** Rejects with the signal's reason once it aborts; for races with what might not notice. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(reasonOf(signal));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
