import { systemTimer, type Timer } from './sleep.ts';

const maxWaitMs = 3_600_000;

/** Actions that a plug will take by itself later. All times are by the plug's `now`, which a test may control. */
export class Alarms {
  readonly #now: () => number;
  readonly #after: Timer;
  readonly #pending = new Map<string, { readonly at: number; act(): void }>();
  #cancelTimer = (): void => undefined;
  #isClosed = false;

  /** @param now the true time in milliseconds since 1970 */
  constructor(now: () => number, after: Timer = systemTimer) {
    this.#now = now;
    this.#after = after;
  }

  /** Acts after this many milliseconds; an alarm of the same name is replaced. After `close` nothing is set any more. */
  set(name: string, ms: number, act: () => void): void {
    if (this.#isClosed) return;
    this.#pending.set(name, { at: this.#now() + ms, act });
    this.#wait();
  }

  cancel(name: string): void {
    if (this.#pending.delete(name)) this.#wait();
  }

  cancelAll(): void {
    this.#pending.clear();
    this.#wait();
  }

  /** Runs what is due. Called by its own timer, and before the plug's state is read. */
  catchUp(): void {
    for (;;) {
      const [next] = [...this.#pending].sort(([, one], [, other]) => one.at - other.at);
      if (next === undefined || next[1].at > this.#now()) break;
      this.#pending.delete(next[0]);
      next[1].act();
    }
    this.#wait();
  }

  /** Stops all alarms for good. */
  close(): void {
    this.#isClosed = true;
    this.cancelAll();
  }

  #wait(): void {
    this.#cancelTimer();
    const soonest = Math.min(...[...this.#pending.values()].map(({ at }) => at));
    if (soonest === Infinity) return;
    // Longer than a timer can wait, or a clock that was changed: then the timer only checks again.
    const ms = Math.min(Math.max(1, soonest - this.#now()), maxWaitMs);
    this.#cancelTimer = this.#after(ms, () => {
      this.catchUp();
    });
  }
}
