import { BEAT_SECONDS } from './history-entry.ts';

/** An average needs measurements for at least this share of its time. */
const MIN_MEASURED_SHARE = 0.8;

/** Allowance for comparing whole seconds with milliseconds. */
const ROUNDING_MS = 1000;

/**
 * A beat comes later than this only if the host has slept. If its monotonic clock runs meanwhile (macOS, Windows), the last
 * sample would become the average of a whole night.
 */
const MAX_INTERVAL_MS = 2 * BEAT_SECONDS * 1000;

/** Averages power from one entry to the next. Times are milliseconds of a monotonic clock. */
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

  /** The power from now on; undefined if it is not known. */
  setWatts(watts: number | undefined, nowMs: number): void {
    this.#count(nowMs);
    this.#watts = watts !== undefined && Number.isFinite(watts) ? watts : undefined;
  }

  /**
   * The average of the measured time since {@link restart}; undefined if too little was measured.
   *
   * @param wallSeconds the time since the entry before, by the host's clock. If it is longer than the monotonic time, an
   * earlier run wrote that entry, or the host slept, or its clock was set, so the average would not cover that time.
   */
  averageUntil(nowMs: number, wallSeconds: number): number | undefined {
    this.#count(nowMs);
    const lastedMs = Math.max(this.#lastMs - this.#sinceMs, wallSeconds * 1000 - ROUNDING_MS);
    if (lastedMs > MAX_INTERVAL_MS) return undefined;
    const isEnough = this.#measuredMs > 0 && this.#measuredMs >= MIN_MEASURED_SHARE * lastedMs;
    return isEnough ? this.#wattMs / this.#measuredMs : undefined;
  }

  /** Starts a new average; the current power stays. */
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
