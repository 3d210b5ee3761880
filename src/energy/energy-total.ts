import type { DayOfEnergy } from '../protocol/namespaces/consumptionx.ts';
import type { HourOfEnergy } from '../protocol/namespaces/consumptionh.ts';
import { maxWattHoursIn, weighChange } from './plausibility.ts';
import type { Counter, SavedEnergy } from './saved-energy.ts';
import * as counterReading from './counter-reading.ts';
import { PowerIntegrator } from './power-integrator.ts';

/** The host's clock measures how long Homebridge was down. It may have stopped meanwhile, or be corrected a moment later. */
const RESTART_SLACK_MS = 15 * 60_000;

/** A reading that waits for a second one to confirm it. */
interface DoubtedReading {
  readonly counter: Counter;
  readonly atMs: number;
}

/**
 * The total energy of one outlet: a number that never falls, although no Meross plug has such a counter. The plug counts
 * per day, month or hour. These counters are authoritative, and the total starts with the values that the plug remembers.
 * Watts only bridge the time between two readings, so that the total rises smoothly. If they ran ahead, it waits.
 *
 * A reading with more growth than can have flowed waits for a second one that confirms it. If even that is more than any
 * outlet can carry, the reading becomes the new base and adds nothing, so a glitch leaves no trace.
 *
 * Pass it *every* reading of *one* kind of counter, changed or not: of the first kind that the plug has, in the order days,
 * month, hours. A new kind of counter becomes the base to count from, so that a firmware change counts nothing twice.
 *
 * It has no clock: `nowMs` is monotonic milliseconds of any origin, and the plug's clock only names the days. The monotonic
 * clock of Linux stops while the host sleeps: report that time by {@link missed}.
 */
export class EnergyTotal {
  readonly #integrator = new PowerIntegrator();
  /** When the counter was last read in an earlier run, if that is known. */
  readonly #earlierMs: number | undefined;
  /** Wh by the counter; undefined before its first reading. */
  #counted: number | undefined;
  /** In Wh, the largest value shown so far. */
  #shown: number;
  #counter: Counter | undefined;
  #doubted: DoubtedReading | undefined;
  /** The time since the last reading that `nowMs` does not include. */
  #missedMs = 0;

  /**
   * @param saved {@link saved} of an earlier run
   * @param earlierMs when it was saved, on the clock of `nowMs`, if that is known
   */
  constructor(saved?: SavedEnergy, earlierMs?: number) {
    this.#counted = saved?.wattHours;
    this.#shown = saved?.shown ?? 0;
    this.#counter = saved?.counter;
    this.#earlierMs = earlierMs;
  }

  /** The power from now on, until the next call; undefined if it is not known. */
  flows(watts: number | undefined, nowMs: number): void {
    this.#integrator.flows(watts, nowMs);
    this.#raise();
  }

  /** `ms` have passed that `nowMs` does not include, with unknown power. */
  missed(ms: number, nowMs: number): void {
    this.#missedMs += Math.max(0, ms);
    this.flows(undefined, nowMs);
  }

  /** Counts a reading of ConsumptionX; in any order, possibly with missing days or days of the previous month. */
  countedDays(days: readonly Pick<DayOfEnergy, 'date' | 'wattHours'>[], nowMs: number): void {
    this.#read(counterReading.daysReading(days), nowMs);
  }

  /**
   * Counts a reading of `mConsume` of ElectricityX.
   * @param month `YYYY-MM` by any clock that is roughly right
   */
  countedMonth(wattHours: number, nowMs: number, month: string): void {
    this.#read(counterReading.monthReading(wattHours, month), nowMs);
  }

  /** Counts a reading of ConsumptionH: the hours of this outlet. It covers only one day, so longer gaps are lost. */
  countedHours(hours: readonly HourOfEnergy[], nowMs: number): void {
    this.#read(counterReading.hoursReading(hours), nowMs);
  }

  /** The total in Wh; undefined before the first reading of the counter. It never falls. */
  wattHours(nowMs: number): number | undefined {
    this.#integrator.settle(nowMs);
    this.#raise();
    return this.#counted === undefined ? undefined : this.#shown;
  }

  /** Sets the total to 0. Energy from now on counts. */
  reset(nowMs: number): void {
    this.#integrator.settle(nowMs);
    // The next reading will include the energy since the last one, which belongs to the time before the reset.
    this.#counted = 0 - this.#integrator.bridged;
    this.#shown = 0;
    // So does the energy of a doubted reading, which becomes the new base.
    if (this.#doubted) this.#counter = this.#doubted.counter;
    this.#doubted = undefined;
  }

  /** The state to keep over a restart; undefined while there is no total. */
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
    // Only the host's clock measured how long Homebridge was down, and it may be wrong: then two readings that agree are enough.
    const isSureOfTime = this.#integrator.readAtMs !== undefined && change.periodsBegun <= 1;
    if (isSureOfTime && wattHours > maxWattHoursIn(elapsedMs))
      this.#count(change.counter, Math.min(wattHours, bridged), nowMs);
    // A counter that was disturbed has lost the energy since its last reading. Of that, only the bridged part is known.
    else this.#count(change.counter, isDisturbed ? Math.max(wattHours, bridged) : wattHours, nowMs);
  }

  /** Takes the first reading of a counter. If there is a total already, the reading is only the base to count from. */
  #begin({ initial, isEmpty }: counterReading.CounterReading, nowMs: number): void {
    // A new plug reports an empty list. It is not a base for an existing total: the next value would count as new energy.
    if (isEmpty && this.#counted !== undefined) return;
    this.#count(initial.counter, this.#counted === undefined ? initial.wattHours : 0, nowMs);
  }

  /** Whether a later reading continues the doubted one plausibly. A repetition of the same message does not count. */
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
