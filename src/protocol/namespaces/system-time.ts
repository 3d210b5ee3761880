import { MalformedError } from '../../errors.ts';
import { number, object, oneOrMany, textOr, type JsonObject } from '../decode.ts';
import { bounded } from '../bounds.ts';
import type { Request } from '../envelope.ts';

export const NAMESPACE = 'Appliance.System.Time';

/** From this second since 1970 on, local time is this many seconds ahead of UTC; 1 means daylight saving time. */
export type TimeRule = readonly [fromEpochSeconds: number, offsetSeconds: number, isDst: 0 | 1];

/** A zone as a plug stores it: the plug does not know zone names and follows the rules. */
export interface Zone {
  /** IANA name, e.g. `Europe/Paris`; empty if none was set. The plug's days then follow UTC. */
  readonly timezone: string;
  /** In order of time; as the vendor's app writes it, the rule in force comes first. */
  readonly timeRule: readonly TimeRule[];
}

export interface ZoneAndTime extends Zone {
  /** Seconds since 1970 by the plug's clock; a small number if it was never set. */
  readonly timestamp: number;
}

/** Asks for clock, zone and rules. */
export function get(): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: {} };
}

/**
 * Sets zone and rules, and the clock if a `timestamp` is given. Acknowledged with `SETACK {}`. Whether a plug that is
 * in use takes the timestamp over HTTP depends on its firmware, so read it back.
 */
export function set({ timestamp, timezone, timeRule }: Zone & { readonly timestamp?: number }): Request {
  const time = { ...(timestamp !== undefined && { timestamp }), timezone, timeRule };
  return { namespace: NAMESPACE, method: 'SET', payload: { time } };
}

/**
 * Reads `{ time: { timestamp, timezone, timeRule: [[epoch, offset, isDst], …] } }`.
 * @throws {MalformedError} without a timestamp, with a rule that is not three numbers, or with more rules than any zone has
 * Seen: mss305 8.3.15 (20 rules, the first already past), and inside every System.All.
 */
export function parse(payload: JsonObject): ZoneAndTime {
  const time = object(payload['time'], 'time');
  return {
    timestamp: number(time['timestamp'], 'time.timestamp'),
    timezone: textOr(time['timezone'], ''),
    timeRule: readRules(time['timeRule']),
  };
}

/** In order of time, whatever the order on the wire, so that a look-up need not sort. */
function readRules(value: unknown): readonly TimeRule[] {
  const rules = bounded(oneOrMany(value), 'rules', 'time.timeRule').map(readRule);
  return rules.toSorted(([one], [other]) => one - other);
}

function readRule(value: unknown): TimeRule {
  if (!Array.isArray(value))
    throw new MalformedError('time.timeRule contains an entry that is not a list', {
      reason: { is: 'wrong type', path: 'time.timeRule[]', found: typeof value },
    });
  const [from, offset, isDst] = value as readonly unknown[];
  return [
    number(from, 'time.timeRule[0]'),
    number(offset, 'time.timeRule[1]'),
    number(isDst, 'time.timeRule[2]') === 0 ? 0 : 1,
  ];
}
