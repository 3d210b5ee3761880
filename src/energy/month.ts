/** What a counter that begins anew with each month told last. Plain JSON, for it is saved. */
export interface Month {
  /** `YYYY-MM`: when this run of the counter began, as far as we know. */
  readonly month: string;
  readonly wattHours: number;
}

/** What a reading says that we did not know. */
export interface MonthNews {
  readonly month: Month;
  /** Wh that are new. */
  readonly growth: number;
  /** The counter restarted within a month. */
  readonly fell: boolean;
}

/**
 * Compares a reading of the month's counter (`mConsume` of ElectricityX) with the one before.
 *
 * That a new month has begun shows in the value, which falls; the month itself comes from a clock, and the plug's turns
 * over a little earlier or later, or is not set. So a value that has not fallen is growth, whatever the calendar says: a
 * new month that is already larger than the old one (after a long gap) loses what the old one had, while taken for new
 * as a whole, an old month would count twice.
 */
export function bookMonth(before: Month, now: Month): MonthNews {
  if (now.wattHours >= before.wattHours) {
    const growth = now.wattHours - before.wattHours;
    return { month: { ...before, wattHours: now.wattHours }, growth, fell: false };
  }
  const isNewMonth = now.month > before.month;
  return { month: now, growth: isNewMonth ? now.wattHours : 0, fell: !isNewMonth };
}
