import { reasonOf, sleep, type Clock } from '../clock.ts';

/** Grants turns in the order of the calls, each at least `intervalMs` after the one before. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  #last = -Infinity;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock, intervalMs: number) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
  }

  /** Resolves when the turn comes, or rejects with the signal's reason. */
  turn(signal: AbortSignal): Promise<void> {
    const turn = this.#queue.then(() => this.#wait(signal));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Counts from the time of the last turn, so that turns do not bunch up after a stall. */
  async #wait(signal: AbortSignal): Promise<void> {
    const due = this.#last + this.#intervalMs;
    // Node's timers may be a fraction of a millisecond early.
    for (let remainingMs = due - this.#clock.now(); remainingMs > 0; remainingMs = due - this.#clock.now()) {
      await sleep(this.#clock, remainingMs, signal);
    }
    if (signal.aborted) throw reasonOf(signal);
    this.#last = this.#clock.now();
  }
}
