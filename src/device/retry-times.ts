import type { Clock } from '../clock.ts';
import { TIMES } from '../settings.ts';
import { formatAddress, type Address } from '../transport/transport.ts';
import { retryIntervalMs } from './back-off.ts';

/** The next try to reach a plug. */
export interface NextTry {
  readonly address: Address;
  /** By the clock's `now`; in the past if it is due. */
  readonly at: number;
  /** The failed tries at this address before. */
  readonly failures: number;
}

interface FailedTries {
  readonly failures: number;
  readonly at: number;
  /** Counts all tries, so that the address with the lowest number is the one that was tried longest ago. */
  readonly number: number;
}

/**
 * Decides when a plug without a device is tried at which of its addresses. The first address is where the plug most
 * likely is, and keeps its own interval. All others share one interval: after a power cut, each of thirty plugs may be
 * at the address of any other, and the network must not be flooded.
 */
export class RetryTimes {
  readonly #clock: Clock;
  readonly #pollMs: number;
  #failed = new Map<string, FailedTries>();
  #othersAt = -Infinity;
  #otherFailures = 0;
  #awaySince: number | undefined;
  #askedAt = -Infinity;
  #number = 0;

  constructor(clock: Clock, pollMs: number) {
    this.#clock = clock;
    this.#pollMs = pollMs;
  }

  /** @param addresses the most likely one first; at least one */
  next(addresses: readonly [Address, ...Address[]]): NextTry {
    const [first, ...others] = addresses;
    const at = this.#failed.get(formatAddress(first))?.at ?? -Infinity;
    const other = others.toSorted((a, b) => this.#numberOf(a) - this.#numberOf(b))[0];
    const isOther = other !== undefined && this.#othersAt < at;
    const address = isOther ? other : first;
    const failures = this.#failed.get(formatAddress(address))?.failures ?? 0;
    return { address, at: isOther ? this.#othersAt : at, failures };
  }

  /** A try has failed. @param isFirst whether its address was the most likely one */
  failed(address: Address, reason: Error, { startedAt, isFirst }: { startedAt: number; isFirst: boolean }): void {
    const now = this.#clock.now();
    this.#awaySince ??= startedAt;
    const failures = this.#failed.get(formatAddress(address))?.failures ?? 0;
    const absence = { reason, awayMs: startedAt - this.#awaySince, pollMs: this.#pollMs };
    const isAskedAgain = this.#askedAt > startedAt;
    const at = isAskedAgain ? now : Math.max(now, startedAt + retryIntervalMs({ ...absence, failures }));
    this.#record(address, failures + 1, at);
    if (isFirst) return;
    this.#otherFailures += 1;
    this.#othersAt = now + retryIntervalMs({ ...absence, pollMs: Infinity, failures: this.#otherFailures - 1 });
  }

  /** The device at this address is given up, because the plug does not answer and may be elsewhere. */
  left(address: Address): void {
    this.#awaySince ??= this.#clock.now();
    this.#record(address, 0, this.#clock.now() + Math.min(this.#pollMs, TIMES.retryPollMs));
  }

  /** There is a sign that the plug is back: every address is due, even the one that is being tried. */
  askNow(): void {
    this.#askedAt = this.#clock.now();
    this.retryNow();
  }

  /** Every address is due. */
  retryNow(): void {
    this.#othersAt = -Infinity;
    for (const [address, tries] of this.#failed) this.#failed.set(address, { ...tries, at: -Infinity });
  }

  /** The plug has answered. */
  found(): void {
    this.#failed = new Map();
    this.#othersAt = -Infinity;
    this.#otherFailures = 0;
    this.#awaySince = undefined;
  }

  #record(address: Address, failures: number, at: number): void {
    this.#number += 1;
    this.#failed.set(formatAddress(address), { failures, at, number: this.#number });
  }

  #numberOf(address: Address): number {
    return this.#failed.get(formatAddress(address))?.number ?? 0;
  }
}
