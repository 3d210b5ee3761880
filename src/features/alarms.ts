import type { Clock } from '../clock.ts';

/** One alarm for each channel, for what time alone decides. */
export class Alarms {
  readonly #clock: Clock;
  readonly #cancels = new Map<number, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `task` after so many milliseconds, in place of what was set for this channel; never, where they are undefined. */
  set(channel: number, ms: number | undefined, task: () => void): void {
    this.#cancels.get(channel)?.();
    this.#cancels.delete(channel);
    if (ms === undefined) return;
    // A timer that comes a hair early would find that it is not time yet.
    this.#cancels.set(channel, this.#clock.after(Math.ceil(ms), task));
  }

  clear(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }
}
