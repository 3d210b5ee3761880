import { MalformedError } from '../errors.ts';
import { isObject, type JsonObject } from '../protocol/decode.ts';
import * as systemTime from '../protocol/namespaces/system-time.ts';
import type { ZoneAndTime } from '../protocol/namespaces/system-time.ts';
import { timeRules } from '../protocol/time-rules.ts';

/** 2015: no Meross plug is older, so an earlier time was never set. Seen: 25, 437, 1033, 18638, 250848. */
const NEVER_SET_BEFORE = 1_420_070_400;

/**
 * Clock, zone and rules of a plug as the payload of its System.All says them; undefined where it does not, or where they
 * make no sense: only then System.Time is to be asked.
 */
export function plugTimeIn(payload: JsonObject): ZoneAndTime | undefined {
  const all = payload['all'];
  const system = isObject(all) ? all['system'] : undefined;
  if (!isObject(system) || !isObject(system['time'])) return undefined;
  try {
    return systemTime.parse(system);
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

/** Whether a plug knows the time at all, however wrong: one that has lost it begins in 1970. */
export const isClockSet = ({ timestamp }: Pick<ZoneAndTime, 'timestamp'>): boolean => timestamp >= NEVER_SET_BEFORE;

/** How a plug's zone and its rules are. */
export type ZoneState =
  /** It has no zone, so its days are those of UTC. */
  | { readonly kind: 'none' }
  /** Its rules for its zone are old: its local time is so many seconds ahead of that of the zone. */
  | { readonly kind: 'old rules'; readonly aheadSeconds: number }
  /** Right, or of a zone that this computer does not know. */
  | { readonly kind: 'right' };

/** Judges zone and rules at a moment, in seconds since 1970. Where the plug has a time of its own, that is the moment. */
export function zoneState(time: ZoneAndTime, at: number): ZoneState {
  if (time.timezone === '') return { kind: 'none' };
  const moment = isClockSet(time) ? time.timestamp : at;
  const offset = offsetInZone(time.timezone, moment);
  const aheadSeconds = offset === undefined ? 0 : offsetByRules(time, moment) - offset;
  return aheadSeconds === 0 ? { kind: 'right' } : { kind: 'old rules', aheadSeconds };
}

/** Seconds ahead of UTC by the rules that the plug has: the last one that has begun holds. */
export function offsetByRules({ timeRule }: Pick<ZoneAndTime, 'timeRule'>, at: number): number {
  const [, offset = 0] = timeRule.findLast(([from]) => from <= at) ?? [];
  return offset;
}

/** The same by what this computer knows of the zone; undefined for a zone that it does not know. */
export function offsetInZone(timezone: string, at: number): number | undefined {
  try {
    return timeRules(timezone, at)[0]?.[1];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
