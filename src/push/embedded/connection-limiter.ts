import type { Socket } from 'node:net';
import type { Clock } from '../../clock.ts';
import { isLocalAddress } from '../../local-address.ts';
import { TokenBucket, type Limits } from '../limits.ts';

/** Why a connection was closed before its login. */
export type RejectionReason = 'not-local' | 'too-often' | 'too-many' | 'crowded-out' | 'too-slow';

export type ConnectionLimits = Pick<
  Limits,
  'loginMs' | 'waiting' | 'waitingPerAddress' | 'arrivalsPerSecond' | 'arrivalsAtOnce'
>;

export interface ConnectionLimiterOptions {
  readonly limits: ConnectionLimits;
  readonly clock: Clock;
  readonly onRejected: (reason: RejectionReason, address: string) => void;
}

interface AddressUsage {
  waiting: number;
  readonly bucket: TokenBucket;
}

interface WaitingConnection {
  readonly socket: Socket;
  /** It waits no longer: it is in, or gone. */
  readonly stopWaiting: () => void;
  readonly reject: (reason: RejectionReason) => void;
}

/** Addresses that are remembered, though nobody from there waits. */
const MAX_ADDRESSES = 1024;

/**
 * What stands before the broker: counts those who have connected and not said who they are, and gives them little time.
 * A flood takes the places of those who wait, the oldest first, never of those who are in.
 */
export class ConnectionLimiter {
  readonly #options: ConnectionLimiterOptions;
  readonly #waiting = new Set<WaitingConnection>();
  readonly #sockets = new Set<Socket>();
  readonly #usageByAddress = new Map<string, AddressUsage>();

  constructor(options: ConnectionLimiterOptions) {
    this.#options = options;
  }

  /** How many connections are open, those that are in included. */
  get openCount(): number {
    return this.#sockets.size;
  }

  /** How many of them are not in. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** How many addresses are remembered. */
  get addressCount(): number {
    return this.#usageByAddress.size;
  }

  /**
   * Takes a new connection, or closes it.
   * @returns to be called when its login is accepted; undefined if it was closed
   */
  admit(socket: Socket): (() => void) | undefined {
    const { limits, clock, onRejected } = this.#options;
    // A socket that fails says so to whoever reads it; without a listener here it would end the process.
    socket.on('error', () => undefined);
    const address = plainAddress(socket.remoteAddress ?? '');
    const reject = (reason: RejectionReason): void => {
      socket.destroy();
      if (address !== '') onRejected(reason, address);
    };
    const reason = this.#rejectionFor(address);
    if (reason !== undefined) {
      reject(reason);
      return undefined;
    }
    const usage = this.#usageOf(address);
    usage.waiting += 1;
    const stopWaiting = (): void => {
      if (!this.#waiting.delete(waiting)) return;
      usage.waiting -= 1;
      cancel();
    };
    const waiting: WaitingConnection = { socket, stopWaiting, reject };
    const cancel = clock.after(limits.loginMs, () => reject('too-slow'));
    this.#waiting.add(waiting);
    this.#sockets.add(socket);
    socket.once('close', () => {
      stopWaiting();
      this.#sockets.delete(socket);
    });
    this.#evictOldest();
    return stopWaiting;
  }

  /** Closes every connection. */
  close(): void {
    for (const { stopWaiting } of this.#waiting) stopWaiting();
    for (const socket of this.#sockets) socket.destroy();
  }

  #rejectionFor(address: string): RejectionReason | undefined {
    const { limits, clock } = this.#options;
    if (!isLocalAddress(address)) return 'not-local';
    const usage = this.#usageOf(address);
    if (usage.waiting >= limits.waitingPerAddress) return 'too-many';
    return usage.bucket.take(clock.now()) ? undefined : 'too-often';
  }

  #evictOldest(): void {
    const [oldest] = this.#waiting;
    if (this.#waiting.size <= this.#options.limits.waiting || oldest === undefined) return;
    oldest.stopWaiting();
    oldest.reject('crowded-out');
  }

  #usageOf(address: string): AddressUsage {
    const { limits, clock } = this.#options;
    const { arrivalsAtOnce, arrivalsPerSecond } = limits;
    const existing = this.#usageByAddress.get(address);
    const usage = existing ?? { waiting: 0, bucket: new TokenBucket(arrivalsAtOnce, arrivalsPerSecond, clock.now()) };
    this.#usageByAddress.delete(address);
    this.#usageByAddress.set(address, usage);
    if (!existing && this.#usageByAddress.size > MAX_ADDRESSES) this.#forgetOldest();
    return usage;
  }

  /** Forgets the address that was heard of longest ago and has nobody waiting. */
  #forgetOldest(): void {
    for (const [address, { waiting }] of this.#usageByAddress) {
      if (waiting > 0) continue;
      this.#usageByAddress.delete(address);
      return;
    }
  }
}

/** An IPv4 address as such, though the socket is an IPv6 one. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}
