import type { DayTotal } from './day-totals.ts';

/** The energy of one month of a plug's calendar, as far as its days are known. */
export interface MonthTotal {
  /** `YYYY-MM` */
  readonly month: string;
  readonly wattHours: number;
  /** The number of days that this includes. */
  readonly countedDays: number;
  /**
   * The dates of which there is no count, or the count of a part, oldest first; none after `today`. A plug keeps no count
   * of a day without energy either.
   */
  readonly incompleteDays: readonly string[];
  /** The month is not over. */
  readonly isRunning: boolean;
}

/**
 * Adds days up to months: from the month of the first day to that of the last, months without a day included.
 *
 * @param days of the same calendar, each date once, none after `today`
 * @param today `YYYY-MM-DD`
 */
export function monthTotals(days: readonly DayTotal[], today: string): readonly MonthTotal[] {
  const sorted = days.toSorted((one, other) => (one.date < other.date ? -1 : 1));
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  return monthsBetween(first.date.slice(0, 7), last.date.slice(0, 7)).map(month => {
    const counted = sorted.filter(({ date }) => date.startsWith(month));
    const whole = new Set(counted.filter(({ isWhole }) => isWhole).map(({ date }) => date));
    return {
      month,
      wattHours: counted.reduce((sum, { wattHours }) => sum + wattHours, 0),
      countedDays: counted.length,
      // Today's first Wh may be still to come.
      incompleteDays: datesOf(month).filter(date => date < today && !whole.has(date)),
      isRunning: today.startsWith(month),
    };
  });
}

function monthsBetween(first: string, last: string): readonly string[] {
  const months: string[] = [];
  for (let at = indexOf(first); at <= indexOf(last); at += 1) {
    months.push(`${Math.floor(at / 12)}-${twoDigits((at % 12) + 1)}`);
  }
  return months;
}

/** Months since the year 0. */
const indexOf = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;

/** All dates of a month. */
function datesOf(month: string): readonly string[] {
  const dayCount = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
  return Array.from({ length: dayCount }, (_, index) => `${month}-${twoDigits(index + 1)}`);
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');
