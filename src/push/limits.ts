/** Upper limits for the clients of a broker: generous for plugs, small for the computer that runs Homebridge. */
export interface Limits {
  /** The largest packet after the first, in bytes. A Bind has about 2 kB; no reply of a plug was seen over 4 kB. */
  readonly packetBytes: number;
  /** The largest first packet, in bytes. A plug's CONNECT has 131. */
  readonly connectBytes: number;
  /** Packets per second and client on average, and in one burst. A plug that starts asks for the time every 2 s. */
  readonly packetsPerSecond: number;
  readonly packetsAtOnce: number;
  /** From the first TCP packet to an accepted login, in milliseconds. A slow plug needs 2 s for its part of TLS. */
  readonly loginMs: number;
  /** Connections that have not logged in. Of those that have, there is one per plug. */
  readonly waiting: number;
  readonly waitingPerAddress: number;
  /** New connections per second and address on average, and in one burst. Each costs the broker an RSA signature. */
  readonly arrivalsPerSecond: number;
  readonly arrivalsAtOnce: number;
  /** How many bytes a client may leave unread before its connection is closed. */
  readonly unreadBytes: number;
  /** How long a client may read nothing at all, in milliseconds. */
  readonly unreadMs: number;
}

export const BROKER_LIMITS: Limits = {
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

/** Hands out up to `capacity` tokens at once, and `perSecond` tokens per second on average. */
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
