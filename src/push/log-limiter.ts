import type { Clock } from '../clock.ts';
import { TokenBucket } from './limits.ts';
import type { BrokerLog } from './broker-connection.ts';

/** The same thing about the same address is not told again for so long. */
const REPEAT_AFTER_MS = 3_600_000;
/** How many are remembered. Nobody's addresses may fill the memory. */
const MAX_ENTRIES = 500;
/** Lines of one level at once, and one more every so many seconds: nobody may fill the disk either. */
const BURST_LINES = 30;
const SECONDS_PER_LINE = 120;

/** Tells a trouble once for each cause and address, and in all no more than a person can read. */
export class LogLimiter {
  readonly #log: BrokerLog;
  readonly #clock: Clock;
  readonly #loggedAt = new Map<string, number>();
  readonly #buckets: { readonly warn: TokenBucket; readonly debug: TokenBucket };

  constructor(log: BrokerLog, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
    const bucket = (): TokenBucket => new TokenBucket(BURST_LINES, 1 / SECONDS_PER_LINE, clock.now());
    this.#buckets = { warn: bucket(), debug: bucket() };
  }

  /**
   * @param cause what happened, in a word; together with `address` it says what counts as the same thing
   * @param text what people read
   */
  log(level: 'warn' | 'debug', cause: string, address: string, text: string): void {
    const now = this.#clock.now();
    const id = `${cause} ${address}`;
    const last = this.#loggedAt.get(id);
    if (last !== undefined && now - last < REPEAT_AFTER_MS) return;
    this.#loggedAt.delete(id);
    this.#loggedAt.set(id, now);
    const [oldest] = this.#loggedAt.keys();
    if (this.#loggedAt.size > MAX_ENTRIES && oldest !== undefined) this.#loggedAt.delete(oldest);
    if (this.#buckets[level].take(now)) this.#log(level, text);
  }

  /** It is all right again: should it happen once more, that is news. */
  reset(cause: string, address: string): void {
    this.#loggedAt.delete(`${cause} ${address}`);
  }
}
