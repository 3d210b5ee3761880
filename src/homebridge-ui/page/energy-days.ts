import type { EnergyOfPlug } from '../api.ts';
import type { Language } from '../../texts/language.ts';

/** The energy of one hour of a day; all outlets together. `label` is its beginning, e.g. `07`. */
export interface HourOfDay {
  readonly label: string;
  readonly wattHours: number;
}

/** The hours that the plug counted on that day of its own calendar, oldest first. */
export function hoursOfDay({ hours, timezone }: EnergyOfPlug, date: string): readonly HourOfDay[] {
  const format = hourFormat(timezone);
  const sums = new Map<string, number>();
  for (const { endsAt, wattHours } of hours) {
    const parts = format.formatToParts(new Date((endsAt - 3600) * 1000));
    const part = (type: string): string => parts.find(each => each.type === type)?.value ?? '';
    if (`${part('year')}-${part('month')}-${part('day')}` !== date) continue;
    sums.set(part('hour'), (sums.get(part('hour')) ?? 0) + wattHours);
  }
  return [...sums].map(([label, wattHours]) => ({ label, wattHours }));
}

/** `2026-11-28` as the language writes it, e.g. `28 Nov`; a text that is not a date stays as it is. */
export function dayLabel(language: Language, date: string): string {
  const day = new Date(`${date}T12:00:00Z`);
  if (Number.isNaN(day.getTime())) return date.slice(0, 10);
  const locale = language === 'en' ? 'en-GB' : language;
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(day);
}

/** `2026-11` as the language writes it, e.g. `Nov 2026`; a text that is not a month stays as it is. */
export function monthLabel(language: Language, month: string): string {
  const day = new Date(`${month}-15T12:00:00Z`);
  if (Number.isNaN(day.getTime())) return month.slice(0, 7);
  const locale = language === 'en' ? 'en-GB' : language;
  return new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(day);
}

/** A plug may have a zone that this browser does not know; its hours are shown in UTC then. */
function hourFormat(timezone: string): Intl.DateTimeFormat {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en-GB', { ...parts, timeZone: timezone === '' ? 'UTC' : timezone });
  } catch {
    return new Intl.DateTimeFormat('en-GB', { ...parts, timeZone: 'UTC' });
  }
}
