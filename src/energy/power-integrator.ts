const MS_PER_HOUR = 3_600_000;
const MINUTE = 60_000;

/**
 * What flows is believed for so long after the counter was read. Without the counter to agree, watts read now and then
 * are a guess that a total must not be built on.
 */
const MAX_BRIDGE_MS = 15 * MINUTE;

/** The counter tells whole Wh, so it can be one behind what it says without anything being amiss. */
const RESOLUTION = 1;

/**
 * For so long before a reading we must have watched to know how far the counter was behind at that reading: in all
 * recordings finished days end between 23:55 and 23:59.
 */
const MAX_FREEZE_MS = 5 * MINUTE;

/** Watts are samples, and miss some of what a restless load draws: what can have flowed is so much more than they say. */
const MARGIN = { factor: 1.25, wattHours: 2 };

/** No outlet carries more: the largest rating seen is 17 A. More is a misreading, e.g. 4294967 W for -1. */
const MAX_WATTS = 6000;

/**
 * What flows between two readings of the counter, by watts that are told now and then. Times are monotonic milliseconds.
 * Nothing of it is saved: after a restart nobody knows what has flowed.
 */
export class PowerIntegrator {
  #watts: number | undefined;
  /** Since when the watts have been known without a gap. */
  #knownSinceMs: number | undefined;
  #readAtMs: number | undefined;
  #settledAtMs: number | undefined;
  /** Wh that have flowed since the counter was read. */
  #flowed = 0;
  /** Wh that had flowed by then, and that the counter had not told yet. */
  #uncounted = 0;

  /** So many watts from now on; undefined or nonsense: nobody knows. What flows back counts as nothing. */
  flows(watts: number | undefined, nowMs: number): void {
    this.settle(nowMs);
    const isKnown = watts !== undefined && watts <= MAX_WATTS; // NaN is not
    this.#watts = isKnown ? Math.max(0, watts) : undefined;
    this.#knownSinceMs = isKnown ? (this.#knownSinceMs ?? nowMs) : undefined;
  }

  /** The counter has been read, and `countedWattHours` Wh more than the last time. */
  read(countedWattHours: number, nowMs: number): void {
    this.settle(nowMs);
    const behind = Math.max(0, this.#uncounted + this.#flowed - countedWattHours);
    // A counter that has just moved is behind by no more than what has flowed since it had not: else the small
    // difference between our watts and its own would add up, day by day.
    this.#uncounted = countedWattHours > 0 ? Math.min(behind, this.#flowed) : behind;
    this.#flowed = 0;
    // What flowed before the first reading is not ours to judge by.
    if (this.#readAtMs === undefined && this.#watts !== undefined) this.#knownSinceMs = nowMs;
    this.#readAtMs = nowMs;
  }

  /** Counts what has flowed up to now. */
  settle(nowMs: number): void {
    const fromMs = this.#settledAtMs ?? nowMs;
    this.#settledAtMs = Math.max(fromMs, nowMs);
    if (this.#watts === undefined || this.#readAtMs === undefined) return;
    const untilMs = Math.min(nowMs, this.#readAtMs + MAX_BRIDGE_MS);
    this.#flowed += (this.#watts * Math.max(0, untilMs - fromMs)) / MS_PER_HOUR;
  }

  /** Wh to show on top of what the counter told: what has flowed since, and the part of a Wh that it cannot tell. */
  get bridged(): number {
    return Math.min(this.#uncounted, RESOLUTION) + this.#flowed;
  }

  /** When the counter was read; undefined before the first time in this run. */
  get readAtMs(): number | undefined {
    return this.#readAtMs;
  }

  /** The most that the counter can be ahead of its last reading, in Wh; Infinity where we have not watched all the time. */
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
