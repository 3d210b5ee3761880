import { Pause, type Clock } from '../clock.ts';
import { GivenUpError } from '../errors.ts';
import { MISSES_UNTIL_LOST, POLL_JITTER, TIMES } from '../settings.ts';
import { backOffMs } from './back-off.ts';
import type { Query } from './feature.ts';
import type { Reachability } from './reachability.ts';

export interface PollerOptions {
  readonly queries: readonly Query[];
  /** The user's `pollSeconds`, in milliseconds. */
  readonly pollMs: number;
  /** 0 … 1: where in the period this plug is asked, so that plugs are spread over it. */
  readonly phase: number;
  readonly clock: Clock;
  readonly reachability: Reachability;
  /** Asks one question and takes its answer in; rejects when there is none. */
  readonly ask: (query: Query) => Promise<void>;
  /** 0 … 1, for the jitter. */
  readonly random?: () => number;
}

interface Due {
  readonly query: Query;
  at: number;
}

/** Decides which question is due when: spread out, faster after a change, slower for a plug that is away. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #due: readonly Due[];
  #fastUntil = -Infinity;
  readonly #pause: Pause;
  #closed = false;

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#pause = new Pause(options.clock);
    const start = options.clock.now() + options.phase * options.pollMs;
    this.#due = options.queries.map(query => ({ query, at: start }));
  }

  /** Asks until closed. Never rejects. */
  async run(): Promise<void> {
    for (let next = this.#next(); next !== undefined && !this.#closed; next = this.#next()) {
      const left = next.at - this.#options.clock.now();
      if (left > 0) {
        await this.#pause.for(left);
        continue;
      }
      const cut = await this.#ask(next.query);
      next.at = this.#options.clock.now() + (cut ? 0 : this.#pauseAfter(next.query));
    }
  }

  /** What is asked every poll is asked now: something went wrong, and we want to know the truth. */
  soon(): void {
    const now = this.#options.clock.now();
    for (const due of this.#due) if (due.query.every === 'poll') due.at = now;
    this.#pause.end();
  }

  /** Something changed: look more often for a while. */
  hurry(): void {
    const now = this.#options.clock.now();
    this.#fastUntil = now + TIMES.fastWindowMs;
    for (const due of this.#due) {
      if (due.query.every === 'poll') due.at = Math.min(due.at, now + TIMES.fastPollMs);
    }
    this.#pause.end();
  }

  close(): void {
    this.#closed = true;
    this.#pause.end();
  }

  /** The question that is due first; a plug that is away is asked its first one only. */
  #next(): Due | undefined {
    const askable = this.#options.reachability.isLost ? this.#due.slice(0, 1) : this.#due;
    return askable.reduce<Due | undefined>((first, due) => (first && first.at <= due.at ? first : due), undefined);
  }

  /** True when the question had to make room for a command. */
  async #ask(query: Query): Promise<boolean> {
    try {
      await this.#options.ask(query);
      return false;
    } catch (error) {
      return error instanceof GivenUpError;
    }
  }

  #pauseAfter({ every }: Query): number {
    const { reachability, pollMs, clock, random = Math.random } = this.#options;
    if (reachability.isLost) return backOffMs(reachability.misses - MISSES_UNTIL_LOST, reachability.why);
    if (reachability.misses > 0) return Math.min(pollMs, TIMES.retryPollMs);
    if (every !== 'poll') return every * 1000;
    if (clock.now() < this.#fastUntil) return Math.min(pollMs, TIMES.fastPollMs);
    return pollMs * (1 + POLL_JITTER * (2 * random() - 1));
  }
}
