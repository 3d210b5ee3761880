import type { CounterChange } from './counter-reading.ts';

const MS_PER_HOUR = 3_600_000;

/** In watts, far more than any outlet carries: the largest rating seen is 17 A. */
const MAX_WATTS = 20_000;

/**
 * A counter can be behind by this much at one reading, and correct that at the next: all recorded days end between 23:55
 * and 23:59.
 */
const MAX_FREEZE_MS = 5 * 60_000;

/** After a longer time, a day that begins with as much as the day before is a coincidence, not a fault. */
const SHORT_MS = 15 * 60_000;

/** In Wh. Watts are samples, so 2 kW for 4.5 minutes between two of them may go unseen. */
const UNSEEN_WATT_HOURS = 150;

/** How much can have flowed since the last accepted reading. */
export interface FlowBounds {
  /** By the watts, in Wh with a margin; Infinity if the watts were not known all the time. */
  readonly watched: number;
  /** The time since that reading; Infinity if that is not known. */
  readonly elapsedMs: number;
  /** How much longer that time may have been, because the host's clock may be wrong. */
  readonly slackMs: number;
}

/** The result of weighing a change. */
export interface WeighedChange {
  /** New energy in Wh. */
  readonly wattHours: number;
  /** The energy is more than can have flowed, as far as known. */
  readonly isTooMuch: boolean;
  /** The counter has lost energy in between: only the energy by the watts is certain. */
  readonly isDisturbed: boolean;
}

/** How much energy can have flowed in this time, in Wh, with a counter that may have been behind. */
export const maxWattHoursIn = (elapsedMs: number): number => (MAX_WATTS * (elapsedMs + MAX_FREEZE_MS)) / MS_PER_HOUR;

/**
 * Weighs a change. A new day counts at most what can have flowed, because its first value can be too high: it includes the
 * energy from 23:58 on, or all of yesterday (Q20). Anything else above what can have flowed is too much.
 */
export function weighChange(
  change: CounterChange,
  { watched: byWatts, elapsedMs, slackMs }: FlowBounds,
): WeighedChange {
  const { growth, regained, fell, periodsBegun } = change;
  // Several periods have begun at once: the host has slept, and its monotonic clock has stopped.
  const watched = periodsBegun > 1 ? Number.POSITIVE_INFINITY : byWatts;
  const wattHours = growth + newPeriodWattHours(change, { watched, elapsedMs, slackMs });
  const isSeen = Number.isFinite(watched) && wattHours <= watched;
  if (isSeen) return { wattHours, isTooMuch: false, isDisturbed: fell };
  const { yesterday = 0 } = change;
  const rest = growth - yesterday;
  const isJudged = Number.isFinite(watched) || (change.isEarly === true && elapsedMs <= SHORT_MS);
  const margin = Number.isFinite(watched) ? watched + UNSEEN_WATT_HOURS : UNSEEN_WATT_HOURS;
  // The day was 0 for one reading, and then took over the value of yesterday.
  if (yesterday > UNSEEN_WATT_HOURS && rest >= 0 && rest <= margin && isJudged) {
    return { wattHours: rest, isTooMuch: false, isDisturbed: true };
  }
  const isTooMuch = wattHours - regained > Math.min(watched + UNSEEN_WATT_HOURS, maxWattHoursIn(elapsedMs + slackMs));
  return { wattHours: wattHours - regained, isTooMuch, isDisturbed: fell || regained > 0 };
}

function newPeriodWattHours({ begun, growth, dayBefore }: CounterChange, { watched, elapsedMs }: FlowBounds): number {
  if (dayBefore === undefined) return begun;
  if (Number.isFinite(watched)) return Math.min(begun, Math.max(0, watched - growth));
  // Within a short time it has yesterday's value and little more: it has begun with that value.
  const rest = begun - dayBefore;
  return elapsedMs <= SHORT_MS && rest >= 0 && rest <= UNSEEN_WATT_HOURS ? rest : begun;
}
