import type { Faults } from './faults.ts';

// What a plug without network time says some minutes after it got power. Seen: 437.
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
   * @param unset what the clock of a plug counts from that does not know the time; undefined for one that does
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

  /** Seconds since 1970 by the plug, whole. */
  get seconds(): number {
    return Math.floor(this.#milliseconds / 1000);
  }

  /** The millisecond part, 0 to 999. */
  get milliseconds(): number {
    return Math.floor(this.#milliseconds) - this.seconds * 1000;
  }

  /** Whole seconds since the plug got power. */
  get upSeconds(): number {
    return Math.floor((this.#now() - this.#poweredAt) / 1000);
  }

  /**
   * Power came. A plug that does not know the time has lost it until it is told; a factory-new one counts from 0.
   *
   * Seen: timestamps 25 and 483 in answers of plugs in pairing mode, 4 and 6 in what an mss310 1.x tells its broker.
   */
  powerUp(knowsTime: boolean, start = unsetStart): void {
    this.#poweredAt = this.#now();
    if (knowsTime) return;
    this.#isSet = false;
    this.#start = start;
  }

  /** Somebody told the time, in seconds since 1970. */
  set(seconds: number): void {
    this.#aheadMs = seconds * 1000 - this.#now();
    this.#isSet = true;
  }

  get #milliseconds(): number {
    if (!this.isSet) return this.#start * 1000 + (this.#now() - this.#poweredAt);
    return this.#now() + this.#aheadMs + this.#faults.clockOffsetSeconds * 1000;
  }
}
