import { isObject, type JsonObject, listAt, numberAt, objectAt, textAt } from './json.ts';
import type { PlugModel, RecordedRule } from './model.ts';
import type { Answer } from './question.ts';
import { withSystemAll } from './system-all.ts';

/**
 * Reads a `meross-trace/1` document (see the README of the traces) into what a simulated plug needs: `device`, the
 * last answers in `state`, and of `exchanges` which GET keys and which PUSHes were answered.
 *
 * @throws {Error} when it is not such a document, or lacks `device` or the ability list
 */
export function readTrace(document: unknown): PlugModel {
  if (!isObject(document) || document['format'] !== 'meross-trace/1') {
    throw new Error('Not a trace: expected a JSON object with "format": "meross-trace/1"');
  }
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
  return {
    id: textAt(document, 'id') ?? `${type}-${firmwareVersion}`,
    type,
    hardwareVersion,
    firmwareVersion,
    generation: Number.parseInt(hardwareVersion, 10),
    channels: listAt(device, 'channels').filter(channel => typeof channel === 'number'),
    lanEncryption: device['lanEncryption'] === true,
    uuid: required(device, 'uuid'),
    key: textAt(device, 'key') ?? '',
    abilities: new Map(Object.entries(abilities).map(([name, value]) => [name, isObject(value) ? value : {}])),
    state,
    rules: {
      timer: readRules(exchanges, 'Appliance.Control.TimerX', 'timerx'),
      trigger: readRules(exchanges, 'Appliance.Control.TriggerX', 'triggerx'),
    },
    askedWith: readAskedWith(exchanges),
    pushAnswers: readPushAnswers(exchanges),
  };
}

/** Each rule is asked for by its id, so each has an answer of its own, with its row of the digest. */
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

function readAskedWith(exchanges: readonly JsonObject[]): Map<string, Set<string>> {
  const askedWith = new Map<string, Set<string>>();
  for (const exchange of exchanges) {
    const request = objectAt(exchange, 'request');
    const namespace = textAt(request, 'namespace');
    if (namespace === undefined || request['method'] !== 'GET' || !isObject(exchange['response'])) continue;
    const keys = askedWith.get(namespace) ?? new Set();
    for (const key of Object.keys(objectAt(request, 'payload'))) keys.add(key);
    askedWith.set(namespace, keys);
  }
  return askedWith;
}

function readPushAnswers(exchanges: readonly JsonObject[]): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const exchange of exchanges) {
    const request = objectAt(exchange, 'request');
    const response = objectAt(exchange, 'response');
    const namespace = textAt(request, 'namespace');
    const method = textAt(response, 'method');
    if (namespace === undefined || method === undefined || request['method'] !== 'PUSH') continue;
    answers.set(namespace, { method, payload: objectAt(response, 'payload') });
  }
  return answers;
}
