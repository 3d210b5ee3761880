import { performance } from 'node:perf_hooks';

/**
 * The only source of time, so that tests control it. Durations are measured on a clock that never jumps, because a Pi
 * without a battery gets its date from the network minutes after boot.
 */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes backwards. */
  now(): number;
  /** Seconds since 1970 by the host's clock, whole. */
  epochSeconds(): number;
  /** Runs `task` once after `ms`; the returned function cancels it. */
  after(ms: number, task: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  epochSeconds: () => Math.floor(Date.now() / 1000),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Resolves after `ms`, or rejects with the signal's reason as soon as the signal aborts. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      cancel();
      reject(reasonOf(signal));
    };
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** A wait that other code can end early; one at a time. */
export class Pause {
  readonly #clock: Clock;
  #end: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves after `ms`, or when {@link Pause.end} is called. */
  for(ms: number): Promise<void> {
    return new Promise(resolve => {
      const cancel = this.#clock.after(ms, () => {
        this.end();
      });
      this.#end = () => {
        this.#end = undefined;
        cancel();
        resolve();
      };
    });
  }

  /** Ends the current wait, if any. */
  end(): void {
    this.#end?.();
  }
}

/** Why a deadline's signal aborted: the time was up. */
export class TimeIsUp extends Error {
  override readonly name = 'TimeIsUp';
}

/** The one deadline of a piece of work. The code that makes it calls `cancel` when the work is over. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Restarts the time limit from now. */
  readonly restart: (ms: number) => void;
  /** Aborts the signal early, with another reason. */
  readonly abort: (reason: Error) => void;
  readonly cancel: () => void;
}

/** Starts a deadline: its signal aborts with {@link TimeIsUp} after `ms`. */
export function deadline(clock: Clock, ms: number): Deadline {
  const controller = new AbortController();
  let cancel = (): void => undefined;
  const restart = (budgetMs: number): void => {
    cancel();
    cancel = clock.after(budgetMs, () => {
      controller.abort(new TimeIsUp(`the limit of ${String(budgetMs)} ms is over`));
    });
  };
  restart(ms);
  return {
    signal: controller.signal,
    restart,
    abort: reason => {
      cancel();
      controller.abort(reason);
    },
    cancel: () => {
      cancel();
    },
  };
}

/** The reason of an aborted signal as an Error, whatever it was aborted with. */
export function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason });
}

/** Runs work with its own time limit. It also ends when the outer signal aborts, then with the reason of that signal. */
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

/** Rejects with the signal's reason once it aborts; for races with work that may ignore the signal. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(reasonOf(signal));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
