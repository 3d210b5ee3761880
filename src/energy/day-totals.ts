/** The energy of one day of a plug's calendar. */
export interface DayTotal {
  /** `YYYY-MM-DD` by the plug's clock and time zone. */
  readonly date: string;
  readonly wattHours: number;
  /** Whether the whole day was counted. A day that is not over counts as whole, with its energy so far. */
  readonly isWhole: boolean;
}

/** Before this the plugin did not exist. A plug whose clock is not set counts in 1970. */
const EARLIEST = '2020-01-01';

/**
 * One total per day, oldest first, from several sources in the order of their authority: the first source that has a day
 * decides. Days after `today` (`YYYY-MM-DD`) and days of a clock that was not set are left out.
 */
export function mergeDays(sources: readonly (readonly DayTotal[])[], today: string): readonly DayTotal[] {
  const merged = new Map<string, DayTotal>();
  for (const day of sources.flat()) {
    const isPlausible = isDate(day.date) && day.date >= EARLIEST && day.date <= today;
    if (isPlausible && !merged.has(day.date)) merged.set(day.date, day);
  }
  return [...merged.values()].sort((one, other) => (one.date < other.date ? -1 : 1));
}

/** Whether a text is a date of the calendar: 30 February is not. */
function isDate(text: string): boolean {
  const midnight = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(text);
}
