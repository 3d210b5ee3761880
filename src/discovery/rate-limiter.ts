import { reasonOf, sleep, type Clock } from '../clock.ts';

/** Spaces things out: whoever awaits a turn gets it at least `intervalMs` after the one before, first come first served. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  #last = -Infinity;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock, intervalMs: number) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
  }

  /** Resolves when it is our turn, or rejects with the signal's reason. */
  turn(signal: AbortSignal): Promise<void> {
    const turn = this.#queue.then(() => this.#wait(signal));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Counts from when the last turn really came: after a stall there is no rush to catch up. */
  async #wait(signal: AbortSignal): Promise<void> {
    const due = this.#last + this.#intervalMs;
    // Node's timers may be a fraction of a millisecond early.
    for (let left = due - this.#clock.now(); left > 0; left = due - this.#clock.now()) {
      await sleep(this.#clock, left, signal);
    }
    if (signal.aborted) throw reasonOf(signal);
    this.#last = this.#clock.now();
  }
}
