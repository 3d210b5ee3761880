import type { Clock } from '../clock.ts';
import { CALM, happened, steady, steadyAt, stirred, type Budget, type Unrest, type Verdict } from './unrest.ts';

/** How often something has happened, and within which time in milliseconds. */
export interface Count {
  readonly times: number;
  readonly ms: number;
}

export interface LogBudgetOptions extends Budget {
  readonly clock: Clock;
  /** The plug was unstable, and nothing has happened for `quietMs` now. */
  readonly onSteady?: (count: Count, quietMs: number) => void;
}

/** Keeps the budget of the log for one thing that may happen to a plug again and again. */
export class LogBudget {
  readonly #options: LogBudgetOptions;
  #unrest: Unrest = CALM;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: LogBudgetOptions) {
    this.#options = options;
  }

  /** It has happened once more. */
  happened(): Verdict {
    const [verdict, unrest] = happened(this.#unrest, this.#options.clock.now(), this.#options);
    this.#unrest = unrest;
    this.#watch();
    return verdict;
  }

  /** The plug is not steady yet. */
  stirred(): void {
    this.#unrest = stirred(this.#unrest, this.#options.clock.now());
  }

  get isUnstable(): boolean {
    return this.#unrest.spell !== undefined;
  }

  /** Since it happened for the first time. */
  get count(): Count {
    const { times, at, since } = this.#unrest;
    return { times, ms: at - since };
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #watch(): void {
    const { clock } = this.#options;
    const at = steadyAt(this.#unrest);
    if (at === undefined || this.#closed) return;
    this.#cancel ??= clock.after(at - clock.now(), () => {
      this.#cancel = undefined;
      const isOver = (steadyAt(this.#unrest) ?? Infinity) <= clock.now();
      if (isOver) this.#end();
      else this.#watch();
    });
  }

  #end(): void {
    const { clock, onSteady } = this.#options;
    const { count } = this;
    const quietMs = this.#unrest.spell?.quietMs ?? 0;
    this.#unrest = steady(this.#unrest, clock.now(), this.#options);
    onSteady?.(count, quietMs);
  }
}
