import type { DayTotal } from '../energy/day-totals.ts';
import type { HistoryEntry } from './history-entry.ts';
import { daySpan, type UtcOffset } from './plug-days.ts';
import { energyWithin, segmentsOf, SortedSpans } from './segments.ts';

const DAY_SECONDS = 86_400;

/** A restart of Homebridge leaves a gap of a few minutes, which says little about the energy of the day. */
const MAX_UNKNOWN_SECONDS = 1800;

/**
 * The energy of each day of the plug by the entries of its history, oldest first; a day without an entry is missing. Whole
 * Wh, as plugs count.
 *
 * @param offsets decide when the plug's days begin; empty if it has no time zone
 * @param now seconds since 1970: the day that is not over ends here
 */
export function recordedDays(
  entries: readonly HistoryEntry[],
  offsets: readonly UtcOffset[],
  now: number,
): readonly DayTotal[] {
  const sorted = entries.toSorted((one, other) => one.at - other.at);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  // Counters do not include power that flows back.
  const power = new SortedSpans(segmentsOf(sorted).map(each => ({ ...each, watts: Math.max(0, each.watts) })));
  const days: DayTotal[] = [];
  // Local dates are at most one day away from those of UTC.
  for (let at = first.at - DAY_SECONDS; at <= last.at + DAY_SECONDS; at += DAY_SECONDS) {
    const date = new Date(at * 1000).toISOString().slice(0, 10);
    const span = daySpan(date, offsets);
    if (span === undefined) continue;
    const { wattHours, seconds } = energyWithin(power, span);
    const known = Math.min(span.to, now) - span.from;
    if (seconds > 0)
      days.push({ date, wattHours: Math.round(wattHours), isWhole: known - seconds <= MAX_UNKNOWN_SECONDS });
  }
  return days;
}
