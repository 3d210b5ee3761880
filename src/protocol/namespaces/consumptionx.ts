import { MalformedError } from '../../errors.ts';
import { object, text, type JsonObject } from '../decode.ts';
import type { Request } from '../envelope.ts';
import { readEnergy, validRows } from './rows.ts';

export const NAMESPACE = 'Appliance.Control.ConsumptionX';

/** The energy of one day of the plug's own calendar. */
export interface DayOfEnergy {
  /** `YYYY-MM-DD` by the plug's clock and time zone; the only identifier of a day. 1970 if the clock is not set. */
  readonly date: string;
  readonly wattHours: number;
  /**
   * Last update, in seconds by the plug's clock; undefined if the plug does not send it. For display only: on finished
   * days it was seen to be off by the time zone (mss310 1.1.18).
   */
  readonly time: number | undefined;
}

/** Asks for all days that the plug has stored: 16 to 31. About 1.6 kB. */
export function get(): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: { consumptionx: [] } };
}

/** The day on which summer time ends has 25 hours. */
const LONGEST_DAY = 25;

/**
 * Reads `{ consumptionx: [ { date, time, value } ] }`: whole Wh. The days are in no order: slots that were not written
 * again hold days of last month. Today may be missing until its first Wh, and days without power are missing.
 * Invalid days are left out if at least one is valid.
 *
 * @returns oldest first; of rows for the same day, the later one last
 * @throws {MalformedError} no row has a date of the calendar and a `value` that an outlet can carry, or there are more
 * days than any plug keeps
 * Seen: mss310 1.1.13 (in order of time), mss310 2.1.17 (in order of the day of the month).
 */
export function parse(payload: JsonObject): readonly DayOfEnergy[] {
  const days = validRows(payload['consumptionx'], readDay, { limit: 'days', path: 'consumptionx' });
  return days.toSorted((one, other) => (one.date < other.date ? -1 : Number(one.date > other.date)));
}

function readDay(entry: unknown): DayOfEnergy {
  const row = object(entry, 'consumptionx');
  return {
    date: dateOf(row['date']),
    wattHours: readEnergy(row['value'], 'consumptionx.value', LONGEST_DAY),
    time: timeOf(row['time']),
  };
}

/** Only displayed, so an invalid time does not make the day invalid. */
function timeOf(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : undefined;
}

function dateOf(value: unknown): string {
  const date = text(value, 'consumptionx.date');
  const midnight = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  // 30 February would be read as 1 March.
  const isInCalendar = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
  if (!isInCalendar) throw new MalformedError('consumptionx.date is not a date of the calendar');
  return date;
}
