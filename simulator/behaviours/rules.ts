import { channelAt, isObject, type JsonObject, numberAt, objectAt, textAt } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import { setAck, type PlugReply, type PlugRequest, getAck } from '../plug-message.ts';
import type { RuleKind } from '../rules.ts';
import type { Behaviour } from './behaviour.ts';
import { hasOnlyKey } from './payload-key.ts';
import { replay, replayExactly } from './recorded.ts';

/**
 * Digest.TimerX, Digest.TriggerX: `[{ channel, id, count }]`, a row for each rule; `count` grows with each change of
 * it.
 */
export function digestOf(kind: RuleKind): Behaviour {
  return (core, request) => {
    if (request.method !== 'GET') return undefined;
    const recorded = core.rules.isAsRecorded(kind) ? replay(core, request) : undefined;
    return recorded ?? getAck({ digest: core.rules.book(kind).digest() });
  };
}

/**
 * Control.TimerX, Control.TriggerX: one rule in each message, found by its id of up to 16 letters and digits. The reply
 * to a GET is its row of the digest and the rule as it was sent; without an id, or with an unknown one, two empty
 * objects (seen without an id; for an unknown one our guess). A SET adds or replaces. DELETE is answered by DELACK,
 * whether or not there was such a rule (our guess). An array, a rule without id, channel or, of triggers, `duration`
 * and `week`, and one more than 32 rules are refused (our guess).
 */
export function ruleByRule(kind: RuleKind, key: string): Behaviour {
  return (core, request) => {
    if (request.method === 'GET') return get(core, kind, key, request);
    const wanted = hasOnlyKey(request, key) ? request.payload[key] : undefined;
    const id = isObject(wanted) ? textAt(wanted, 'id') : undefined;
    if (!isObject(wanted) || id === undefined || !/^[a-z0-9]{1,16}$/i.test(id)) return undefined;
    if (request.method === 'SET') {
      return isRule(core, kind, wanted) && core.rules.put(kind, wanted) ? setAck : undefined;
    }
    if (request.method !== 'DELETE') return undefined;
    core.rules.remove(kind, id);
    return { method: 'DELACK', payload: {} };
  };
}

/** Control.Timer, Control.Trigger of firmware 1.x: a SET replaces the whole list. */
export function wholeList(kind: RuleKind, key: string): Behaviour {
  return (core, request) => {
    if (request.method === 'GET') {
      const recorded = core.rules.isAsRecorded(kind) ? replay(core, request) : undefined;
      return recorded ?? getAck({ [key]: core.rules.book(kind).rules });
    }
    const list = request.method === 'SET' && hasOnlyKey(request, key) ? request.payload[key] : undefined;
    if (!Array.isArray(list)) return undefined;
    const rules = list.filter(isObject).filter(rule => textAt(rule, 'id') !== undefined);
    return rules.length === list.length && core.rules.replace(kind, rules) ? setAck : undefined;
  };
}

function get(core: PlugCore, kind: RuleKind, key: string, request: PlugRequest): PlugReply {
  const recorded = core.rules.isAsRecorded(kind) ? replayExactly(core, request) : undefined;
  if (recorded !== undefined) return recorded;
  const found = core.rules.book(kind).find(textAt(objectAt(request.payload, key), 'id') ?? '');
  return found === undefined ? getAck({ digest: {}, [key]: {} }) : getAck({ digest: found.row, [key]: found.rule });
}

function isRule(core: PlugCore, kind: RuleKind, wanted: JsonObject): boolean {
  const channel = channelAt(wanted);
  if (channel === undefined || !core.relays.has(channel)) return false;
  if (kind === 'timers') return true;
  const rule = objectAt(wanted, 'rule');
  return (numberAt(rule, 'duration') ?? 0) > 0 && numberAt(rule, 'week') !== undefined;
}
