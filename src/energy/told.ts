import type { HourOfEnergy } from '../protocol/namespaces/consumptionh.ts';
import type { DayOfEnergy } from '../protocol/namespaces/consumptionx.ts';
import { daysAsPeriods } from './days.ts';
import { hoursAsPeriods, renamed } from './hours.ts';
import { book, open, total, type Ledger, type Period } from './ledger.ts';
import { bookMonth } from './month.ts';
import type { Counter } from './saved.ts';

/** In Wh: a day with no more than that has only just begun. */
const EARLY = 2;

/** In watts: the largest rating seen, 17 A, at 250 V. A period with more than that gives is a glitch of the counter. */
const MOST_WATTS = 4250;
/** A day has 25 hours at most, and an hour of ConsumptionH up to one and a half. */
const MOST_IN_A = { days: MOST_WATTS * 25, hours: MOST_WATTS * 1.5 };

/** What one reading of a counter says. */
export interface Told {
  /** The counter as it is now, for one that was not read before, and all that it has told, in Wh. */
  readonly first: { readonly counter: Counter; readonly wattHours: number };
  /** The reading holds nothing yet: no base to count from. */
  readonly isEmpty: boolean;
  /** What has changed since the counter was so; undefined where that was another kind of counter. */
  readonly since: (counter: Counter) => Change | undefined;
}

/** What has changed between two readings of a counter, in Wh. */
export interface Change {
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
export function days(rows: readonly Pick<DayOfEnergy, 'date' | 'wattHours'>[]): Told {
  return periods('days', daysAsPeriods(rows));
}

/** A reading of ConsumptionH: the hours of one outlet. */
export function hours(rows: readonly HourOfEnergy[]): Told {
  return periods('hours', hoursAsPeriods(rows));
}

/** A reading of `mConsume`, with the month `YYYY-MM` by any clock that is about right. */
export function month(wattHours: number, name: string): Told {
  return {
    first: { counter: { kind: 'month', month: name, wattHours }, wattHours },
    isEmpty: false,
    since: counter => {
      if (counter.kind !== 'month') return undefined;
      const { month: after, ...change } = bookMonth(counter, { month: name, wattHours });
      return { ...change, counter: { kind: 'month', ...after }, begun: 0, periodsBegun: 0 };
    },
  };
}

function periods(kind: 'days' | 'hours', all: readonly Period[]): Told {
  // Not told at all: as a base it would stay in the total for ever.
  const told = all.filter(([, wattHours]) => wattHours <= MOST_IN_A[kind]);
  return {
    first: { counter: { kind, ...open(told) }, wattHours: total(told) },
    isEmpty: told.length === 0,
    since: counter => {
      if (counter.kind !== kind) return undefined;
      const before: Ledger = kind === 'hours' ? renamed(counter, told) : counter;
      const { ledger, growth, regained, begun, liveWattHours, previousWattHours, fell } = book(before, told);
      const dayBefore = kind === 'days' && begun.length === 1 ? { dayBefore: liveWattHours } : {};
      const late =
        kind === 'days' && begun.length === 0 ? { yesterday: previousWattHours, isEarly: liveWattHours <= EARLY } : {};
      const change = { growth, regained, fell, begun: total(begun), periodsBegun: begun.length, ...dayBefore, ...late };
      return { counter: { kind, ...ledger }, ...change };
    },
  };
}
