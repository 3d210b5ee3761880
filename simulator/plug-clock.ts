import type { Faults } from './faults.ts';

// The clock of a plug without network time, some minutes after power-up. Seen: 437.
const unsetStart = 437;

/** The plug's own clock, which may be wrong or not set at all. */
export class PlugClock {
  readonly #now: () => number;
  readonly #faults: Faults;
  #poweredAt: number;
  #isSet: boolean;
  #start: number;
  #aheadMs = 0;

  /**
   * @param now the true time in milliseconds since 1970
   * @param unset where the clock of a plug that does not know the time starts to count; undefined for a plug that does
   */
  constructor(now: () => number, faults: Faults, unset?: number) {
    this.#now = now;
    this.#isSet = unset === undefined;
    this.#start = unset ?? unsetStart;
    this.#faults = faults;
    this.#poweredAt = now();
  }

  /** Whether the plug knows the time of day. */
  get isSet(): boolean {
    return this.#isSet && !this.#faults.unsetClock;
  }

  /** Seconds since 1970 by the plug's clock, whole. */
  get seconds(): number {
    return Math.floor(this.#milliseconds / 1000);
  }

  /** The millisecond part, 0 to 999. */
  get milliseconds(): number {
    return Math.floor(this.#milliseconds) - this.seconds * 1000;
  }

  /** Whole seconds since power-up. */
  get upSeconds(): number {
    return Math.floor((this.#now() - this.#poweredAt) / 1000);
  }

  /**
   * Power is on again. A plug that does not know the time counts from `start` until its clock is set; a factory-new one
   * counts from 0.
   *
   * Seen: timestamps 25 and 483 in replies of plugs in pairing mode, 4 and 6 in messages of an mss310 1.x to its
   * broker.
   */
  powerUp(knowsTime: boolean, start = unsetStart): void {
    this.#poweredAt = this.#now();
    if (knowsTime) return;
    this.#isSet = false;
    this.#start = start;
  }

  /** Sets the clock, in seconds since 1970. */
  set(seconds: number): void {
    this.#aheadMs = seconds * 1000 - this.#now();
    this.#isSet = true;
  }

  get #milliseconds(): number {
    if (!this.isSet) return this.#start * 1000 + (this.#now() - this.#poweredAt);
    return this.#now() + this.#aheadMs + this.#faults.clockOffsetSeconds * 1000;
  }
}
