import type { HourOfEnergy } from '../protocol/namespaces/consumptionh.ts';
import type { DayOfEnergy } from '../protocol/namespaces/consumptionx.ts';
import { daysAsPeriods } from './day-periods.ts';
import { hoursAsPeriods, withRenamedHours } from './hour-periods.ts';
import { updateLedger, openLedger, totalWattHours, type Ledger, type Period } from './ledger.ts';
import { updateMonth } from './month-counter.ts';
import type { Counter } from './saved-energy.ts';

/** In Wh. A day with at most this much has only just begun. */
const EARLY_WATT_HOURS = 2;

/** In watts: the largest rating seen, 17 A, at 250 V. A period with more energy is a glitch of the counter. */
const MAX_WATTS = 4250;
/** A day has at most 25 hours, and an hour of ConsumptionH lasts up to 1.5 hours. */
const MAX_WATT_HOURS = { days: MAX_WATTS * 25, hours: MAX_WATTS * 1.5 };

/** One reading of a counter. */
export interface CounterReading {
  /** For a first reading: the state of the counter, and the sum of its values in Wh. */
  readonly initial: { readonly counter: Counter; readonly wattHours: number };
  /** The reading has no values yet, so it is not a base to count from. */
  readonly isEmpty: boolean;
  /** The change since an earlier state; undefined if that is of another kind of counter. */
  readonly changeSince: (counter: Counter) => CounterChange | undefined;
}

/** The change between two readings of a counter, in Wh. */
export interface CounterChange {
  readonly counter: Counter;
  /** How much known periods have grown. */
  readonly growth: number;
  /** The part of `growth` that only restores the value from before the counter fell. */
  readonly regained: number;
  /** The energy of periods that have begun since, and their number. */
  readonly begun: number;
  readonly periodsBegun: number;
  /** Set if one day has begun: the value of the day before, which the first value of the new day may include. */
  readonly dayBefore?: number;
  /** Set if no day has begun: the value of the day before, which the current day may still take over, after a reading of 0. */
  readonly yesterday?: number;
  /** The current day had almost no energy yet. */
  readonly isEarly?: boolean;
  readonly fell: boolean;
}

/** A reading of ConsumptionX. */
export function daysReading(rows: readonly Pick<DayOfEnergy, 'date' | 'wattHours'>[]): CounterReading {
  return periodReading('days', daysAsPeriods(rows));
}

/** A reading of ConsumptionH: the hours of one outlet. */
export function hoursReading(rows: readonly HourOfEnergy[]): CounterReading {
  return periodReading('hours', hoursAsPeriods(rows));
}

/** A reading of `mConsume`, with the month `YYYY-MM` by any clock that is roughly right. */
export function monthReading(wattHours: number, name: string): CounterReading {
  return {
    initial: { counter: { kind: 'month', month: name, wattHours }, wattHours },
    isEmpty: false,
    changeSince: counter => {
      if (counter.kind !== 'month') return undefined;
      const { month: after, ...change } = updateMonth(counter, { month: name, wattHours });
      return { ...change, counter: { kind: 'month', ...after }, begun: 0, periodsBegun: 0 };
    },
  };
}

function periodReading(kind: 'days' | 'hours', all: readonly Period[]): CounterReading {
  // Ignores implausible values completely: as a base they would stay in the total for ever.
  const plausible = all.filter(([, wattHours]) => wattHours <= MAX_WATT_HOURS[kind]);
  return {
    initial: { counter: { kind, ...openLedger(plausible) }, wattHours: totalWattHours(plausible) },
    isEmpty: plausible.length === 0,
    changeSince: counter => {
      if (counter.kind !== kind) return undefined;
      const before: Ledger = kind === 'hours' ? withRenamedHours(counter, plausible) : counter;
      const { ledger, growth, regained, begun, liveWattHours, previousWattHours, fell } = updateLedger(
        before,
        plausible,
      );
      const dayBefore = kind === 'days' && begun.length === 1 ? { dayBefore: liveWattHours } : {};
      const late =
        kind === 'days' && begun.length === 0
          ? { yesterday: previousWattHours, isEarly: liveWattHours <= EARLY_WATT_HOURS }
          : {};
      const change = {
        growth,
        regained,
        fell,
        begun: totalWattHours(begun),
        periodsBegun: begun.length,
        ...dayBefore,
        ...late,
      };
      return { counter: { kind, ...ledger }, ...change };
    },
  };
}
