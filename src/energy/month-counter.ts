/** The last reading of a counter that restarts every month. It is plain JSON, because it is saved. */
export interface MonthCounter {
  /** `YYYY-MM`: when this run of the counter began, as far as known. */
  readonly month: string;
  readonly wattHours: number;
  /** The largest value before it fell within the month; absent if it has not fallen. */
  readonly peak?: number;
}

/** What is new in a reading. */
export interface MonthChange {
  readonly month: MonthCounter;
  /** New energy in Wh. */
  readonly growth: number;
  /** The part of `growth` that only restores the value from before the counter fell, in Wh. */
  readonly regained: number;
  /** The counter restarted within a month. */
  readonly fell: boolean;
}

/**
 * Compares a reading of the month's counter (`mConsume` of ElectricityX) with the one before.
 *
 * A new month shows in the value, which falls. The name of the month comes from a clock, and the plug's own month begins a
 * little earlier or later, or its clock is not set. So a value that has not fallen is growth, whatever the calendar says.
 * A new month that is already larger than the old one (after a long gap) then loses the energy of the old one; if it
 * counted as new as a whole instead, an old month would count twice.
 */
export function updateMonth(
  { peak, ...before }: MonthCounter,
  now: Pick<MonthCounter, 'month' | 'wattHours'>,
): MonthChange {
  const { month, wattHours } = now;
  if (wattHours >= before.wattHours) {
    const growth = wattHours - before.wattHours;
    const isBack = peak !== undefined && wattHours >= peak;
    // A counter at 0 has just begun its month, or is about to. With the old name, a fall in the new month would count twice.
    const name = before.wattHours === 0 && month > before.month ? month : before.month;
    const after = { month: name, wattHours, ...(peak !== undefined && !isBack && { peak }) };
    return { month: after, growth, regained: isBack ? peak - before.wattHours : 0, fell: false };
  }
  if (month > before.month) return { month: { month, wattHours }, growth: wattHours, regained: 0, fell: false };
  const highest = Math.max(before.wattHours, peak ?? 0);
  return { month: { month, wattHours, peak: highest }, growth: 0, regained: 0, fell: true };
}
