import type { Clock } from '../clock.ts';
import { TIMES } from '../settings.ts';

/** What a failure of a query means: `again` at its own pace, `later` after ten minutes, `never` while this device runs. */
export type SilenceResult = 'again' | 'later' | 'never';

/**
 * Which queries a plug does not answer, though it answers others. Many refuse by hanging up, some by silence, and some
 * are deaf to everything for a while after one query. A reply that makes no sense counts as silence here.
 *
 * | the plug | and System.All right after it | the query |
 * |---|---|---|
 * | is silent on a query that it never answered | is answered | is left out for ten minutes |
 * | is silent on a query that it answered before | is answered | keeps its pace; left out at the third time in a row |
 * | is silent on a query | is not answered | is suspected; left out at the second time without a reply in between |
 *
 * A reply to the query clears all of this. It is kept from one session to the next, until the plug's firmware changes.
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

  /** The plug said that it does not answer this: by an error, or by hanging up. */
  refused(namespace: string): void {
    this.#pausedUntil.set(namespace, this.#clock.now() + TIMES.unsupportedMs);
  }

  /** Silence on a query, while System.All was answered right after it. */
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

  /** How long the query is not asked from now on, in milliseconds; 0 where it keeps its pace. */
  pauseMs(namespace: string): number {
    if (this.resultFor(namespace) === 'never') return FOREVER_MS;
    return Math.max(0, (this.#pausedUntil.get(namespace) ?? -Infinity) - this.#clock.now());
  }

  /** What the silences that began with this query mean by now. */
  resultFor(namespace: string): SilenceResult {
    if ((this.#outages.get(namespace) ?? 0) < OUTAGES_UNTIL_PAUSED) return 'again';
    return this.#answered.has(namespace) ? 'later' : 'never';
  }
}

/** Longer than any device runs. */
const FOREVER_MS = 10 * 366 * 86_400_000;
/** One hole may be chance: the plug was unplugged just then. */
const OUTAGES_UNTIL_PAUSED = 2;
/** What worked before and is met by silence three times in a row is no longer answered. */
const SILENCES_UNTIL_PAUSED = 3;
