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
  /** Call it when the connection has logged in or is closed. */
  readonly stopWaiting: () => void;
  readonly reject: (reason: RejectionReason) => void;
}

/** How many addresses are remembered, including those without a waiting connection. */
const MAX_ADDRESSES = 1024;

/**
 * Limits the connections that have not logged in, in number and in time. When there are too many, it closes the oldest
 * of them, never one that has logged in.
 */
export class ConnectionLimiter {
  readonly #options: ConnectionLimiterOptions;
  readonly #waiting = new Set<WaitingConnection>();
  readonly #sockets = new Set<Socket>();
  readonly #usageByAddress = new Map<string, AddressUsage>();

  constructor(options: ConnectionLimiterOptions) {
    this.#options = options;
  }

  /** How many connections are open, logged in or not. */
  get openCount(): number {
    return this.#sockets.size;
  }

  /** How many of them have not logged in. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** How many addresses are remembered. */
  get addressCount(): number {
    return this.#usageByAddress.size;
  }

  /**
   * Admits a new connection, or closes it.
   * @returns a function to call when its login is accepted; undefined if it was closed
   */
  admit(socket: Socket): (() => void) | undefined {
    const { limits, clock, onRejected } = this.#options;
    // The reader of the socket handles its errors. Without a listener here, an early error would end the process.
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

  /** Forgets the least recently used address that has no waiting connection. */
  #forgetOldest(): void {
    for (const [address, { waiting }] of this.#usageByAddress) {
      if (waiting > 0) continue;
      this.#usageByAddress.delete(address);
      return;
    }
  }
}

/** An IPv4 address without the prefix that an IPv6 socket gives it. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}
