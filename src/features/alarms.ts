import type { Clock } from '../clock.ts';

/** One timer for each channel, for changes that depend on time alone. */
export class Alarms {
  readonly #clock: Clock;
  readonly #cancels = new Map<number, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Replaces the timer of this channel: runs `task` after `ms`, or never if `ms` is undefined. */
  set(channel: number, ms: number | undefined, task: () => void): void {
    this.#cancels.get(channel)?.();
    this.#cancels.delete(channel);
    if (ms === undefined) return;
    // Rounded up, because a timer that fires too early would find nothing to do.
    this.#cancels.set(channel, this.#clock.after(Math.ceil(ms), task));
  }

  clear(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }
}
