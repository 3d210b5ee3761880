import type { CounterChange } from './counter-reading.ts';

const MS_PER_HOUR = 3_600_000;

/** In watts. More than any outlet carries, by far: the largest rating seen is 17 A. */
const MAX_WATTS = 20_000;

/**
 * A counter can be so far behind at one reading, and put that right at the next: all recorded days end between 23:55 and
 * 23:59.
 */
const MAX_FREEZE_MS = 5 * 60_000;

/** After longer than that, a day that begins with as much as the day before is a coincidence, and no fault. */
const SHORT_MS = 15 * 60_000;

/** In Wh: watts are samples, and what a load of 2 kW draws between two of them, in four minutes and a half, goes unseen. */
const UNSEEN_WATT_HOURS = 150;

/** What can have flowed since the last reading that was believed. */
export interface FlowBounds {
  /** Wh by the watts, with a margin; Infinity where they were not known all the time. */
  readonly watched: number;
  /** How long that is; Infinity where that is not known. */
  readonly elapsedMs: number;
  /** How much longer it may have been, because the host's clock is not sure. */
  readonly slackMs: number;
}

/** What a change comes to. */
export interface WeighedChange {
  /** Wh that are new. */
  readonly wattHours: number;
  /** That is more than can have flowed, as far as is known. */
  readonly isTooMuch: boolean;
  /** The counter has lost count in between: only what we saw flow ourselves is sure. */
  readonly isDisturbed: boolean;
}

/** Wh that can have flowed in so long, into a counter that may have been behind. */
export const maxWattHoursIn = (elapsedMs: number): number => (MAX_WATTS * (elapsedMs + MAX_FREEZE_MS)) / MS_PER_HOUR;

/**
 * Weighs a change. Of one new day no more counts than can have flowed, for its first value can be too high: it holds
 * what flowed from 23:58 on, or all of yesterday (Q20). Whatever else is more than can have flowed is too much.
 */
export function weighChange(
  change: CounterChange,
  { watched: byWatts, elapsedMs, slackMs }: FlowBounds,
): WeighedChange {
  const { growth, regained, fell, periodsBegun } = change;
  // Several periods at once: the host has slept, and its monotonic clock with it.
  const watched = periodsBegun > 1 ? Number.POSITIVE_INFINITY : byWatts;
  const wattHours = growth + newPeriodWattHours(change, { watched, elapsedMs, slackMs });
  const isSeen = Number.isFinite(watched) && wattHours <= watched;
  if (isSeen) return { wattHours, isTooMuch: false, isDisturbed: fell };
  const { yesterday = 0 } = change;
  const rest = growth - yesterday;
  const isJudged = Number.isFinite(watched) || (change.isEarly === true && elapsedMs <= SHORT_MS);
  const margin = Number.isFinite(watched) ? watched + UNSEEN_WATT_HOURS : UNSEEN_WATT_HOURS;
  // The day stood at 0 for a reading, and then begins with all of yesterday.
  if (yesterday > UNSEEN_WATT_HOURS && rest >= 0 && rest <= margin && isJudged) {
    return { wattHours: rest, isTooMuch: false, isDisturbed: true };
  }
  const isTooMuch = wattHours - regained > Math.min(watched + UNSEEN_WATT_HOURS, maxWattHoursIn(elapsedMs + slackMs));
  return { wattHours: wattHours - regained, isTooMuch, isDisturbed: fell || regained > 0 };
}

function newPeriodWattHours({ begun, growth, dayBefore }: CounterChange, { watched, elapsedMs }: FlowBounds): number {
  if (dayBefore === undefined) return begun;
  if (Number.isFinite(watched)) return Math.min(begun, Math.max(0, watched - growth));
  // As much as yesterday, and little more, in so short a time: it has begun with yesterday's value.
  const rest = begun - dayBefore;
  return elapsedMs <= SHORT_MS && rest >= 0 && rest <= UNSEEN_WATT_HOURS ? rest : begun;
}
