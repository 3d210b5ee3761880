import PQueue from 'p-queue';
import { SEARCH } from './search-settings.ts';

/**
 * Queries addresses in order, a bounded number at a time and each once. An address that did not answer is queried again
 * after a hint, because the plug may have been asleep.
 */
export class Sweep {
  readonly #queue = new PQueue({ concurrency: SEARCH.mostAtOnce });
  readonly #states = new Map<string, 'waiting' | 'asking' | 'asked in vain' | 'done'>();
  readonly #query: (host: string) => Promise<boolean>;

  /** @param query resolves with whether a plug is there; never rejects */
  constructor(query: (host: string) => Promise<boolean>) {
    this.#query = query;
  }

  /** Adds an address. */
  add(host: string): void {
    if (!this.#states.has(host)) this.#enqueue(host, 0, 'asked in vain');
  }

  /** Queries this address next, because a hint came from it. */
  prioritize(host: string): void {
    const state = this.#states.get(host);
    if (state === 'waiting') this.#queue.setPriority(host, 1);
    if (state === undefined) this.#enqueue(host, 1, 'asked in vain');
    if (state === 'asked in vain') this.#enqueue(host, 1, 'done');
  }

  /** Resolves when no query is running or waiting. */
  idle(): Promise<void> {
    return this.#queue.onIdle();
  }

  #enqueue(host: string, priority: number, ifNotFound: 'asked in vain' | 'done'): void {
    this.#states.set(host, 'waiting');
    const job = async (): Promise<void> => {
      this.#states.set(host, 'asking');
      const isFound = await this.#query(host);
      this.#states.set(host, isFound ? 'done' : ifNotFound);
    };
    void this.#queue.add(job, { id: host, priority });
  }
}
