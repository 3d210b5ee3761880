import { MalformedError } from '../../errors.ts';
import { bounded } from '../bounds.ts';
import { channelOf, isObject, number, object, oneOrMany, textOr, type JsonObject } from '../decode.ts';
import type { Request } from '../envelope.ts';

export const NAMESPACE = 'Appliance.Control.TriggerX';
/** Lists the ids of all triggers; what each one says is asked of {@link NAMESPACE}, one by one. */
export const DIGEST = 'Appliance.Digest.TriggerX';

/** Every day, in the week mask of both conventions; bit 7 means "repeat". Seen: 255 in every daily rule. */
const EVERY_DAY = 255;

/** A rule that the plug carries out by itself: some time after an outlet was switched on, by anything, it goes off. */
export interface Trigger {
  /** Chosen by whoever wrote it, up to 16 of `a-z0-9`. */
  readonly id: string;
  readonly channel: number;
  readonly isEnabled: boolean;
  /** Seconds from "on" to "off". */
  readonly seconds: number;
  /** Bits for the days on which it holds; sources disagree whether bit 0 is Sunday or Monday. 255 is every day. */
  readonly week: number;
  readonly alias: string;
}

/** Asks for the ids of all triggers. About 60 bytes for each in the answer. */
export function list(): Request {
  return { namespace: DIGEST, method: 'GET', payload: { digest: [] } };
}

/** Asks what one trigger says. */
export function get(id: string): Request {
  return { namespace: NAMESPACE, method: 'GET', payload: { triggerx: { id } } };
}

/** Adds a trigger that holds every day, or replaces the one with its id. `createdAt`: seconds since 1970. */
export function set({ id, channel, seconds, alias }: Omit<Trigger, 'isEnabled' | 'week'>, createdAt: number): Request {
  const rule = { duration: seconds, week: EVERY_DAY };
  // What `type` means is not settled; recorded rules of plugs have 0.
  const triggerx = { id, channel, type: 0, enable: 1, alias, createTime: createdAt, rule };
  return { namespace: NAMESPACE, method: 'SET', payload: { triggerx } };
}

/** Removes the trigger with this id. */
export function remove(id: string): Request {
  return { namespace: NAMESPACE, method: 'DELETE', payload: { triggerx: { id } } };
}

/**
 * Reads `{ digest: [{ channel, id, count }] }`, the answer to {@link list}.
 * Where there are none, some firmware sends an empty object. A row of somebody else's that has no id is left out.
 * @throws {MalformedError} the list is no list, or longer than any
 */
export function parseList(payload: JsonObject): readonly { readonly id: string }[] {
  return bounded(oneOrMany(payload['digest']), 'timers', 'digest').flatMap(entry => {
    const { id } = object(entry, 'digest');
    return typeof id === 'string' ? [{ id }] : [];
  });
}

/**
 * Reads `{ digest: { … }, triggerx: { id, channel, type, enable, alias, rule: { week, duration } } }`, the answer to
 * {@link get}; some firmware sends an array.
 * @returns undefined where the plug has no trigger of that id: it sends an empty object
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
  if (seconds < 0) throw new MalformedError(`triggerx.rule.duration is ${seconds}`);
  return {
    id,
    channel: channelOf(entry['channel'], 'triggerx.channel'),
    isEnabled: entry['enable'] !== 0,
    seconds,
    week: rule['week'] === undefined ? EVERY_DAY : number(rule['week'], 'triggerx.rule.week'),
    alias: textOr(entry['alias'], ''),
  };
}
