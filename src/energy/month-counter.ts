/** What a counter that begins anew with each month told last. Plain JSON, for it is saved. */
export interface MonthCounter {
  /** `YYYY-MM`: when this run of the counter began, as far as we know. */
  readonly month: string;
  readonly wattHours: number;
  /** The largest value before it fell within the month; absent where it has not. */
  readonly peak?: number;
}

/** What a reading says that we did not know. */
export interface MonthChange {
  readonly month: MonthCounter;
  /** Wh that are new. */
  readonly growth: number;
  /** Wh of that growth which only lead back to what the month had before it fell. */
  readonly regained: number;
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
export function updateMonth(
  { peak, ...before }: MonthCounter,
  now: Pick<MonthCounter, 'month' | 'wattHours'>,
): MonthChange {
  const { month, wattHours } = now;
  if (wattHours >= before.wattHours) {
    const growth = wattHours - before.wattHours;
    const isBack = peak !== undefined && wattHours >= peak;
    // A counter at 0 has begun its month, or has yet to: with the old name, a fall in the new month would count it twice.
    const name = before.wattHours === 0 && month > before.month ? month : before.month;
    const after = { month: name, wattHours, ...(peak !== undefined && !isBack && { peak }) };
    return { month: after, growth, regained: isBack ? peak - before.wattHours : 0, fell: false };
  }
  if (month > before.month) return { month: { month, wattHours }, growth: wattHours, regained: 0, fell: false };
  const highest = Math.max(before.wattHours, peak ?? 0);
  return { month: { month, wattHours, peak: highest }, growth: 0, regained: 0, fell: true };
}
