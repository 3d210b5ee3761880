import { Pause, type Clock } from '../clock.ts';
import { GivenUpError } from '../errors.ts';
import { JITTER, MISSES_UNTIL_LOST, TIMES } from '../settings.ts';
import { backOffMs } from './back-off.ts';
import { batches } from './batch.ts';
import type { Query } from './feature.ts';
import type { PlugInfo } from './plug-info.ts';
import type { Reachability } from './reachability.ts';

export interface PollerOptions {
  readonly info: Pick<PlugInfo, 'abilities'>;
  readonly queries: readonly Query[];
  /** The user's `pollSeconds`, in milliseconds. */
  readonly pollMs: number;
  /** 0 … 1: where in the period this plug is asked, so that plugs are spread over it. */
  readonly phase: number;
  readonly clock: Clock;
  readonly reachability: Reachability;
  /**
   * Asks queries that are due together; resolves with those that the plug does not answer, each with how many milliseconds
   * not to ask it; rejects when the plug is unreachable.
   */
  readonly ask: (queries: readonly Query[]) => Promise<ReadonlyMap<Query, number>>;
}

interface Due {
  readonly query: Query;
  /** Infinity while it is being asked. */
  at: number;
}

/** Decides which question is due when: spread out, faster after a change, slower for a plug that is away. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #pause: Pause;
  readonly #due: readonly Due[];
  /** Where this plug's beat begins: a period later comes the next, however often it was asked in between. */
  readonly #origin: number;
  /** The first question is asked at every poll, for one that was meant to be is not answered. */
  #standIn = false;
  #fastUntil = -Infinity;
  /** The plug tells its changes by itself. */
  #isPushed = false;
  #closed = false;

  constructor(options: PollerOptions) {
    const { clock, phase, pollMs, queries } = options;
    this.#options = options;
    this.#pause = new Pause(clock);
    this.#origin = clock.now() + phase * pollMs;
    this.#due = queries.map(query => ({ query, at: this.#origin }));
  }

  /** Asks until closed. Never rejects. */
  async run(): Promise<void> {
    const { clock, reachability } = this.#options;
    for (let next = this.#next(); next !== undefined && !this.#closed; next = this.#next()) {
      const left = next.at - clock.now();
      if (left > 0) {
        await this.#pause.for(left);
        continue;
      }
      const { isLost: wasLost } = reachability;
      await this.#askAll(this.#isInDoubt ? [next] : this.#due.filter(({ at }) => at <= clock.now()));
      // It is back: much may have changed.
      if (wasLost && !reachability.isLost) for (const due of this.#due) if (due !== next) due.at = clock.now();
    }
  }

  /** What is asked every poll is asked now: something went wrong, and we want to know the truth. */
  soon(): void {
    const now = this.#options.clock.now();
    this.#bringForward(now);
  }

  /** The plug has told something by itself: an answer that is on its way may be from before. */
  told(): void {
    if (this.#due.some(({ at }) => at === Infinity)) this.soon();
  }

  /** Something changed: look more often for a while. */
  hurry(): void {
    if (this.#isPushed) return;
    const now = this.#options.clock.now();
    this.#fastUntil = now + TIMES.fastWindowMs;
    this.#bringForward(now + TIMES.fastPollMs);
  }

  /** Whether the plug tells its changes by itself from now on. When that begins or ends, it is asked at once. */
  pushes(isAlive: boolean): void {
    if (this.#isPushed === isAlive) return;
    this.#isPushed = isAlive;
    this.#fastUntil = -Infinity;
    this.soon();
  }

  close(): void {
    this.#closed = true;
    this.#pause.end();
  }

  #bringForward(to: number): void {
    for (const due of this.#due) if (this.#isPolled(due.query)) due.at = Math.min(due.at, to);
    this.#pause.end();
  }

  /** A request was not answered. Until one is, only the first query is asked: one of the others may be the reason. */
  get #isInDoubt(): boolean {
    const { isLost, misses } = this.#options.reachability;
    return isLost || misses > 0;
  }

  /** What is due first. A plug that is in doubt is asked its first query only, in place of whichever is due. */
  #next(): Due | undefined {
    const first = this.#due.reduce<Due | undefined>((one, due) => (one && one.at <= due.at ? one : due), undefined);
    const [main] = this.#due;
    if (!main || !first || !this.#isInDoubt) return first;
    main.at = first.at;
    return main;
  }

  async #askAll(all: readonly Due[]): Promise<void> {
    const { ask, clock, info } = this.#options;
    // Whoever wants an answer soon from now on wants a newer one than this.
    for (const each of all) each.at = Infinity;
    for (const batch of batches(
      all.map(({ query }) => query),
      info,
    )) {
      const due = all.filter(({ query }) => batch.includes(query));
      try {
        const leftOut = await ask(batch);
        for (const each of due) {
          const pauseMs = leftOut.get(each.query) ?? 0;
          each.at = Math.min(each.at, pauseMs > 0 ? clock.now() + pauseMs : this.#nextTime(each.query));
          // Then the first query, which tells everything, has to do what this one was meant for.
          if (pauseMs > 0 && each.query.every === 'poll') this.#letFirstStandIn();
        }
      } catch (error) {
        // A poll that made room for a command is asked again right after it.
        const at = error instanceof GivenUpError ? clock.now() : clock.now() + this.#pauseAfterMiss();
        for (const each of all) each.at = at;
        if (this.#isInDoubt) for (const each of this.#due) each.at = Math.max(each.at, at);
        return;
      }
    }
  }

  #pauseAfterMiss(): number {
    const { reachability, pollMs, clock } = this.#options;
    const pause = reachability.isLost
      ? backOffMs(reachability.misses - MISSES_UNTIL_LOST, reachability.why)
      : Math.min(pollMs, TIMES.retryPollMs);
    return pause * (1 + JITTER * spread(clock.now() + this.#origin));
  }

  #letFirstStandIn(): void {
    const [first] = this.#due;
    this.#standIn = true;
    if (first) first.at = Math.min(first.at, this.#nextTime(first.query));
  }

  #isPolled(query: Query): boolean {
    return query.every === 'poll' || (this.#standIn && query === this.#options.queries[0]);
  }

  #nextTime(query: Query): number {
    const { clock } = this.#options;
    const pollMs = this.#isPushed ? Math.max(this.#options.pollMs, TIMES.heartbeatMs) : this.#options.pollMs;
    const now = clock.now();
    const isPolled = this.#isPolled(query);
    if (isPolled && now < this.#fastUntil) return now + Math.min(pollMs, TIMES.fastPollMs);
    const period = isPolled || query.every === 'poll' ? pollMs : query.every * 1000;
    // The next beat that is at least half a period away.
    const beat = this.#origin + Math.ceil((now - this.#origin) / period + 0.5) * period;
    return beat + spread(beat) * JITTER * Math.min(period, pollMs);
  }
}

/** A number from -1 to 1 that looks random and is the same for the same moment: what is due together stays together. */
function spread(moment: number): number {
  const wild = Math.sin(moment) * 10_000;
  return 2 * (wild - Math.floor(wild)) - 1;
}
