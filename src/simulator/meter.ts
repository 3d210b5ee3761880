/** Energy of one day by the plug's calendar. */
export interface DayOfEnergy {
  /** Watt hours since midnight, not rounded. */
  readonly wattHours: number;
  /** Last update, in seconds by the plug's clock. */
  readonly time: number;
}

/** What `Meter` needs to know of the plug around it. */
export interface MeterSurroundings {
  /** The true time in milliseconds: what has flowed does not depend on what the plug thinks the time is. */
  now(): number;
  /** The plug's clock in seconds, or undefined while it does not know the time. */
  seconds(): number | undefined;
  /** Seconds east of UTC at a moment of the plug's clock. */
  offsetAt(seconds: number): number;
  /** What flows at this moment. */
  watts(): number;
}

const secondsPerDay = 86_400;

/** Counts energy day by day. `settle` has to be called before the flow changes. */
export class Meter {
  readonly #around: MeterSurroundings;
  readonly #days = new Map<string, DayOfEnergy>();
  #settledAt: number;

  constructor(around: MeterSurroundings) {
    this.#around = around;
    this.#settledAt = around.now();
  }

  /** Days on which this simulated plug has counted, oldest first; keys are `YYYY-MM-DD`, local to the plug. */
  days(): ReadonlyMap<string, DayOfEnergy> {
    this.settle();
    return this.#days;
  }

  /**
   * Counts what has flowed since the last call, split at the plug's midnight. A plug that does not know the time counts
   * to no day (our guess: no source says).
   */
  settle(): void {
    const now = this.#around.now();
    const elapsed = Math.max(0, now - this.#settledAt) / 1000;
    this.#settledAt = now;
    const end = this.#around.seconds();
    if (end === undefined) return;
    const watts = this.#around.watts();
    for (let at = end - elapsed; at < end;) {
      const until = Math.min(end, this.#midnightAfter(at));
      this.#add(at, (watts * (until - at)) / 3600, Math.floor(until));
      at = until;
    }
    this.#add(end, 0, end);
  }

  /** The plug's date at a moment of its clock. */
  dateAt(seconds: number): string {
    return new Date((seconds + this.#around.offsetAt(seconds)) * 1000).toISOString().slice(0, 10);
  }

  /** Seconds east of UTC at a moment of the plug's clock. */
  offsetAt(seconds: number): number {
    return this.#around.offsetAt(seconds);
  }

  #midnightAfter(seconds: number): number {
    const offset = this.#around.offsetAt(seconds);
    return (Math.floor((seconds + offset) / secondsPerDay) + 1) * secondsPerDay - offset;
  }

  #add(at: number, wattHours: number, time: number): void {
    const date = this.dateAt(at);
    this.#days.set(date, { wattHours: (this.#days.get(date)?.wattHours ?? 0) + wattHours, time });
  }
}
