import type { Clock } from '../clock.ts';
import type { Header } from '../protocol/envelope.ts';
import { TIMES } from '../settings.ts';
import type { Reading } from './reading.ts';

/** 2020. A plug whose clock was never set counts from its start. */
const OLDEST_DATE_SECONDS = 1_577_836_800;

interface TimedToggle {
  readonly on: boolean;
  readonly at: number;
}

/**
 * Which PUSH not to believe before the plug was asked. One that contradicts what was acknowledged a moment ago may have
 * been on its way before; and one that the plug has said before its newest answer is late, or somebody plays it again.
 * A plug's clock may be wrong or not set, so by itself it decides nothing: it only leads to a question.
 */
export class PushVerification {
  readonly #clock: Clock;
  /** Channel → what the plug acknowledged last, and when. */
  readonly #acknowledged = new Map<number, TimedToggle>();
  /** Channel → what the plug pushed last, and when. */
  readonly #pushed = new Map<number, TimedToggle>();
  #repliedAtSeconds = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * A command was carried out, which proves this.
   * @param sentAt when it was given
   * @returns whether the plug said otherwise in between: nobody knows which came last
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

  /** The plug has pushed this just now. */
  pushed(readings: readonly Reading[]): void {
    for (const reading of readings) {
      if (reading.kind === 'toggle') this.#pushed.set(reading.channel, { on: reading.on, at: this.#clock.now() });
    }
  }

  /** The plug has answered a question of ours just now, when its own clock said this. */
  replied({ timestamp }: Header): void {
    this.#repliedAtSeconds = timestamp;
  }

  /** Whether the plug should be asked before this, which it pushed, is believed. */
  needsQuery(reading: Reading, { timestamp }: Header): boolean {
    if (timestamp >= OLDEST_DATE_SECONDS && timestamp < this.#repliedAtSeconds) return true;
    if (reading.kind !== 'toggle') return false;
    const last = this.#acknowledged.get(reading.channel);
    return last !== undefined && last.on !== reading.on && this.#clock.now() - last.at < TIMES.pushVerificationMs;
  }
}
