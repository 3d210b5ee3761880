import type { HourOfEnergy } from '../protocol/namespaces/consumptionh.ts';
import type { DayOfEnergy } from '../protocol/namespaces/consumptionx.ts';
import { daysAsPeriods } from './day-periods.ts';
import { hoursAsPeriods, withRenamedHours } from './hour-periods.ts';
import { updateLedger, openLedger, totalWattHours, type Ledger, type Period } from './ledger.ts';
import { updateMonth } from './month-counter.ts';
import type { Counter } from './saved-energy.ts';

/** In Wh: a day with no more than that has only just begun. */
const EARLY_WATT_HOURS = 2;

/** In watts: the largest rating seen, 17 A, at 250 V. A period with more than that gives is a glitch of the counter. */
const MAX_WATTS = 4250;
/** A day has 25 hours at most, and an hour of ConsumptionH up to one and a half. */
const MAX_WATT_HOURS = { days: MAX_WATTS * 25, hours: MAX_WATTS * 1.5 };

/** What one reading of a counter says. */
export interface CounterReading {
  /** The counter as it is now, for one that was not read before, and all that it has told, in Wh. */
  readonly initial: { readonly counter: Counter; readonly wattHours: number };
  /** The reading holds nothing yet: no base to count from. */
  readonly isEmpty: boolean;
  /** What has changed since the counter was so; undefined where that was another kind of counter. */
  readonly changeSince: (counter: Counter) => CounterChange | undefined;
}

/** What has changed between two readings of a counter, in Wh. */
export interface CounterChange {
  readonly counter: Counter;
  /** By which what was known has grown. */
  readonly growth: number;
  /** Of that growth, what only leads back to where the counter was before it fell. */
  readonly regained: number;
  /** Of periods that have begun since, and how many these are. */
  readonly begun: number;
  readonly periodsBegun: number;
  /** A day has begun, and that whose counter its first value may begin with had so much. */
  readonly dayBefore?: number;
  /** No day has begun, and the day before the one that goes on had so much: its first value may come late, on top of 0. */
  readonly yesterday?: number;
  /** The day that goes on had as good as nothing yet. */
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

/** A reading of `mConsume`, with the month `YYYY-MM` by any clock that is about right. */
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
  // Not told at all: as a base it would stay in the total for ever.
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
