import type { HourOfEnergy } from '../protocol/namespaces/consumptionh.ts';
import { sortedPeriods, type Ledger, type Period } from './ledger.ts';

const SECONDS_PER_HOUR = 3600;
const DIGITS = 12;

/** The hours of `ConsumptionH` as periods, named by their last second. */
export function hoursAsPeriods(hours: readonly HourOfEnergy[]): readonly Period[] {
  return sortedPeriods(hours.map(({ endsAt, wattHours }) => [String(endsAt).padStart(DIGITS, '0'), wattHours]));
}

/**
 * The ledger with the current names of its hours. The timestamp of the current hour moves until the hour is over, so a
 * missing hour continues in the first unknown one that ends less than an hour later and has at least as much energy.
 * Hours of the day do not help: on an em06 hours end at 59 minutes past, on an mss305 at any minute.
 */
export function withRenamedHours({ live, values, peaks }: Ledger, reported: readonly Period[]): Ledger {
  const known = new Map(values);
  const missing = new Map(values);
  for (const [key] of reported) missing.delete(key);
  const names = new Map<string, string>();
  for (const [key, wattHours] of reported) {
    if (known.has(key)) continue;
    const earlier = [...missing].filter(hour => precedes(hour, key, wattHours)).map(([name]) => name);
    const running = earlier.sort().at(-1);
    if (running === undefined) continue;
    missing.delete(running);
    names.set(running, key);
  }
  const rename = ([key, value]: Period): Period => [names.get(key) ?? key, value];
  return { live, values: values.map(rename), ...(peaks && { peaks: peaks.map(rename) }) };
}

function precedes([key, value]: Period, later: string, wattHours: number): boolean {
  const seconds = Number(later) - Number(key);
  return seconds > 0 && seconds < SECONDS_PER_HOUR && wattHours >= value;
}
