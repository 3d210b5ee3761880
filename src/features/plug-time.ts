import { MalformedError } from '../errors.ts';
import { isObject, type JsonObject } from '../protocol/decode.ts';
import * as systemTime from '../protocol/namespaces/system-time.ts';
import type { ZoneAndTime } from '../protocol/namespaces/system-time.ts';
import { timeRules } from '../protocol/time-rules.ts';

/** 2015: no Meross plug is older, so an earlier time was never set. Seen: 25, 437, 1033, 18638, 250848. */
const NEVER_SET_BEFORE = 1_420_070_400;

/**
 * Clock, zone and rules of a plug from the payload of its System.All; undefined if they are missing or malformed: only then
 * query System.Time.
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

/** Whether the clock of a plug is set at all, right or wrong: a clock without time starts in 1970. */
export const isClockSet = ({ timestamp }: Pick<ZoneAndTime, 'timestamp'>): boolean => timestamp >= NEVER_SET_BEFORE;

/** The state of a plug's time zone and its rules. */
export type ZoneState =
  /** It has no zone, so its days are in UTC. */
  | { readonly kind: 'none' }
  /** The rules for its zone are old: its local time is `aheadSeconds` ahead of the zone's. */
  | { readonly kind: 'old rules'; readonly aheadSeconds: number }
  /** They are right, or this computer does not know the zone. */
  | { readonly kind: 'right' };

/** Checks zone and rules at a moment, in seconds since 1970. If the plug's clock is set, its own time is used instead. */
export function zoneState(time: ZoneAndTime, at: number): ZoneState {
  if (time.timezone === '') return { kind: 'none' };
  const moment = isClockSet(time) ? time.timestamp : at;
  const offset = offsetInZone(time.timezone, moment);
  const aheadSeconds = offset === undefined ? 0 : offsetByRules(time, moment) - offset;
  return aheadSeconds === 0 ? { kind: 'right' } : { kind: 'old rules', aheadSeconds };
}

/** Seconds ahead of UTC by the plug's rules: the last rule that has begun applies. */
export function offsetByRules({ timeRule }: Pick<ZoneAndTime, 'timeRule'>, at: number): number {
  const [, offset = 0] = timeRule.findLast(([from]) => from <= at) ?? [];
  return offset;
}

/** Seconds ahead of UTC by this computer's time zone data; undefined for an unknown zone. */
export function offsetInZone(timezone: string, at: number): number | undefined {
  try {
    return timeRules(timezone, at)[0]?.[1];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
