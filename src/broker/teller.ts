import type { Clock } from '../clock.ts';
import { TokenBucket } from './limits.ts';
import type { BrokerLog } from './mail.ts';

/** The same thing about the same address is not told again for so long. */
const AGAIN_AFTER_MS = 3_600_000;
/** How many are remembered. Nobody's addresses may fill the memory. */
const REMEMBERED = 500;
/** Lines of one level at once, and one more every so many seconds: nobody may fill the disk either. */
const AT_ONCE = 30;
const ONE_MORE_EVERY_SECONDS = 120;

/** Tells a trouble once for each cause and address, and in all no more than a person can read. */
export class Teller {
  readonly #log: BrokerLog;
  readonly #clock: Clock;
  readonly #told = new Map<string, number>();
  readonly #buckets: { readonly warn: TokenBucket; readonly debug: TokenBucket };

  constructor(log: BrokerLog, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
    const bucket = (): TokenBucket => new TokenBucket(AT_ONCE, 1 / ONE_MORE_EVERY_SECONDS, clock.now());
    this.#buckets = { warn: bucket(), debug: bucket() };
  }

  /**
   * @param cause what happened, in a word; together with `address` it says what counts as the same thing
   * @param text what people read
   */
  tell(level: 'warn' | 'debug', cause: string, address: string, text: string): void {
    const now = this.#clock.now();
    const id = `${cause} ${address}`;
    const last = this.#told.get(id);
    if (last !== undefined && now - last < AGAIN_AFTER_MS) return;
    this.#told.delete(id);
    this.#told.set(id, now);
    const [oldest] = this.#told.keys();
    if (this.#told.size > REMEMBERED && oldest !== undefined) this.#told.delete(oldest);
    if (this.#buckets[level].take(now)) this.#log(level, text);
  }

  /** It is all right again: should it happen once more, that is news. */
  forget(cause: string, address: string): void {
    this.#told.delete(`${cause} ${address}`);
  }
}
