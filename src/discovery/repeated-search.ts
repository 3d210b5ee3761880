import { Pause, type Clock } from '../clock.ts';
import { JITTER, TIMES } from '../settings.ts';
import type { DiscoveredPlug } from './search.ts';
import { REST_MS } from './search-settings.ts';

export interface RepeatedSearchOptions {
  /** Searches once; ends when the signal aborts. */
  readonly search: (signal: AbortSignal, onFound: (plug: DiscoveredPlug) => void) => Promise<void>;
  /** Called with every plug of every search; not called after `close`. */
  readonly onFound: (plug: DiscoveredPlug) => void;
  /** Called when a search failed; the next search is still made. */
  readonly onError?: (error: unknown) => void;
  readonly clock: Clock;
  /** From the end of one search to the start of the next, with some jitter; 10 minutes by default. */
  readonly intervalMs?: number;
}

/** Searches at intervals, one search at a time. */
export class RepeatedSearch {
  readonly #options: RepeatedSearchOptions;
  readonly #closing = new AbortController();
  readonly #pause: Pause;
  #running: Promise<void> | undefined;
  /** The current search, or else the next one. */
  #currentSearch = Promise.withResolvers<undefined>();
  #isSearching = false;
  #due: number;
  /** No search begins before this time. */
  #restUntil = -Infinity;

  constructor(options: RepeatedSearchOptions) {
    this.#options = options;
    this.#pause = new Pause(options.clock);
    this.#due = options.clock.now();
  }

  /** Searches now and then at intervals. */
  start(): void {
    this.#running ??= this.#run();
  }

  /**
   * Searches now, because a plug is missing; unless a search is running, or one has just ended: then after a pause of
   * `REST_MS`. Starts the repeated search if necessary.
   *
   * @returns when that search has ended, successful or not, or this was closed
   */
  searchNow(): Promise<void> {
    const { promise } = this.#currentSearch;
    this.start();
    if (!this.#isSearching) {
      this.#due = Math.min(this.#due, Math.max(this.#options.clock.now(), this.#restUntil));
      this.#pause.end();
    }
    return promise;
  }

  /** Ends the current search, and makes no further ones. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#pause.end();
    await this.#running;
    this.#currentSearch.resolve(undefined);
  }

  async #run(): Promise<void> {
    const { clock } = this.#options;
    while (!this.#closing.signal.aborted) {
      const remainingMs = this.#due - clock.now();
      if (remainingMs > 0) await this.#pause.for(remainingMs);
      else await this.#searchOnce();
    }
  }

  async #searchOnce(): Promise<void> {
    const { search, onFound, onError, clock, intervalMs = TIMES.searchMs } = this.#options;
    const { signal } = this.#closing;
    this.#isSearching = true;
    try {
      await search(signal, plug => {
        if (!signal.aborted) onFound(plug);
      });
    } catch (error) {
      if (!signal.aborted) onError?.(error);
    }
    this.#isSearching = false;
    this.#restUntil = clock.now() + REST_MS;
    this.#due = clock.now() + intervalMs * (1 + JITTER * (2 * Math.random() - 1));
    const { resolve } = this.#currentSearch;
    this.#currentSearch = Promise.withResolvers();
    resolve(undefined);
  }
}
