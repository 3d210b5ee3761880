import type { Clock } from '../clock.ts';
import type { Header } from '../protocol/envelope.ts';
import { TIMES } from '../settings.ts';
import type { Reading } from './reading.ts';

/** 2020. A clock that was never set counts from the start of the plug. */
const OLDEST_DATE_SECONDS = 1_577_836_800;

interface TimedToggle {
  readonly on: boolean;
  readonly at: number;
}

/**
 * Decides which PUSH a query has to confirm first. A PUSH that contradicts a recent acknowledgement may have been sent
 * before it; a PUSH that is older than the plug's newest reply is late or replayed. A plug's clock may be wrong or not
 * set, so it never decides alone: it only leads to a query.
 */
export class PushVerification {
  readonly #clock: Clock;
  /** Channel → the last acknowledged state, and when. */
  readonly #acknowledged = new Map<number, TimedToggle>();
  /** Channel → the last pushed state, and when. */
  readonly #pushed = new Map<number, TimedToggle>();
  #repliedAtSeconds = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Records the readings that an acknowledged command proves.
   * @param sentAt when the command was sent
   * @returns whether a PUSH in between contradicts them: it is unknown which came last
   */
  acknowledged(readings: readonly Reading[], sentAt: number): boolean {
    let isContradicted = false;
    for (const reading of readings) {
      if (reading.kind !== 'toggle') continue;
      const { channel, on } = reading;
      this.#acknowledged.set(channel, { on, at: this.#clock.now() });
      const pushed = this.#pushed.get(channel);
      if (pushed !== undefined && pushed.on !== on && pushed.at >= sentAt) isContradicted = true;
    }
    return isContradicted;
  }

  /** Records readings that the plug has just pushed. */
  pushed(readings: readonly Reading[]): void {
    for (const reading of readings) {
      if (reading.kind === 'toggle') this.#pushed.set(reading.channel, { on: reading.on, at: this.#clock.now() });
    }
  }

  /** Records the plug's own time in a reply that has just come. */
  replied({ timestamp }: Header): void {
    this.#repliedAtSeconds = timestamp;
  }

  /** Whether a query has to confirm this pushed reading. */
  needsQuery(reading: Reading, { timestamp }: Header): boolean {
    if (timestamp >= OLDEST_DATE_SECONDS && timestamp < this.#repliedAtSeconds) return true;
    if (reading.kind !== 'toggle') return false;
    const last = this.#acknowledged.get(reading.channel);
    return last !== undefined && last.on !== reading.on && this.#clock.now() - last.at < TIMES.pushVerificationMs;
  }
}
