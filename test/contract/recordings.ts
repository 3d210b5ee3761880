/** The recordings of real plugs in `traces/`, for tests to read; knows nothing of the code that is tested. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

export type Json = Readonly<Record<string, unknown>>;

/** The messages of a recorded plug: the last answer of each kind, every answer in the order of the recording, and every PUSH. */
export interface RecordedMessage {
  readonly method: string;
  readonly namespace: string;
  readonly payload: Json;
}

export interface Recording {
  readonly id: string;
  readonly device: Json;
  readonly messages: readonly RecordedMessage[];
}

const FOLDER = new URL('../../traces/', import.meta.url);

export const recordings: readonly Recording[] = readdirSync(FOLDER)
  .filter(name => name.endsWith('.json'))
  .map(name => {
    const trace = asObject(JSON.parse(readFileSync(fileURLToPath(new URL(name, FOLDER)), 'utf8')));
    return { id: basename(name, '.json'), device: at(trace, 'device'), messages: messagesIn(trace) };
  });

function messagesIn(trace: Json): readonly RecordedMessage[] {
  const state = Object.entries(at(trace, 'state')).map(([namespace, payload]) => ({
    method: 'GETACK',
    namespace,
    payload: asObject(payload),
  }));
  const replies = list(trace['exchanges']).flatMap(exchange => {
    const { request, response } = exchange;
    if (response === null) return []; // the plug hung up
    const { method, payload } = asObject(response);
    return [{ method: asText(method), namespace: asText(asObject(request)['namespace']), payload: asObject(payload) }];
  });
  const pushes = list(trace['pushes']).map(({ namespace, payload }) => ({
    method: 'PUSH',
    namespace: asText(namespace),
    payload: asObject(payload),
  }));
  return [...state, ...replies, ...pushes];
}

/** The answers that a plug packed into one, each as if it had come alone. */
export function unpacked(messages: RecordedMessage): readonly RecordedMessage[] {
  if (messages.namespace !== 'Appliance.Control.Multiple') return [messages];
  return list(messages.payload['multiple']).map(entry => {
    const { method, namespace } = at(entry, 'header');
    return { method: asText(method), namespace: asText(namespace), payload: at(entry, 'payload') };
  });
}

export function at(object: Json, key: string): Json {
  return asObject(object[key]);
}

export function asObject(value: unknown): Json {
  if (!isObject(value)) throw new TypeError(`a trace has ${JSON.stringify(value)} where an object should be`);
  return value;
}

export function asText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`a trace has ${JSON.stringify(value)} where a text should be`);
  return value;
}

export function list(value: unknown): readonly Json[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new TypeError(`a trace has ${JSON.stringify(value)} where a list should be`);
  return value.map(asObject);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
