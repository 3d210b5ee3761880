import { bounded } from '../bounds.ts';
import { channelOf, isObject, number, object, oneOrMany, textOr, type JsonObject, wrongValue } from '../decode.ts';
import type { Request } from '../envelope.ts';

export const NAMESPACE = 'Appliance.Control.TriggerX';
/** Lists the ids of all triggers; {@link NAMESPACE} returns the triggers one by one. */
export const DIGEST = 'Appliance.Digest.TriggerX';

/** Every day, in the week mask of both conventions; bit 7 means "repeat". Seen: 255 in every daily rule. */
const EVERY_DAY = 255;

/** A rule that the plug carries out by itself: an outlet goes off some time after it was switched on, no matter how. */
export interface Trigger {
  /** Chosen by the app that wrote it, up to 16 of `a-z0-9`. */
  readonly id: string;
  readonly channel: number;
  readonly isEnabled: boolean;
  /** Seconds from "on" to "off". */
  readonly seconds: number;
  /** Bits for the days on which it applies; sources disagree whether bit 0 is Sunday or Monday. 255 is every day. */
  readonly week: number;
  readonly alias: string;
}

/** Asks for the ids of all triggers. About 60 bytes for each in the reply. */
export function list(): Request {
  return { namespace: DIGEST, method: 'GET', payload: { digest: [] } };
}

/** Asks for one trigger. */
export function get(id: string): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: { triggerx: { id } } };
}

/** Adds a trigger that applies every day, or replaces the one with its id. `createdAt`: seconds since 1970. */
export function set({ id, channel, seconds, alias }: Omit<Trigger, 'isEnabled' | 'week'>, createdAt: number): Request {
  const rule = { duration: seconds, week: EVERY_DAY };
  // The meaning of `type` is not settled; recorded rules of plugs have 0.
  const triggerx = { id, channel, type: 0, enable: 1, alias, createTime: createdAt, rule };
  return { namespace: NAMESPACE, method: 'SET', payload: { triggerx } };
}

/** Removes the trigger with this id. */
export function remove(id: string): Request {
  return { namespace: NAMESPACE, method: 'DELETE', payload: { triggerx: { id } } };
}

/**
 * Reads `{ digest: [{ channel, id, count }] }`, the reply to {@link list}.
 * Some firmware sends an empty object if there are none. A row of another app without an id is left out.
 * @throws {MalformedError} the list is not a list, or longer than the limit
 */
export function parseList(payload: JsonObject): readonly { readonly id: string }[] {
  return bounded(oneOrMany(payload['digest']), 'timers', 'digest').flatMap(entry => {
    const { id } = object(entry, 'digest');
    return typeof id === 'string' ? [{ id }] : [];
  });
}

/**
 * Reads `{ digest: { … }, triggerx: { id, channel, type, enable, alias, rule: { week, duration } } }`, the reply to
 * {@link get}; some firmware sends an array.
 * @returns undefined if the plug has no trigger with this id and sends an empty object
 * @throws {MalformedError} a trigger without a duration
 * Source: notes on mss310 6.1.8 and two client libraries; no recording has one.
 */
export function parseOne(payload: JsonObject, id: string): Trigger | undefined {
  const entry = bounded(oneOrMany(payload['triggerx']), 'timers', 'triggerx').find(
    each => isObject(each) && each['id'] === id,
  );
  if (!isObject(entry)) return undefined;
  const rule = object(entry['rule'], 'triggerx.rule');
  const seconds = number(rule['duration'], 'triggerx.rule.duration');
  if (seconds < 0) throw wrongValue('triggerx.rule.duration', String(seconds));
  return {
    id,
    channel: channelOf(entry['channel'], 'triggerx.channel'),
    isEnabled: entry['enable'] !== 0,
    seconds,
    week: rule['week'] === undefined ? EVERY_DAY : number(rule['week'], 'triggerx.rule.week'),
    alias: textOr(entry['alias'], ''),
  };
}
