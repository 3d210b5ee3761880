/** Energy of one day by the plug's calendar. */
export interface DayOfEnergy {
  /** Watt hours since midnight, not rounded. */
  readonly wattHours: number;
  /** Last update, in seconds by the plug's clock. */
  readonly time: number;
}

/** What `Meter` needs of the plug. */
export interface MeterContext {
  /** The true time in milliseconds: energy does not depend on the plug's clock. */
  now(): number;
  /** The plug's clock in seconds, or undefined while it does not know the time. */
  seconds(): number | undefined;
  /** Seconds east of UTC at a moment of the plug's clock. */
  offsetAt(seconds: number): number;
  /** The power at this moment, in watts; undefined without power. */
  watts(): number | undefined;
  /** Whether the counter of the day stops two minutes before midnight. */
  freezes(): boolean;
}

/** Energy of an hour, or of its part so far. */
export interface HourOfEnergy {
  /** Last update, in seconds by the plug's clock; of a finished hour its end. */
  readonly time: number;
  /** Watt hours, not rounded. */
  readonly wattHours: number;
}

const secondsPerDay = 86_400;
const secondsPerHour = 3600;
const freezesAt = secondsPerDay - 120;
// An hour ends at 59 minutes past. Seen: em06 2.3.8.
const hourEndsAt = 3540;
const mostHours = 24;

/** Counts energy day by day and hour by hour. Call `settle` before the power changes. */
export class Meter {
  readonly #context: MeterContext;
  readonly #days = new Map<string, DayOfEnergy>();
  // By the end of the hour, oldest first.
  readonly #hours = new Map<number, HourOfEnergy>();
  // Energy counted while the counter of the day stood still.
  #heldBack = 0;
  #settledAt: number;

  constructor(context: MeterContext) {
    this.#context = context;
    this.#settledAt = context.now();
  }

  /** Days on which this simulated plug has counted, oldest first; keys are `YYYY-MM-DD`, local to the plug. */
  days(): ReadonlyMap<string, DayOfEnergy> {
    this.settle();
    return this.#days;
  }

  /** The last 24 hours of this simulated plug in which it had power, oldest first. */
  hours(): readonly HourOfEnergy[] {
    this.settle();
    return [...this.#hours.values()];
  }

  /**
   * Counts the energy since the last call, split at the plug's midnight. A plug that does not know the time counts it
   * to no day (our guess: no source says).
   */
  settle(): void {
    const now = this.#context.now();
    const elapsed = Math.max(0, now - this.#settledAt) / 1000;
    this.#settledAt = now;
    const end = this.#context.seconds();
    if (end === undefined) return;
    const watts = this.#context.watts();
    for (let at = end - elapsed; at < end;) {
      const until = Math.min(end, this.#boundaryAfter(at));
      const wattHours = ((watts ?? 0) * (until - at)) / 3600;
      this.#addToDay(at, wattHours, Math.floor(until));
      if (watts !== undefined) this.#addToHour(at, wattHours, Math.floor(until));
      at = until;
    }
    this.#addToDay(end, 0, end);
  }

  /** The plug's date at a moment of its clock. */
  dateAt(seconds: number): string {
    return new Date((seconds + this.#context.offsetAt(seconds)) * 1000).toISOString().slice(0, 10);
  }

  /** The plug's day of the week at a moment of its clock, 0 for Sunday. */
  weekdayAt(seconds: number): number {
    return new Date(`${this.dateAt(seconds)}T00:00:00Z`).getUTCDay();
  }

  /** Seconds east of UTC at a moment of the plug's clock. */
  offsetAt(seconds: number): number {
    return this.#context.offsetAt(seconds);
  }

  // The next moment, whole and later than this one, at which a day or an hour ends or the counter of the day stops.
  #boundaryAfter(seconds: number): number {
    const midnight = this.#midnightBefore(seconds);
    const stop = midnight + freezesAt;
    const boundary = this.#context.freezes() && seconds < stop ? stop : midnight + secondsPerDay;
    return Math.min(boundary, hourEndAfter(seconds));
  }

  #midnightBefore(seconds: number): number {
    const offset = this.#context.offsetAt(seconds);
    return Math.floor((seconds + offset) / secondsPerDay) * secondsPerDay - offset;
  }

  #addToDay(at: number, wattHours: number, time: number): void {
    if (this.#context.freezes() && at >= this.#midnightBefore(at) + freezesAt) {
      this.#heldBack += wattHours;
      return;
    }
    const date = this.dateAt(at);
    const before = this.#days.get(date)?.wattHours ?? 0;
    this.#days.set(date, { wattHours: before + this.#heldBack + wattHours, time });
    this.#heldBack = 0;
  }

  #addToHour(at: number, wattHours: number, time: number): void {
    const end = hourEndAfter(at);
    this.#hours.set(end, { time, wattHours: (this.#hours.get(end)?.wattHours ?? 0) + wattHours });
    const [oldest] = this.#hours.keys();
    if (this.#hours.size > mostHours && oldest !== undefined) this.#hours.delete(oldest);
  }
}

/** The end of the hour in which a moment lies, in seconds by the plug's clock. */
export function hourEndAfter(seconds: number): number {
  return (Math.floor((seconds - hourEndsAt) / secondsPerHour) + 1) * secondsPerHour + hourEndsAt;
}

/** Whole Wh as the plug reports them; sums of many parts come out a hair too small. */
export function wholeWattHours(wattHours: number): number {
  return Math.floor(wattHours + 1e-6);
}
