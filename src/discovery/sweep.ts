import PQueue from 'p-queue';
import { SEARCH } from './search-settings.ts';

/**
 * Asks addresses one after the other, a bounded number at a time and none twice, but for one that has hinted at itself
 * after it was asked in vain: it may have been asleep.
 */
export class Sweep {
  readonly #queue = new PQueue({ concurrency: SEARCH.mostAtOnce });
  readonly #states = new Map<string, 'waiting' | 'asking' | 'asked in vain' | 'done'>();
  readonly #query: (host: string) => Promise<boolean>;

  /** @param query resolves with whether a plug is there; never rejects */
  constructor(query: (host: string) => Promise<boolean>) {
    this.#query = query;
  }

  /** Somebody may be there. */
  add(host: string): void {
    if (!this.#states.has(host)) this.#enqueue(host, 0, 'asked in vain');
  }

  /** Somebody seems to be there: next in line. */
  prioritize(host: string): void {
    const state = this.#states.get(host);
    if (state === 'waiting') this.#queue.setPriority(host, 1);
    if (state === undefined) this.#enqueue(host, 1, 'asked in vain');
    if (state === 'asked in vain') this.#enqueue(host, 1, 'done');
  }

  /** Resolves when nobody is being asked, or waiting for it. */
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
