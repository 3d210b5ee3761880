import type { Clock } from '../clock.ts';
import { TokenBucket } from './limits.ts';
import type { BrokerLog } from './broker-connection.ts';

/** For this long, the same cause at the same address is not logged again. */
const REPEAT_AFTER_MS = 3_600_000;
/** How many pairs of cause and address are remembered, so that many addresses cannot fill the memory. */
const MAX_ENTRIES = 500;
/** Entries of one level in a burst, then one per `SECONDS_PER_LINE`, so that no client can fill the disk. */
const BURST_LINES = 30;
const SECONDS_PER_LINE = 120;

/** Logs a problem once an hour per cause and address, and in total no more than a person can read. */
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
   * @param cause an identifier; two entries with the same cause and address are the same problem
   * @param text the log entry
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

  /** The problem is over: its next occurrence is logged. */
  reset(cause: string, address: string): void {
    this.#loggedAt.delete(`${cause} ${address}`);
  }
}
