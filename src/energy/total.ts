import type { DayOfEnergy } from '../protocol/namespaces/consumptionx.ts';
import type { HourOfEnergy } from '../protocol/namespaces/consumptionh.ts';
import { daysAsPeriods } from './days.ts';
import { hoursAsPeriods, renamed } from './hours.ts';
import { book, open, total, type Period } from './ledger.ts';
import { bookMonth } from './month.ts';
import type { Counter, SavedEnergy } from './saved.ts';
import { Watch } from './watch.ts';

/** What a reading of the counter comes to. */
interface Count {
  /** What the counter says now. */
  readonly counter: Counter;
  /** Wh that are new since the last reading; of the first one, all that it tells. */
  readonly wattHours: number;
  readonly fell: boolean;
}

/**
 * All the energy that one outlet has let through: a number that rises and never falls, though no Meross plug has such a
 * counter. The plug counts by day, month or hour; that is the truth, and the total starts with what the plug remembers.
 * Watts only bridge the time between two readings, so that it rises smoothly; where they ran ahead, it waits.
 *
 * Hand it the readings of *one* kind of counter, the first that the plug has of: days, month, hours. Another kind than
 * before is taken as the base to count from, so that a change of firmware counts nothing twice.
 *
 * No clock inside: `nowMs` are monotonic milliseconds of any origin, and the plug's clock only names the days. A host
 * that has slept may not have noticed (the monotonic clock of Linux stands still): tell `flows(undefined)` then.
 */
export class EnergyTotal {
  readonly #watch = new Watch();
  /** Wh by the counter; undefined before its first reading. */
  #counted: number | undefined;
  /** Wh, the largest that was shown. */
  #shown: number;
  #counter: Counter | undefined;

  /** @param saved what {@link saved} was, in an earlier run */
  constructor(saved?: SavedEnergy) {
    this.#counted = saved?.wattHours;
    this.#shown = saved?.shown ?? 0;
    this.#counter = saved?.counter;
  }

  /** So many watts flow from now on, until told otherwise; undefined: nobody knows. */
  flows(watts: number | undefined, nowMs: number): void {
    this.#watch.flows(watts, nowMs);
    this.#raise();
  }

  /**
   * ConsumptionX has been read; in any order, with days missing or left over from last month.
   *
   * The first value of a new day can be too high (Q20: it holds what flowed from 23:58 on, and sometimes more than that).
   * Of one new day only so much counts as can have flowed since the last reading, if we have watched all the time; after
   * a gap, and of several days at once, everything.
   */
  countedDays(days: readonly Pick<DayOfEnergy, 'date' | 'wattHours'>[], nowMs: number): void {
    const told = daysAsPeriods(days);
    if (this.#counter?.kind !== 'days') {
      this.#begin('days', told, nowMs);
      return;
    }
    this.#watch.settle(nowMs);
    const { ledger, growth, begun, fell } = book(this.#counter, told);
    const possible = begun.length === 1 ? this.#watch.mostSince(nowMs) : Number.POSITIVE_INFINITY;
    const wattHours = growth + Math.min(total(begun), Math.max(0, possible - growth));
    this.#count({ counter: { kind: 'days', ...ledger }, wattHours, fell }, nowMs);
  }

  /**
   * `mConsume` of ElectricityX has been read.
   * @param month `YYYY-MM` by any clock that is about right
   */
  countedMonth(wattHours: number, nowMs: number, month: string): void {
    if (this.#counter?.kind !== 'month') {
      this.#count(this.#first({ kind: 'month', month, wattHours }, wattHours), nowMs);
      return;
    }
    const { month: after, growth, fell } = bookMonth(this.#counter, { month, wattHours });
    this.#count({ counter: { kind: 'month', ...after }, wattHours: growth, fell }, nowMs);
  }

  /** ConsumptionH has been read: the hours of this outlet. It remembers only a day, so longer gaps are lost. */
  countedHours(hours: readonly HourOfEnergy[], nowMs: number): void {
    const told = hoursAsPeriods(hours);
    if (this.#counter?.kind !== 'hours') {
      this.#begin('hours', told, nowMs);
      return;
    }
    const { ledger, growth, begun, fell } = book(renamed(this.#counter, told), told);
    this.#count({ counter: { kind: 'hours', ...ledger }, wattHours: growth + total(begun), fell }, nowMs);
  }

  /** The total in Wh; undefined before the counter has been read for the first time. Never less than it ever was. */
  wattHours(nowMs: number): number | undefined {
    this.#watch.settle(nowMs);
    this.#raise();
    return this.#counted === undefined ? undefined : this.#shown;
  }

  /** The total is 0 now, and what flows from now on counts. */
  reset(nowMs: number): void {
    this.#watch.settle(nowMs);
    // The counter is yet to tell what has flowed since its last reading: that belongs to the time before.
    this.#counted = 0 - this.#watch.bridged;
    this.#shown = 0;
  }

  /** What to keep over a restart; undefined while there is no total. */
  get saved(): SavedEnergy | undefined {
    if (this.#counted === undefined) return undefined;
    return { wattHours: this.#counted, shown: this.#shown, ...(this.#counter && { counter: this.#counter }) };
  }

  #begin(kind: 'days' | 'hours', told: readonly Period[], nowMs: number): void {
    // An empty list is all that a new plug has to tell, but no base for a total: what comes next would count as new.
    if (told.length === 0 && this.#counted !== undefined) return;
    this.#count(this.#first({ kind, ...open(told) }, total(told)), nowMs);
  }

  /** A counter that we have not read before: where there is a total already, it only says from where to count on. */
  #first(counter: Counter, wattHours: number): Count {
    return { counter, wattHours: this.#counted === undefined ? wattHours : 0, fell: false };
  }

  #count({ counter, wattHours, fell }: Count, nowMs: number): void {
    this.#watch.settle(nowMs);
    // A counter that fell has lost what it did not tell in time: of that we know only what we saw flow ourselves.
    const told = fell ? Math.max(wattHours, this.#watch.bridged) : wattHours;
    this.#counter = counter;
    this.#counted = (this.#counted ?? 0) + told;
    this.#watch.read(told, nowMs);
    this.#raise();
  }

  #raise(): void {
    this.#shown = Math.max(this.#shown, (this.#counted ?? 0) + this.#watch.bridged);
  }
}
