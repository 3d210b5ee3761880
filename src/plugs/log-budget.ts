import type { Clock } from '../clock.ts';
import {
  STABLE,
  recordEvent,
  recovered,
  stableAt,
  recordActivity,
  type Budget,
  type Stability,
  type LogAction,
} from './stability.ts';

/** How often an event has happened, and within which time in milliseconds. */
export interface Count {
  readonly times: number;
  readonly ms: number;
}

export interface LogBudgetOptions extends Budget {
  readonly clock: Clock;
  /** The plug was unstable, and the event has not happened for `quietMs`. */
  readonly onStable?: (count: Count, quietMs: number) => void;
}

/** Limits how often one recurring event of a plug is logged. */
export class LogBudget {
  readonly #options: LogBudgetOptions;
  #stability: Stability = STABLE;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: LogBudgetOptions) {
    this.#options = options;
  }

  /** The event has happened once more. @returns what to do about the log line */
  recordEvent(): LogAction {
    const [action, stability] = recordEvent(this.#stability, this.#options.clock.now(), this.#options);
    this.#stability = stability;
    this.#schedule();
    return action;
  }

  /** The plug is not stable yet. */
  recordActivity(): void {
    this.#stability = recordActivity(this.#stability, this.#options.clock.now());
  }

  get isUnstable(): boolean {
    return this.#stability.unstablePeriod !== undefined;
  }

  /** Since the event happened for the first time. */
  get count(): Count {
    const { times, at, since } = this.#stability;
    return { times, ms: at - since };
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(): void {
    const { clock } = this.#options;
    const at = stableAt(this.#stability);
    if (at === undefined || this.#closed) return;
    this.#cancel ??= clock.after(at - clock.now(), () => {
      this.#cancel = undefined;
      const isOver = (stableAt(this.#stability) ?? Infinity) <= clock.now();
      if (isOver) this.#markStable();
      else this.#schedule();
    });
  }

  #markStable(): void {
    const { clock, onStable } = this.#options;
    const { count } = this;
    const quietMs = this.#stability.unstablePeriod?.quietMs ?? 0;
    this.#stability = recovered(this.#stability, clock.now(), this.#options);
    onStable?.(count, quietMs);
  }
}
