import type { DayOfEnergy } from '../protocol/namespaces/consumptionx.ts';
import type { HourOfEnergy } from '../protocol/namespaces/consumptionh.ts';
import { maxWattHoursIn, weighChange } from './plausibility.ts';
import type { Counter, SavedEnergy } from './saved-energy.ts';
import * as counterReading from './counter-reading.ts';
import { PowerIntegrator } from './power-integrator.ts';

/** The host's clock, which tells how long Homebridge was down, may have stood still meanwhile, or be set a moment later. */
const RESTART_SLACK_MS = 15 * 60_000;

/** A reading that waits for a second one to agree. */
interface DoubtedReading {
  readonly counter: Counter;
  readonly atMs: number;
}

/**
 * All the energy that one outlet has let through: a number that rises and never falls, though no Meross plug has such a
 * counter. The plug counts by day, month or hour; that is the truth, and the total starts with what the plug remembers.
 * Watts only bridge the time between two readings, so that it rises smoothly; where they ran ahead, it waits.
 *
 * A reading with more growth than can have flowed waits for a second one that agrees; where even that is more than any
 * outlet carries, it is only where counting goes on. So a glitch leaves no trace.
 *
 * Hand it *every* reading of *one* kind of counter, changed or not, of the first kind that the plug has of: days, month,
 * hours. Another kind than before is taken as the base to count from, so that a change of firmware counts nothing twice.
 *
 * No clock inside: `nowMs` are monotonic milliseconds of any origin, and the plug's clock only names the days. A host
 * that has slept may not have noticed (the monotonic clock of Linux stands still): report that by {@link missed}.
 */
export class EnergyTotal {
  readonly #integrator = new PowerIntegrator();
  /** When the counter was read last in an earlier run, as far as that is known. */
  readonly #earlierMs: number | undefined;
  /** Wh by the counter; undefined before its first reading. */
  #counted: number | undefined;
  /** Wh, the largest that was shown. */
  #shown: number;
  #counter: Counter | undefined;
  #doubted: DoubtedReading | undefined;
  /** Of the time since the counter was read, what `nowMs` does not know of. */
  #missedMs = 0;

  /**
   * @param saved what {@link saved} was, in an earlier run
   * @param earlierMs when that was, on the clock of `nowMs`, where it is known
   */
  constructor(saved?: SavedEnergy, earlierMs?: number) {
    this.#counted = saved?.wattHours;
    this.#shown = saved?.shown ?? 0;
    this.#counter = saved?.counter;
    this.#earlierMs = earlierMs;
  }

  /** So many watts flow from now on, until told otherwise; undefined: nobody knows. */
  flows(watts: number | undefined, nowMs: number): void {
    this.#integrator.flows(watts, nowMs);
    this.#raise();
  }

  /** So much time has passed that `nowMs` does not know of; what flowed then is not known. */
  missed(ms: number, nowMs: number): void {
    this.#missedMs += Math.max(0, ms);
    this.flows(undefined, nowMs);
  }

  /** ConsumptionX has been read; in any order, with days missing or left over from last month. */
  countedDays(days: readonly Pick<DayOfEnergy, 'date' | 'wattHours'>[], nowMs: number): void {
    this.#read(counterReading.daysReading(days), nowMs);
  }

  /**
   * `mConsume` of ElectricityX has been read.
   * @param month `YYYY-MM` by any clock that is about right
   */
  countedMonth(wattHours: number, nowMs: number, month: string): void {
    this.#read(counterReading.monthReading(wattHours, month), nowMs);
  }

  /** ConsumptionH has been read: the hours of this outlet. It remembers only a day, so longer gaps are lost. */
  countedHours(hours: readonly HourOfEnergy[], nowMs: number): void {
    this.#read(counterReading.hoursReading(hours), nowMs);
  }

  /** The total in Wh; undefined before the counter has been read for the first time. Never less than it ever was. */
  wattHours(nowMs: number): number | undefined {
    this.#integrator.settle(nowMs);
    this.#raise();
    return this.#counted === undefined ? undefined : this.#shown;
  }

  /** The total is 0 now, and what flows from now on counts. */
  reset(nowMs: number): void {
    this.#integrator.settle(nowMs);
    // The counter is yet to tell what has flowed since its last reading: that belongs to the time before.
    this.#counted = 0 - this.#integrator.bridged;
    this.#shown = 0;
    // So does what a reading in doubt has told: it is where counting goes on.
    if (this.#doubted) this.#counter = this.#doubted.counter;
    this.#doubted = undefined;
  }

  /** What to keep over a restart; undefined while there is no total. */
  get saved(): SavedEnergy | undefined {
    if (this.#counted === undefined) return undefined;
    return { wattHours: this.#counted, shown: this.#shown, ...(this.#counter && { counter: this.#counter }) };
  }

  #read(reading: counterReading.CounterReading, nowMs: number): void {
    this.#integrator.settle(nowMs);
    const change = this.#counter && reading.changeSince(this.#counter);
    if (!change) {
      this.#begin(reading, nowMs);
      return;
    }
    const elapsedMs = this.#elapsedMs(nowMs);
    const slackMs = this.#integrator.readAtMs === undefined ? RESTART_SLACK_MS : 0;
    const bounds = { watched: this.#integrator.maxSince(nowMs), elapsedMs, slackMs };
    const { wattHours, isTooMuch, isDisturbed } = weighChange(change, bounds);
    if (isTooMuch && !this.#agrees(reading, nowMs)) {
      this.#doubted = { counter: change.counter, atMs: nowMs };
      return;
    }
    const { bridged } = this.#integrator;
    // How long Homebridge was down is known by the host's clock alone, which may be wrong: then both readings are believed.
    const isSureOfTime = this.#integrator.readAtMs !== undefined && change.periodsBegun <= 1;
    if (isSureOfTime && wattHours > maxWattHoursIn(elapsedMs))
      this.#count(change.counter, Math.min(wattHours, bridged), nowMs);
    // A counter that lost count has lost what it did not tell in time: of that we know only what we saw flow ourselves.
    else this.#count(change.counter, isDisturbed ? Math.max(wattHours, bridged) : wattHours, nowMs);
  }

  /** A counter that we have not read before: where there is a total already, it only says from where to count on. */
  #begin({ initial, isEmpty }: counterReading.CounterReading, nowMs: number): void {
    // An empty list is all that a new plug has to tell, but no base for a total: what comes next would count as new.
    if (isEmpty && this.#counted !== undefined) return;
    this.#count(initial.counter, this.#counted === undefined ? initial.wattHours : 0, nowMs);
  }

  /** Whether a reading goes on from the one in doubt, and not just repeats the same message. */
  #agrees(reading: counterReading.CounterReading, nowMs: number): boolean {
    const doubted = this.#doubted;
    if (doubted === undefined || nowMs <= doubted.atMs) return false;
    const change = reading.changeSince(doubted.counter);
    return change !== undefined && !change.fell && change.growth + change.begun <= maxWattHoursIn(nowMs - doubted.atMs);
  }

  #elapsedMs(nowMs: number): number {
    const { readAtMs } = this.#integrator;
    if (readAtMs !== undefined) return Math.max(0, nowMs - readAtMs) + this.#missedMs;
    const earlierMs = this.#earlierMs;
    return earlierMs === undefined ? Number.POSITIVE_INFINITY : Math.max(0, nowMs - earlierMs);
  }

  #count(counter: Counter, wattHours: number, nowMs: number): void {
    this.#counter = counter;
    this.#doubted = undefined;
    this.#missedMs = 0;
    this.#counted = (this.#counted ?? 0) + wattHours;
    this.#integrator.read(wattHours, nowMs);
    this.#raise();
  }

  #raise(): void {
    this.#shown = Math.max(this.#shown, (this.#counted ?? 0) + this.#integrator.bridged);
  }
}
