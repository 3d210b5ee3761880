import type { Clock } from '../clock.ts';
import { TIMES } from '../settings.ts';
import type { Reading } from './reading.ts';

/**
 * Which PUSH not to believe at once. One that contradicts what was acknowledged a moment ago may have been on its way
 * before; no clock can decide, for a plug that has just booted does not know the time.
 */
export class Doubt {
  readonly #clock: Clock;
  /** Channel → what the plug acknowledged last, and when. */
  readonly #acknowledged = new Map<number, { readonly on: boolean; readonly at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A command was carried out, which proves this. */
  acknowledged(proven: readonly Reading[]): void {
    for (const reading of proven) {
      if (reading.kind !== 'toggle') continue;
      this.#acknowledged.set(reading.channel, { on: reading.on, at: this.#clock.now() });
    }
  }

  /** Whether the plug should be asked before this, which it pushed, is believed. */
  isAbout(reading: Reading): boolean {
    if (reading.kind !== 'toggle') return false;
    const last = this.#acknowledged.get(reading.channel);
    return last !== undefined && last.on !== reading.on && this.#clock.now() - last.at < TIMES.doubtMs;
  }
}
