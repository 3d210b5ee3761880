import { isObject, type JsonObject, listAt, numberAt, objectAt, textAt } from './json.ts';
import type { PlugModel, RecordedRule } from './plug-model.ts';
import type { PlugReply } from './plug-message.ts';
import { readQueries } from './recorded-queries.ts';
import { withSystemAll } from './system-all.ts';

const format = 'meross-trace/1';

/**
 * Reads a `meross-trace/1` document (see the README of the traces) into what a simulated plug needs: `device`, the last
 * replies in `state`, and `exchanges`: the results of GETs, and the replies to PUSHes.
 *
 * @throws {Error} if it is not such a document, lacks `device` or the ability list, or a part has another shape
 */
export function readTrace(document: unknown): PlugModel {
  if (!isObject(document) || document['format'] !== format) throw new Error(notATrace(document));
  checkShapes(document);
  const device = objectAt(document, 'device');
  const type = required(device, 'type');
  const hardwareVersion = required(device, 'hardwareVersion');
  const firmwareVersion = required(device, 'firmwareVersion');
  const recorded = objectAt(document, 'state');
  const state = withSystemAll(device, new Map(Object.entries(recorded).filter(isEntryOfObject)));
  const abilities = objectAt(state.get('Appliance.System.Ability') ?? {}, 'ability');
  if (Object.keys(abilities).length === 0) {
    throw new Error('Not a usable trace: state["Appliance.System.Ability"].ability is missing');
  }
  const exchanges = listAt(document, 'exchanges').filter(isObject);
  const queries = readQueries(exchanges);
  return {
    id: textAt(document, 'id') ?? `${type}-${firmwareVersion}`,
    type,
    hardwareVersion,
    firmwareVersion,
    generation: Number.parseInt(hardwareVersion, 10),
    channels: channelsOf(device, state),
    lanEncryption: device['lanEncryption'] === true,
    uuid: required(device, 'uuid'),
    key: textAt(device, 'key') ?? '',
    abilities: new Map(Object.entries(abilities).map(([name, value]) => [name, isObject(value) ? value : {}])),
    state,
    rules: {
      timer: readRules(exchanges, 'Appliance.Control.TimerX', 'timerx'),
      trigger: readRules(exchanges, 'Appliance.Control.TriggerX', 'triggerx'),
    },
    queries,
    acceptedKeys: readAcceptedKeys(exchanges),
    pushReplies: readPushReplies(exchanges),
  };
}

function notATrace(document: unknown): string {
  const expected = `expected a JSON object with "format": "${format}"`;
  const found = isObject(document) ? textAt(document, 'format') : undefined;
  if (!/^meross-trace\/\d+$/.test(found ?? '')) return `Not a trace: ${expected}`;
  return `Not a usable trace: its format is ${found ?? ''}, and this version knows ${format}`;
}

const shapes = { device: isObject, state: isObject, exchanges: Array.isArray } as const;

function checkShapes(document: JsonObject): void {
  for (const [key, isRight] of Object.entries(shapes)) {
    if (key in document && !isRight(document[key])) {
      throw new Error(`Not a usable trace: ${key} is not ${isRight === isObject ? 'an object' : 'a list'}`);
    }
  }
}

/** The channels that `device` lists, and those of System.All. */
function channelsOf(device: JsonObject, state: ReadonlyMap<string, JsonObject>): readonly number[] {
  const all = objectAt(state.get('Appliance.System.All') ?? {}, 'all');
  const rows = listAt(objectAt(all, 'digest'), 'togglex').filter(isObject);
  const channels = [...listAt(device, 'channels'), ...rows.map(row => row['channel'])];
  return [...new Set(channels.filter(channel => typeof channel === 'number'))];
}

/** A plug reports each rule by its id, so each has its own reply, with its row of the digest. */
function readRules(exchanges: readonly JsonObject[], namespace: string, key: string): readonly RecordedRule[] {
  return exchanges.flatMap(exchange => {
    const request = objectAt(exchange, 'request');
    if (request['namespace'] !== namespace || request['method'] !== 'GET') return [];
    const payload = objectAt(objectAt(exchange, 'response'), 'payload');
    const rule = objectAt(payload, key);
    return textAt(rule, 'id') === undefined
      ? []
      : [{ rule, count: numberAt(objectAt(payload, 'digest'), 'count') ?? 1 }];
  });
}

function required(device: JsonObject, key: string): string {
  const value = textAt(device, key);
  if (value === undefined || value === '') throw new Error(`Not a usable trace: device.${key} is missing`);
  return value;
}

function isEntryOfObject(entry: readonly [string, unknown]): entry is [string, JsonObject] {
  return isObject(entry[1]);
}

function readAcceptedKeys(exchanges: readonly JsonObject[]): Map<string, Set<string>> {
  const acceptedKeys = new Map<string, Set<string>>();
  for (const exchange of exchanges) {
    const request = objectAt(exchange, 'request');
    const namespace = textAt(request, 'namespace');
    if (namespace === undefined || request['method'] !== 'GET' || !isObject(exchange['response'])) continue;
    const keys = acceptedKeys.get(namespace) ?? new Set();
    for (const key of Object.keys(objectAt(request, 'payload'))) keys.add(key);
    acceptedKeys.set(namespace, keys);
  }
  return acceptedKeys;
}

function readPushReplies(exchanges: readonly JsonObject[]): Map<string, PlugReply> {
  const replies = new Map<string, PlugReply>();
  for (const exchange of exchanges) {
    const request = objectAt(exchange, 'request');
    const response = objectAt(exchange, 'response');
    const namespace = textAt(request, 'namespace');
    const method = textAt(response, 'method');
    if (namespace === undefined || method === undefined || request['method'] !== 'PUSH') continue;
    replies.set(namespace, { method, payload: objectAt(response, 'payload') });
  }
  return replies;
}
