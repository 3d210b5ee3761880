import type { TimeRule, Zone } from './namespaces/system-time.ts';

/** The number that the vendor's app writes: ten years of two changes each. */
const RULES = 20;
const DAY = 86_400;
/** No zone changes twice within this time (Ramadan in Morocco: four weeks), so no step skips a change. */
const STEP = 7 * DAY;
/** The time within which a change is searched. */
const REACH = 2 * 365 * DAY;

/**
 * The rules of a zone, for `System.Time`: the rule in force at `now` first, then the following ones, twenty in all. A
 * zone whose clock no longer changes has one rule, `[0, offset, 0]`.
 *
 * JavaScript does not report which periods are daylight saving time; here it is a period that ends and whose clock is
 * ahead of the next one.
 *
 * @param zone an IANA name, e.g. `Europe/Paris`
 * @param now seconds since 1970
 * @throws {RangeError} not a zone that this computer knows; the message can be shown to users
 */
export function timeRules(zone: string, now: number): readonly TimeRule[] {
  const offsetAt = offsetsOf(zone);
  const starts: number[] = [];
  for (let from = now; starts.length < RULES;) {
    const change = nextChange(offsetAt, from);
    if (change === undefined) break;
    starts.push(change);
    from = change;
  }
  if (starts.length === 0) return [[0, offsetAt(now), 0]];
  const inForce = [lastChange(offsetAt, now) ?? 0, offsetAt(now)] as const;
  const all = [inForce, ...starts.map(start => [start, offsetAt(start)] as const)];
  return all.slice(0, RULES).map(([start, offset], at) => {
    const next = all[at + 1];
    return [start, offset, next !== undefined && offset > next[1] ? 1 : 0];
  });
}

/** The zone's name and rules, ready to send. @throws {RangeError} as {@link timeRules} */
export function zoneFor(zone: string, now: number): Zone {
  return { timezone: zone, timeRule: timeRules(zone, now) };
}

type OffsetAt = (epochSeconds: number) => number;

/** Seconds ahead of UTC, as a function of time. */
function offsetsOf(zone: string): OffsetAt {
  const format = formatFor(zone);
  return epochSeconds => {
    // For example `1/1/2025, GMT-03:30`, or `GMT` alone.
    const [, offset = ''] = format.format(epochSeconds * 1000).split('GMT');
    const [hours = '', minutes = '0', seconds = '0'] = offset.replace('-', '').split(':');
    const ahead = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    return offset.startsWith('-') ? -ahead : ahead;
  };
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  try {
    // JavaScript also takes a bare offset such as +01:00, which no plug knows.
    if (!/^[a-z]/i.test(timeZone)) throw new RangeError('not a name');
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch (cause) {
    throw new RangeError(`"${timeZone}" is not a time zone; write a name such as Europe/Paris`, { cause });
  }
}

/** The first second after `from` with another offset. */
function nextChange(offsetAt: OffsetAt, from: number): number | undefined {
  const offset = offsetAt(from);
  for (let at = from; at < from + REACH; at += STEP) {
    if (offsetAt(at + STEP) !== offset) return firstSecond(at, at + STEP, second => offsetAt(second) !== offset);
  }
  return undefined;
}

/** The second at which the offset of `now` began. */
function lastChange(offsetAt: OffsetAt, now: number): number | undefined {
  const offset = offsetAt(now);
  for (let at = now; at > now - REACH; at -= STEP) {
    if (offsetAt(at - STEP) !== offset) return firstSecond(at - STEP, at, second => offsetAt(second) === offset);
  }
  return undefined;
}

/** Bisects for the first second that is true: false at `low`, true at `high`. Not with `>> 1`, which is for 32 bits. */
function firstSecond(low: number, high: number, isAfter: (second: number) => boolean): number {
  let [before, after] = [low, high];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isAfter(middle)) after = middle;
    else before = middle;
  }
  return after;
}
