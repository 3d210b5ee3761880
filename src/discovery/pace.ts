import { reasonOf, sleep, type Clock } from '../clock.ts';

/** Spaces things out: whoever awaits a turn gets it at least `everyMs` after the one before, first come first served. */
export class Pace {
  readonly #clock: Clock;
  readonly #everyMs: number;
  #last = -Infinity;
  #line: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock, everyMs: number) {
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  /** Resolves when it is our turn, or rejects with the signal's reason. */
  turn(signal: AbortSignal): Promise<void> {
    const mine = this.#line.then(() => this.#wait(signal));
    this.#line = mine.catch(() => undefined);
    return mine;
  }

  /** Counts from when the last turn really came: after a stall there is no rush to catch up. */
  async #wait(signal: AbortSignal): Promise<void> {
    const due = this.#last + this.#everyMs;
    // Node's timers may be a fraction of a millisecond early.
    for (let left = due - this.#clock.now(); left > 0; left = due - this.#clock.now()) {
      await sleep(this.#clock, left, signal);
    }
    if (signal.aborted) throw reasonOf(signal);
    this.#last = this.#clock.now();
  }
}
