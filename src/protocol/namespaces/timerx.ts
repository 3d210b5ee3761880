import { MalformedError } from '../../errors.ts';
import { channelOf, isObject, number, object, oneOrMany, onOff, text, textOr, type JsonObject } from '../decode.ts';
import type { Request } from '../envelope.ts';

export const NAMESPACE = 'Appliance.Control.TimerX';

/** A rule by which the plug switches an outlet at a set time. */
export interface Timer {
  /** Chosen by the app that wrote it, up to 16 of `a-z0-9`. */
  readonly id: string;
  readonly channel: number;
  readonly isEnabled: boolean;
  /** The state that the outlet is switched to. */
  readonly on: boolean;
  /** Minutes since midnight by the plug's clock, 0 to 1439. */
  readonly minuteOfDay: number;
  /** Bits for the days; {@link EVERY_DAY} is every day. Sources disagree whether bit 0 is Sunday or Monday. */
  readonly week: number;
  /** It runs once, not every week. */
  readonly isOnce: boolean;
  readonly alias: string;
}

/** Bit 7 means "repeat", and is set in every row that was seen. */
export const REPEAT = 0x80;
/** All days, in both conventions. */
export const EVERY_DAY = 0xff;

const WEEKLY = 1;
/** "Single shot" in two client libraries; no recording has one. */
const ONCE = 2;
/** One library knows types 3 and 4 as well: a weekly and a single one of another kind. */
const SINGLE: readonly unknown[] = [ONCE, 4];

/** Asks for one timer; its id comes from `Appliance.Digest.TimerX`. */
export function get(id: string): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: { timerx: { id } } };
}

/** A timer to be written; weekly unless it runs once. */
export type NewTimer = Omit<Timer, 'isEnabled' | 'isOnce'> & { readonly isOnce?: boolean };

/** Adds a timer, or replaces the one with its id. `createdAt`: seconds since 1970. */
export function set(timer: NewTimer, createdAt: number): Request {
  const { id, channel, on, minuteOfDay, week, alias, isOnce = false } = timer;
  const timerx = {
    ...{ id, channel, type: isOnce ? ONCE : WEEKLY, enable: 1, alias, createTime: createdAt },
    ...{ week, time: minuteOfDay, sunOffset: 0, duration: 0 },
    extend: { toggle: { onoff: on ? 1 : 0, lmTime: 0 } },
  };
  return { namespace: NAMESPACE, method: 'SET', payload: { timerx } };
}

/** Removes the timer with this id. */
export function remove(id: string): Request {
  return { namespace: NAMESPACE, method: 'DELETE', payload: { timerx: { id } } };
}

/**
 * Reads `{ digest: { … }, timerx: { id, channel, type, enable, alias, week, time, extend: { toggle: { onoff } } } }`;
 * some firmware sends an array.
 * @returns undefined if the plug has no timer with this id and sends an empty object
 * @throws {MalformedError} a timer without id, time or action
 * Source: notes on mss310 6.1.8 and two client libraries; no recording has one.
 */
export function parse(payload: JsonObject): Timer | undefined {
  const [entry] = oneOrMany(payload['timerx']);
  if (!isObject(entry) || Object.keys(entry).length === 0) return undefined;
  const minuteOfDay = number(entry['time'], 'timerx.time');
  if (minuteOfDay < 0 || minuteOfDay >= 1440) throw new MalformedError(`timerx.time is ${minuteOfDay}`);
  const toggle = object(object(entry['extend'], 'timerx.extend')['toggle'], 'timerx.extend.toggle');
  return {
    id: text(entry['id'], 'timerx.id'),
    channel: channelOf(entry['channel'], 'timerx.channel'),
    isEnabled: entry['enable'] !== 0,
    on: onOff(toggle['onoff'], 'timerx.extend.toggle.onoff'),
    minuteOfDay,
    week: entry['week'] === undefined ? EVERY_DAY : number(entry['week'], 'timerx.week'),
    isOnce: SINGLE.includes(entry['type']),
    alias: textOr(entry['alias'], ''),
  };
}
