const MS_PER_HOUR = 3_600_000;
const MINUTE = 60_000;

/**
 * For this long after a reading of the counter, the watts count. Later they do not, because sampled watts without a
 * counter that confirms them are only an estimate.
 */
const MAX_BRIDGE_MS = 15 * MINUTE;

/** In Wh. The counter has whole Wh, so up to one Wh is normally not counted yet. */
const RESOLUTION = 1;

/**
 * The watts must have been known for this long before a reading to say how far the counter was behind at that reading: in
 * all recordings finished days end between 23:55 and 23:59.
 */
const MAX_FREEZE_MS = 5 * MINUTE;

/** Watts are samples, and miss some of the energy of an unsteady load. The upper bound is this much higher. */
const MARGIN = { factor: 1.25, wattHours: 2 };

/** More than any outlet carries: the largest rating seen is 17 A. A larger value is a misreading, e.g. 4294967 W for -1. */
const MAX_WATTS = 6000;

/**
 * The energy between two readings of the counter, by sampled watts. Times are monotonic milliseconds. Nothing is saved,
 * because the power during a restart is not known.
 */
export class PowerIntegrator {
  #watts: number | undefined;
  /** When the watts became known; they have been known without a gap since. */
  #knownSinceMs: number | undefined;
  #readAtMs: number | undefined;
  #settledAtMs: number | undefined;
  /** Energy since the last reading of the counter, in Wh. */
  #flowed = 0;
  /** Energy before that reading that the counter did not include yet, in Wh. */
  #uncounted = 0;

  /** The power from now on; undefined or implausible if it is not known. Negative power counts as 0. */
  flows(watts: number | undefined, nowMs: number): void {
    this.settle(nowMs);
    const isKnown = watts !== undefined && watts <= MAX_WATTS; // NaN is not
    this.#watts = isKnown ? Math.max(0, watts) : undefined;
    this.#knownSinceMs = isKnown ? (this.#knownSinceMs ?? nowMs) : undefined;
  }

  /** The counter has been read, and has grown by `countedWattHours`. */
  read(countedWattHours: number, nowMs: number): void {
    this.settle(nowMs);
    const behind = Math.max(0, this.#uncounted + this.#flowed - countedWattHours);
    // A counter that has just grown is behind by at most the energy since the reading before. Without this limit, the
    // small difference between our samples and its own would add up day by day.
    this.#uncounted = countedWattHours > 0 ? Math.min(behind, this.#flowed) : behind;
    this.#flowed = 0;
    // The energy before the first reading says nothing about the counter.
    if (this.#readAtMs === undefined && this.#watts !== undefined) this.#knownSinceMs = nowMs;
    this.#readAtMs = nowMs;
  }

  /** Adds the energy up to now. */
  settle(nowMs: number): void {
    const fromMs = this.#settledAtMs ?? nowMs;
    this.#settledAtMs = Math.max(fromMs, nowMs);
    if (this.#watts === undefined || this.#readAtMs === undefined) return;
    const untilMs = Math.min(nowMs, this.#readAtMs + MAX_BRIDGE_MS);
    this.#flowed += (this.#watts * Math.max(0, untilMs - fromMs)) / MS_PER_HOUR;
  }

  /** Energy to show on top of the counter, in Wh: since its last reading, and up to one Wh that it does not include yet. */
  get bridged(): number {
    return Math.min(this.#uncounted, RESOLUTION) + this.#flowed;
  }

  /** When the counter was last read; undefined before the first reading of this run. */
  get readAtMs(): number | undefined {
    return this.#readAtMs;
  }

  /** How much the counter can have grown since its last reading, in Wh; Infinity if the watts were not known all the time. */
  maxSince(nowMs: number): number {
    const readAtMs = this.#readAtMs;
    const hasWatched =
      this.#knownSinceMs !== undefined &&
      readAtMs !== undefined &&
      readAtMs - this.#knownSinceMs >= MAX_FREEZE_MS &&
      nowMs - readAtMs <= MAX_BRIDGE_MS;
    if (!hasWatched) return Number.POSITIVE_INFINITY;
    return (this.#uncounted + this.#flowed) * MARGIN.factor + MARGIN.wattHours;
  }
}
