import type { DayOfEnergy } from '../protocol/namespaces/consumptionx.ts';
import { sortedPeriods, type Period } from './ledger.ts';

/** The days of `ConsumptionX` as periods. Only the date identifies a day, because the times of finished days are unreliable. */
export function daysAsPeriods(days: readonly Pick<DayOfEnergy, 'date' | 'wattHours'>[]): readonly Period[] {
  return sortedPeriods(days.map(({ date, wattHours }) => [date, wattHours]));
}
