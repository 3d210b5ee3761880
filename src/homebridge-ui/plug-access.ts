import PQueue from 'p-queue';
import { formatAddress, type Address } from '../transport/transport.ts';

/** So many plugs are queried at a time: a page with a hundred plugs must not flood a Wi-Fi. */
const MOST_AT_ONCE = 16;

/** The order of requests to plugs: one at a time to each plug, commands before queries. */
export class PlugAccess {
  readonly #queue = new PQueue({ concurrency: MOST_AT_ONCE });
  /** By address: the end of the last request. */
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `work` in its turn, and settles as it does. */
  async run<T>(address: Address, isCommand: boolean, work: () => Promise<T>): Promise<T> {
    const name = formatAddress(address);
    const before = this.#last.get(name) ?? Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.#last.set(name, promise);
    try {
      await before;
      return await this.#queue.add(work, { priority: isCommand ? 1 : 0 });
    } finally {
      resolve(undefined);
      if (this.#last.get(name) === promise) this.#last.delete(name);
    }
  }
}
