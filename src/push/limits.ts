/** How much is asked of the broker at most. Generous for plugs, small for the machine it runs on. */
export interface Limits {
  /** The largest packet of a client that is in, in bytes. A Bind has about 2 kB; no answer of a plug was seen over 4 kB. */
  readonly packetBytes: number;
  /** The largest first packet, in bytes. A plug's CONNECT has 131. */
  readonly connectBytes: number;
  /** Packets per second and client in the long run, and at once. A plug that starts asks for the time every 2 s. */
  readonly packetsPerSecond: number;
  readonly packetsAtOnce: number;
  /** From the first TCP packet to an accepted login, in milliseconds. A slow plug needs 2 s for its half of TLS. */
  readonly loginMs: number;
  /** Connections that have not logged in. Those that have are one per plug. */
  readonly waiting: number;
  readonly waitingPerAddress: number;
  /** New connections per second and address in the long run, and at once: each costs us an RSA signature. */
  readonly arrivalsPerSecond: number;
  readonly arrivalsAtOnce: number;
  /** What a client may leave unread, in bytes, before it is cut off. */
  readonly unreadBytes: number;
  /** How long one may read nothing at all, in milliseconds. */
  readonly unreadMs: number;
}

export const LIMITS: Limits = {
  packetBytes: 16 * 1024,
  connectBytes: 1024,
  packetsPerSecond: 20,
  packetsAtOnce: 100,
  loginMs: 10_000,
  waiting: 128,
  waitingPerAddress: 32,
  arrivalsPerSecond: 2,
  arrivalsAtOnce: 64,
  unreadBytes: 64 * 1024,
  unreadMs: 30_000,
};

/** Hands out so many tokens at once, and so many per second in the long run. */
export class TokenBucket {
  readonly #capacity: number;
  readonly #perSecond: number;
  #tokens: number;
  #refilledAt: number;

  /** @param now milliseconds on a clock that never goes back */
  constructor(capacity: number, perSecond: number, now: number) {
    this.#capacity = capacity;
    this.#perSecond = perSecond;
    this.#tokens = capacity;
    this.#refilledAt = now;
  }

  /** @returns false if there is none left */
  take(now: number): boolean {
    this.#refill(now);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  #refill(now: number): void {
    this.#tokens = Math.min(this.#capacity, this.#tokens + ((now - this.#refilledAt) / 1000) * this.#perSecond);
    this.#refilledAt = now;
  }
}
