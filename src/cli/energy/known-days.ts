import { dirname, join } from 'node:path';
import type { Clock } from '../../clock.ts';
import { mergeDays, type DayTotal } from '../../energy/day-totals.ts';
import { isClockSet } from '../../features/plug-time.ts';
import { readStoredDays, type StoredDays } from '../../history/stored-days.ts';
import type { ZoneAndTime } from '../../protocol/namespaces/system-time.ts';
import { STORAGE_FOLDER } from '../../settings.ts';
import { localTime } from '../plug/clock-reading.ts';
import type { EnergyCounters } from '../plug/energy-counters.ts';
import type { OpenPlug } from '../plug/open-plug.ts';

/** All days of a plug that are known, here or in the plug. */
export interface KnownDays {
  /** Oldest first, each date once. */
  readonly days: readonly DayTotal[];
  /** `YYYY-MM-DD` in the calendar of the plug. */
  readonly today: string;
  /** The folder in which the plugin stores more days; undefined if no Homebridge config was found. */
  readonly folder: string | undefined;
  readonly unreadable: StoredDays['unreadable'];
}

/**
 * The days in the counter of the plug, and those that the plugin has stored beside Homebridge's config. The plug decides
 * about the days that it still has, then the plugin's copy of its counter, then the history.
 */
export async function knownDays(
  { target, info }: Pick<OpenPlug, 'target' | 'info'>,
  { days = [], time }: Pick<EnergyCounters, 'days' | 'time'>,
  clock: Clock,
): Promise<KnownDays> {
  const now = clock.epochSeconds();
  const folder = target.configFile === undefined ? undefined : join(dirname(target.configFile), STORAGE_FOLDER);
  const offsets = (time?.timeRule ?? []).map(([since, seconds]) => ({ since, seconds }));
  const stored = folder === undefined ? NONE : await readStoredDays({ folder, uuid: info.uuid, offsets, now });
  const counted = largestFirst(days).map(({ date, wattHours }) => ({ date, wattHours, isWhole: true }));
  const today = todayOf(time, now);
  return {
    days: mergeDays([counted, stored.counted, stored.recorded], today),
    today,
    folder,
    unreadable: stored.unreadable,
  };
}

const NONE: StoredDays = { counted: [], recorded: [], unreadable: [] };

/** If a plug reports a day twice, the larger value counts, because the other one is older. */
function largestFirst(days: NonNullable<EnergyCounters['days']>): typeof days {
  return days.toSorted((one, other) => other.wattHours - one.wattHours);
}

/** By the plug's clock, if it is set; else by this computer's, in the zone of the plug. */
function todayOf(time: ZoneAndTime | undefined, now: number): string {
  const { timezone = '', timeRule = [] } = time ?? {};
  const timestamp = time !== undefined && isClockSet(time) ? time.timestamp : now;
  return localTime({ timestamp, timezone, timeRule }).slice(0, 10);
}
