import { Pause, type Clock } from '../clock.ts';
import { JITTER, TIMES } from '../settings.ts';
import type { DiscoveredPlug } from './search.ts';
import { REST_MS } from './search-settings.ts';

export interface RepeatedSearchOptions {
  /** Searches once; ends when the signal aborts. */
  readonly search: (signal: AbortSignal, onFound: (plug: DiscoveredPlug) => void) => Promise<void>;
  /** Told of every plug of every search; of none once closed. */
  readonly onFound: (plug: DiscoveredPlug) => void;
  /** Told when a search failed; the next one comes nevertheless. */
  readonly onError?: (error: unknown) => void;
  readonly clock: Clock;
  /** From the end of one search to the beginning of the next, a little more or less; 10 minutes. */
  readonly intervalMs?: number;
}

/** Searches again and again, never twice at a time. */
export class RepeatedSearch {
  readonly #options: RepeatedSearchOptions;
  readonly #closing = new AbortController();
  readonly #pause: Pause;
  #running: Promise<void> | undefined;
  /** The search under way, or else the next one. */
  #currentSearch = Promise.withResolvers<undefined>();
  #isSearching = false;
  #due: number;
  /** Before this, no search begins. */
  #restUntil = -Infinity;

  constructor(options: RepeatedSearchOptions) {
    this.#options = options;
    this.#pause = new Pause(options.clock);
    this.#due = options.clock.now();
  }

  /** Searches now, and from now on. */
  start(): void {
    this.#running ??= this.#run();
  }

  /**
   * A plug is missing: searches now, unless a search is under way, or one has just ended, which first gets its rest.
   * Starts the lookout where that has not been done.
   *
   * @returns when that search is over, however it ended, or the lookout is closed
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

  /** Ends the search under way, and all that would have followed. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#pause.end();
    await this.#running;
    this.#currentSearch.resolve(undefined);
  }

  async #run(): Promise<void> {
    const { clock } = this.#options;
    while (!this.#closing.signal.aborted) {
      const left = this.#due - clock.now();
      if (left > 0) await this.#pause.for(left);
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
