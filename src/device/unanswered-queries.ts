import type { Clock } from '../clock.ts';
import { TIMES } from '../settings.ts';

/** When a failed query is repeated: `again` at its interval, `later` after ten minutes, `never` by this device. */
export type SilenceResult = 'again' | 'later' | 'never';

/**
 * Which queries a plug does not answer although it answers others. Many plugs refuse by hanging up, some by silence, and
 * some answer nothing for a while after one query. An invalid reply counts as silence here.
 *
 * | the plug | and System.All right after it | the query |
 * |---|---|---|
 * | is silent on a query that it never answered | is answered | is left out for ten minutes |
 * | is silent on a query that it answered before | is answered | keeps its interval; left out at the third time in a row |
 * | is silent on a query | is not answered | is suspected; left out at the second time without a reply in between |
 *
 * A reply to the query clears all of this. The results are kept between sessions until the plug's firmware changes.
 */
export class UnansweredQueries {
  readonly #answered = new Set<string>();
  readonly #clock: Clock;
  /** Namespace → when it may be asked again, by the clock's `now`. */
  readonly #pausedUntil = new Map<string, number>();
  readonly #silences = new Map<string, number>();
  readonly #outages = new Map<string, number>();

  /** @param answered namespaces that every plug answers */
  constructor(clock: Clock, answered: Iterable<string>) {
    this.#clock = clock;
    this.#answered = new Set(answered);
  }

  /** Whether the plug has answered queries of this namespace. */
  hasAnswered(namespace: string): boolean {
    return this.#answered.has(namespace);
  }

  answered(namespace: string): void {
    this.#answered.add(namespace);
    this.#pausedUntil.delete(namespace);
    this.#silences.delete(namespace);
    this.#outages.delete(namespace);
  }

  /** The plug refused the query: by an error, or by hanging up. */
  refused(namespace: string): void {
    this.#pausedUntil.set(namespace, this.#clock.now() + TIMES.unsupportedMs);
  }

  /** Silence on a query, and a reply to System.All right after it. */
  unanswered(namespace: string): SilenceResult {
    const silences = (this.#silences.get(namespace) ?? 0) + 1;
    this.#silences.set(namespace, silences);
    if (this.#answered.has(namespace) && silences < SILENCES_UNTIL_PAUSED) return 'again';
    this.refused(namespace);
    return 'later';
  }

  /** Silence on queries, and on System.All right after them. */
  causedOutage(namespaces: readonly string[]): void {
    for (const namespace of namespaces) {
      this.#outages.set(namespace, (this.#outages.get(namespace) ?? 0) + 1);
      if (this.resultFor(namespace) === 'later') this.refused(namespace);
    }
  }

  /** How long the query is paused from now on, in milliseconds; 0 if it keeps its interval. */
  pauseMs(namespace: string): number {
    if (this.resultFor(namespace) === 'never') return FOREVER_MS;
    return Math.max(0, (this.#pausedUntil.get(namespace) ?? -Infinity) - this.#clock.now());
  }

  /** The result of all silences that this query caused. */
  resultFor(namespace: string): SilenceResult {
    if ((this.#outages.get(namespace) ?? 0) < OUTAGES_UNTIL_PAUSED) return 'again';
    return this.#answered.has(namespace) ? 'later' : 'never';
  }
}

/** Longer than any device runs. */
const FOREVER_MS = 10 * 366 * 86_400_000;
/** One outage may be chance: the plug may have been unplugged. */
const OUTAGES_UNTIL_PAUSED = 2;
/** Silences in a row after which a query that was answered before counts as unanswered. */
const SILENCES_UNTIL_PAUSED = 3;
