import { BEAT_SECONDS } from './history-entry.ts';

/** An average says something only if so much of its time was measured. */
const MIN_MEASURED_SHARE = 0.8;

/** Whole seconds are compared with milliseconds. */
const ROUNDING_MS = 1000;

/**
 * No beat comes later than this, unless the host has slept. Where its monotonic clock goes on meanwhile (macOS, Windows)
 * the last sample would be told as the average of a night.
 */
const MAX_INTERVAL_MS = 2 * BEAT_SECONDS * 1000;

/** Adds up power over time, from one entry to the next. Times in milliseconds of a clock that never jumps. */
export class PowerAverage {
  #sinceMs: number;
  #lastMs: number;
  #watts: number | undefined;
  #measuredMs = 0;
  #wattMs = 0;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
    this.#lastMs = nowMs;
  }

  /** The power from now on; undefined when it is not known. */
  setWatts(watts: number | undefined, nowMs: number): void {
    this.#count(nowMs);
    this.#watts = watts !== undefined && Number.isFinite(watts) ? watts : undefined;
  }

  /**
   * The average since {@link restart}, of the time that was measured; undefined where that is too little.
   *
   * @param wallSeconds how long ago the entry before was by the host's clock. More than we counted means that somebody
   * else wrote it, or that the host slept, or that its clock was set: the average would not be that of the time it
   * stands for.
   */
  averageUntil(nowMs: number, wallSeconds: number): number | undefined {
    this.#count(nowMs);
    const lastedMs = Math.max(this.#lastMs - this.#sinceMs, wallSeconds * 1000 - ROUNDING_MS);
    if (lastedMs > MAX_INTERVAL_MS) return undefined;
    const isEnough = this.#measuredMs > 0 && this.#measuredMs >= MIN_MEASURED_SHARE * lastedMs;
    return isEnough ? this.#wattMs / this.#measuredMs : undefined;
  }

  /** Begins anew; the power that flows goes on. */
  restart(nowMs: number): void {
    this.#count(nowMs);
    this.#sinceMs = this.#lastMs;
    this.#measuredMs = 0;
    this.#wattMs = 0;
  }

  #count(nowMs: number): void {
    const ms = Math.max(nowMs - this.#lastMs, 0);
    this.#lastMs += ms;
    if (this.#watts === undefined) return;
    this.#measuredMs += ms;
    this.#wattMs += this.#watts * ms;
  }
}
