/** A list of days as a plug reports it, in a short form for tests: `{ '2025-01-05': 180 }`. */
export function days(list: Readonly<Record<string, number>>): readonly { date: string; wattHours: number }[] {
  return Object.entries(list).map(([date, wattHours]) => ({ date, wattHours }));
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
