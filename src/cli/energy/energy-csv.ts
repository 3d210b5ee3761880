import type { DayTotal } from '../../energy/day-totals.ts';
import { offsetByRules } from '../../features/plug-time.ts';
import type { EnergyCounters } from '../plug/energy-counters.ts';
import { csv } from '../show/csv.ts';
import type { MonthRow } from './energy-months.ts';
import type { KnownDays } from './known-days.ts';

/** Days as CSV, oldest first. `complete` is false for today, and for a day of which only a part was counted. */
export function daysCsv(days: readonly DayTotal[], { today }: Pick<KnownDays, 'today'>): string {
  const rows = days.map(({ date, wattHours, isWhole }) => [date, kilowattHours(wattHours), isWhole && date < today]);
  return csv(['date', 'energy_kwh', 'complete'], rows);
}

/** Months as CSV. `outlet` is empty if the count is that of the plug, `counted_days` if the plug counts months only. */
export function monthsCsv(months: readonly MonthRow[]): string {
  const rows = months.map(({ month, channel, wattHours, countedDays, incompleteDays }) => [
    month,
    channel,
    kilowattHours(wattHours),
    countedDays,
    incompleteDays.length,
  ]);
  return csv(['month', 'outlet', 'energy_kwh', 'counted_days', 'incomplete_days'], rows);
}

/** Hours as CSV, with their ends as ISO 8601 in the time of the plug: `2025-01-31T17:59:00+01:00`. */
export function hoursCsv({ hours = [], time }: Pick<EnergyCounters, 'hours' | 'time'>): string {
  const rows = hours.flatMap(({ channel, hours: points }) =>
    points
      .toSorted((one, other) => one.endsAt - other.endsAt)
      .map(({ endsAt, wattHours }) => [isoTime(endsAt, time), channel, kilowattHours(wattHours)]),
  );
  return csv(['hour_end', 'outlet', 'energy_kwh'], rows);
}

/** Plugs count whole Wh, so three digits are exact. */
const kilowattHours = (wattHours: number): string => (wattHours / 1000).toFixed(3);

function isoTime(at: number, time: EnergyCounters['time']): string {
  const offsetSeconds = time === undefined ? 0 : offsetByRules(time, at);
  const minutes = Math.abs(Math.round(offsetSeconds / 60));
  const zone = [Math.floor(minutes / 60), minutes % 60].map(part => String(part).padStart(2, '0')).join(':');
  const local = new Date((at + offsetSeconds) * 1000).toISOString().slice(0, 19);
  return `${local}${offsetSeconds < 0 ? '-' : '+'}${zone}`;
}
