import { isDeepStrictEqual } from 'node:util';
import { Pause, type Clock } from '../clock.ts';
import { GivenUpError } from '../errors.ts';
import { JITTER, MISSES_UNTIL_UNREACHABLE, TIMES } from '../settings.ts';
import { retryIntervalMs } from './back-off.ts';
import { batches } from './batch.ts';
import type { Query } from './feature.ts';
import type { PlugInfo } from './plug-info.ts';
import type { Reachability } from './reachability.ts';

export interface PollerOptions {
  readonly info: Pick<PlugInfo, 'abilities'>;
  /** Two features may have the same query; the shorter interval counts. */
  readonly queries: readonly Query[];
  /** The user's `pollSeconds`, in milliseconds. */
  readonly pollMs: number;
  /** 0 … 1: when in the period this plug is polled: in one of {@link SLOTS} moments, so that plugs are spread over it. */
  readonly phase: number;
  readonly clock: Clock;
  readonly reachability: Reachability;
  /**
   * Sends queries that are due together; resolves with those that the plug does not answer, each with the milliseconds
   * of its pause; rejects when the plug is unreachable.
   */
  readonly sendQueries: (queries: readonly Query[]) => Promise<ReadonlyMap<Query, number>>;
}

interface ScheduledQuery {
  readonly query: Query;
  /** Infinity while it is in flight. */
  at: number;
}

/** Decides which query is due when: spread out, faster after a change, slower for an unreachable plug. */
export class Poller {
  readonly #options: PollerOptions;
  readonly #pause: Pause;
  readonly #schedule: readonly ScheduledQuery[];
  /** When this plug's first period begins. Periods follow each other, however often the plug is polled in between. */
  readonly #origin: number;
  /** The first query is sent at every poll, because the plug does not answer one that should be. */
  #isFirstAlwaysPolled = false;
  #fastUntil = -Infinity;
  /** Another query was asked for while one was in flight; if that one fails, the next one is sent at once. */
  #isAskedAgain = false;
  /** The plug pushes its changes. */
  #isPushActive = false;
  #closed = false;

  constructor(options: PollerOptions) {
    const { clock, phase, pollMs, queries } = options;
    this.#options = options;
    this.#pause = new Pause(clock);
    const slotMs = pollMs / SLOTS;
    const now = clock.now();
    this.#origin = now + modulo(Math.floor(phase * SLOTS) * slotMs - now, pollMs);
    this.#schedule = withoutRepeats(queries).map(query => ({ query, at: this.#origin }));
  }

  /** Polls until closed. Never rejects. */
  async run(): Promise<void> {
    const { clock, reachability } = this.#options;
    for (let next = this.#next(); next !== undefined && !this.#closed; next = this.#next()) {
      const remainingMs = next.at - clock.now();
      if (remainingMs > 0) {
        await this.#pause.for(remainingMs);
        continue;
      }
      const { isUnreachable: wasUnreachable } = reachability;
      await this.#sendScheduled(this.#isUncertain ? [next] : this.#schedule.filter(({ at }) => at <= clock.now()));
      // The plug is reachable again: much may have changed.
      if (wasUnreachable && !reachability.isUnreachable)
        for (const scheduled of this.#schedule) if (scheduled !== next) scheduled.at = clock.now();
    }
  }

  /** Polls now, because the state is in doubt. */
  pollNow(): void {
    const now = this.#options.clock.now();
    this.#bringForward(now);
  }

  /** Polls now, and once more if a query that is in flight fails, because there is a sign that the plug is back. */
  askAgain(): void {
    this.#isAskedAgain = true;
    this.pollNow();
  }

  /** The plug has pushed a message. If a query is in flight, its reply may be older, so poll again. */
  pushReceived(): void {
    if (this.#schedule.some(({ at }) => at === Infinity)) this.pollNow();
  }

  /** The state changed: polls faster for a while. */
  pollFaster(): void {
    if (this.#isPushActive) return;
    const now = this.#options.clock.now();
    this.#fastUntil = now + TIMES.fastWindowMs;
    this.#bringForward(now + TIMES.fastPollMs);
  }

  /** Sets whether the plug pushes its changes. On every change, it is polled at once. */
  setPushActive(isActive: boolean): void {
    if (this.#isPushActive === isActive) return;
    this.#isPushActive = isActive;
    this.#fastUntil = -Infinity;
    this.pollNow();
  }

  close(): void {
    this.#closed = true;
    this.#pause.end();
  }

  #bringForward(to: number): void {
    for (const scheduled of this.#schedule)
      if (this.#isPolled(scheduled.query)) scheduled.at = Math.min(scheduled.at, to);
    this.#pause.end();
  }

  /** A request was not answered. Until one is, only the first query is sent: one of the others may be the cause. */
  get #isUncertain(): boolean {
    const { isUnreachable, misses } = this.#options.reachability;
    return isUnreachable || misses > 0;
  }

  /** The query that is due first. After a miss, the first query of the list takes its place. */
  #next(): ScheduledQuery | undefined {
    const first = this.#schedule.reduce<ScheduledQuery | undefined>(
      (earliest, scheduled) => (earliest && earliest.at <= scheduled.at ? earliest : scheduled),
      undefined,
    );
    const [main] = this.#schedule;
    if (!main || !first || !this.#isUncertain) return first;
    main.at = first.at;
    return main;
  }

  async #sendScheduled(all: readonly ScheduledQuery[]): Promise<void> {
    const { sendQueries, clock, info } = this.#options;
    const startedAt = clock.now();
    this.#isAskedAgain = false;
    // A request for a poll from now on needs a reply that is newer than this one.
    for (const each of all) each.at = Infinity;
    for (const batch of batches(
      all.map(({ query }) => query),
      info,
    )) {
      const scheduled = all.filter(({ query }) => batch.includes(query));
      try {
        const pauses = await sendQueries(batch);
        for (const each of scheduled) {
          const pauseMs = pauses.get(each.query) ?? 0;
          each.at = Math.min(each.at, pauseMs > 0 ? clock.now() + pauseMs : this.#nextTime(each.query));
          // Then the first query, whose reply contains everything, has to replace this one.
          if (pauseMs > 0 && each.query.every === 'poll') this.#alwaysPollFirst();
        }
      } catch (error) {
        // A poll that made room for a command is repeated right after it.
        const isUrgent = error instanceof GivenUpError || this.#isAskedAgain;
        const at = isUrgent ? clock.now() : Math.max(clock.now(), startedAt + this.#intervalAfterMiss(startedAt));
        for (const each of all) each.at = at;
        if (this.#isUncertain) for (const each of this.#schedule) each.at = Math.max(each.at, at);
        return;
      }
    }
  }

  /** From the start of the query that was not answered, so that one that hangs does not make the next one late. */
  #intervalAfterMiss(startedAt: number): number {
    const { reachability, pollMs, clock } = this.#options;
    const { isUnreachable, misses, reason } = reachability;
    const awayMs = reachability.awayMs - (clock.now() - startedAt);
    const interval = isUnreachable
      ? retryIntervalMs({ failures: misses - MISSES_UNTIL_UNREACHABLE, reason, awayMs, pollMs })
      : Math.min(pollMs, TIMES.retryPollMs);
    return interval * (1 + JITTER * spread(clock.now() + this.#origin));
  }

  #alwaysPollFirst(): void {
    const [first] = this.#schedule;
    this.#isFirstAlwaysPolled = true;
    if (first) first.at = Math.min(first.at, this.#nextTime(first.query));
  }

  #isPolled(query: Query): boolean {
    return query.every === 'poll' || (this.#isFirstAlwaysPolled && query === this.#schedule[0]?.query);
  }

  #nextTime(query: Query): number {
    const { clock } = this.#options;
    const pollMs = this.#isPushActive ? Math.max(this.#options.pollMs, TIMES.heartbeatMs) : this.#options.pollMs;
    const now = clock.now();
    const isPolled = this.#isPolled(query);
    if (isPolled && now < this.#fastUntil) return now + Math.min(pollMs, TIMES.fastPollMs);
    const period = isPolled || query.every === 'poll' ? pollMs : query.every * 1000;
    // The next period that begins at least half a period from now.
    const tick = this.#origin + Math.ceil((now - this.#origin) / period + 0.5) * period;
    return tick + spread(tick) * JITTER * Math.min(period, pollMs);
  }
}

/**
 * The moments of a period in which plugs are polled. With one for each plug, the processor would wake for each alone, with
 * cold caches, which costs several times the work itself.
 */
const SLOTS = 10;

/** From 0 to less than `period`, also for a negative value. */
const modulo = (value: number, period: number): number => ((value % period) + period) % period;

/** Each request once, in the order of the first, with the shortest of its intervals in seconds. */
function withoutRepeats(queries: readonly Query[]): readonly Query[] {
  return queries.reduce<readonly Query[]>((merged, query) => {
    const isSame = (other: Query): boolean =>
      typeof query.every === 'number' &&
      typeof other.every === 'number' &&
      isDeepStrictEqual(other.request, query.request);
    if (!merged.some(isSame)) return [...merged, query];
    return merged.map(other => (isSame(other) && query.every < other.every ? query : other));
  }, []);
}

/** A number from -1 to 1 that looks random but depends on the moment only, so that queries stay due together. */
function spread(timeMs: number): number {
  const noise = Math.sin(timeMs) * 10_000;
  return 2 * (noise - Math.floor(noise)) - 1;
}
