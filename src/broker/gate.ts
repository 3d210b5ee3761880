import type { Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import { isLocalAddress } from '../local-address.ts';
import { TokenBucket, type Limits } from './limits.ts';

/** Why a connection was closed before its login. */
export type Turned = 'not-local' | 'too-often' | 'too-many' | 'crowded-out' | 'too-slow';

export type GateLimits = Pick<
  Limits,
  'loginMs' | 'waiting' | 'waitingPerAddress' | 'arrivalsPerSecond' | 'arrivalsAtOnce'
>;

export interface GateOptions {
  readonly limits: GateLimits;
  readonly clock: Clock;
  readonly onTurned: (why: Turned, address: string) => void;
}

interface Visitor {
  waiting: number;
  readonly bucket: TokenBucket;
}

interface Waiting {
  readonly socket: Socket;
  /** It waits no longer: it is in, or gone. */
  readonly leave: () => void;
  readonly turnAway: (why: Turned) => void;
}

/** Addresses that are remembered, though nobody from there waits. */
const REMEMBERED = 1024;

/**
 * What stands before the broker: counts those who have connected and not said who they are, and gives them little time.
 * A flood takes the places of those who wait, the oldest first, never of those who are in.
 */
export class Gate {
  readonly #options: GateOptions;
  readonly #waiting = new Set<Waiting>();
  readonly #sockets = new Set<Socket>();
  readonly #visitors = new Map<string, Visitor>();

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** How many connections are open, those that are in included. */
  get open(): number {
    return this.#sockets.size;
  }

  /** How many of them are not in. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** How many addresses are remembered. */
  get remembered(): number {
    return this.#visitors.size;
  }

  /**
   * Takes a new connection, or closes it.
   * @returns to be called when its login is accepted; undefined if it was closed
   */
  admit(socket: Socket): (() => void) | undefined {
    const { limits, clock, onTurned } = this.#options;
    // A socket that fails says so to whoever reads it; without a listener here it would end the process.
    socket.on('error', () => undefined);
    const address = plain(socket.remoteAddress ?? '');
    const turnAway = (why: Turned): void => {
      socket.destroy();
      if (address !== '') onTurned(why, address);
    };
    const why = this.#whyNot(address);
    if (why !== undefined) {
      turnAway(why);
      return undefined;
    }
    const visitor = this.#visitor(address);
    visitor.waiting += 1;
    const leave = (): void => {
      if (!this.#waiting.delete(waiting)) return;
      visitor.waiting -= 1;
      cancel();
    };
    const waiting: Waiting = { socket, leave, turnAway };
    const cancel = clock.after(limits.loginMs, () => turnAway('too-slow'));
    this.#waiting.add(waiting);
    this.#sockets.add(socket);
    socket.once('close', () => {
      leave();
      this.#sockets.delete(socket);
    });
    this.#makeRoom();
    return leave;
  }

  /** Closes every connection. */
  close(): void {
    for (const { leave } of this.#waiting) leave();
    for (const socket of this.#sockets) socket.destroy();
  }

  #whyNot(address: string): Turned | undefined {
    const { limits, clock } = this.#options;
    if (!isLocalAddress(address)) return 'not-local';
    const visitor = this.#visitor(address);
    if (visitor.waiting >= limits.waitingPerAddress) return 'too-many';
    return visitor.bucket.take(clock.now()) ? undefined : 'too-often';
  }

  #makeRoom(): void {
    const [oldest] = this.#waiting;
    if (this.#waiting.size <= this.#options.limits.waiting || oldest === undefined) return;
    oldest.leave();
    oldest.turnAway('crowded-out');
  }

  #visitor(address: string): Visitor {
    const { limits, clock } = this.#options;
    const { arrivalsAtOnce, arrivalsPerSecond } = limits;
    const known = this.#visitors.get(address);
    const visitor = known ?? { waiting: 0, bucket: new TokenBucket(arrivalsAtOnce, arrivalsPerSecond, clock.now()) };
    this.#visitors.delete(address);
    this.#visitors.set(address, visitor);
    if (!known && this.#visitors.size > REMEMBERED) this.#forget();
    return visitor;
  }

  /** Forgets the address that was heard of longest ago and has nobody waiting. */
  #forget(): void {
    for (const [address, { waiting }] of this.#visitors) {
      if (waiting > 0) continue;
      this.#visitors.delete(address);
      return;
    }
  }
}

/** An IPv4 address as such, though the socket is an IPv6 one. */
export function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}
