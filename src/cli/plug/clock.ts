import type { ZoneAndTime } from '../../protocol/namespaces/system-time.ts';
import { timeRules } from '../../protocol/time-rules.ts';
import { duration } from '../show/numbers.ts';
import type { Cell } from '../show/table.ts';

/** Clocks may differ by so much before it is worth a word: an answer takes its time, and both count whole seconds. */
const TOLERANCE_SECONDS = 5;

/** Whether two clocks that differ by so much say the same. */
export const isAbout = (aheadSeconds: number): boolean => Math.abs(aheadSeconds) <= TOLERANCE_SECONDS;

/** The time of the day by the plug's own clock and rules: `2025-01-31 17:03:09`. */
export function localTime(time: ZoneAndTime): string {
  const date = new Date((time.timestamp + offsetOf(time)) * 1000);
  return Number.isNaN(date.getTime()) ? 'never set' : date.toISOString().slice(0, 19).replace('T', ' ');
}

/** How the plug's clock compares to this computer's. */
export function comparison(aheadSeconds: number): Cell {
  if (isAbout(aheadSeconds)) return "right, by this computer's clock";
  const text = `${duration(Math.abs(aheadSeconds))} ${aheadSeconds > 0 ? 'ahead of' : 'behind'} this computer`;
  return { text, colour: 'yellow' };
}

/** What is wrong with the zone of a plug; undefined where nothing is. */
export function zoneTrouble(time: ZoneAndTime): string | undefined {
  if (time.timezone === '') return 'no time zone: its days are those of UTC';
  const offset = offsetInZone(time);
  const off = offset === undefined ? 0 : offsetOf(time) - offset;
  if (off === 0) return undefined;
  return `its rules for that zone are old: ${duration(Math.abs(off))} ${off > 0 ? 'ahead' : 'behind'}`;
}

/** Seconds ahead of UTC by the rules that the plug has: the last one that has begun holds. */
function offsetOf({ timestamp, timeRule }: ZoneAndTime): number {
  const [, offset = 0] = timeRule.findLast(([from]) => from <= timestamp) ?? [];
  return offset;
}

/** The same by what this computer knows of the zone; undefined for a zone that it does not know. */
function offsetInZone({ timezone, timestamp }: ZoneAndTime): number | undefined {
  try {
    return timeRules(timezone, timestamp)[0]?.[1];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
