import { MalformedError } from '../../errors.ts';
import { object, text, type JsonObject } from '../decode.ts';
import type { Request } from '../envelope.ts';
import { readEnergy, validRows } from './rows.ts';

export const NAMESPACE = 'Appliance.Control.ConsumptionX';

/** What the plug counted on one day of its own calendar. */
export interface DayOfEnergy {
  /** `YYYY-MM-DD` by the plug's clock and time zone: the only thing to know a day by. 1970 where the clock is not set. */
  readonly date: string;
  readonly wattHours: number;
  /**
   * Last update, in seconds by the plug's clock; undefined where it does not say. For display: that of finished days was
   * seen to be off by the time zone (mss310 1.1.18).
   */
  readonly time: number | undefined;
}

/** Asks for all days that the plug knows: 16 to 31. About 1.6 kB. */
export function get(): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: { consumptionx: [] } };
}

/** The night in which summer time ends makes a day of 25 hours. */
const LONGEST_DAY = 25;

/**
 * Reads `{ consumptionx: [ { date, time, value } ] }`: whole Wh. The days come in no order: slots that were not written
 * again hold days of last month, today may be missing until its first Wh, and days without power are.
 * A day that makes no sense is left out, as long as another one does.
 *
 * @returns oldest first; of rows for the same day, the later one last
 * @throws {MalformedError} no row has a date of the calendar and a `value` that an outlet can carry, or there are more days than
 * any plug keeps
 * Seen: mss310 1.1.13 (in order of time), mss310 2.1.17 (in order of the day of the month).
 */
export function parse(payload: JsonObject): readonly DayOfEnergy[] {
  const days = validRows(payload['consumptionx'], readDay, { limit: 'days', what: 'consumptionx' });
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

/** Only shown, so a time that makes no sense does not cost the day. */
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
