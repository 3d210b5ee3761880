import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { loadModel, SimulatedPlug, type SimulatedPlugOptions } from '../../simulator/index.ts';

/** A message of a plug, taken apart by hand. */
export interface Reply {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: unknown;
  readonly bytes: number;
}

/** What a test may change in a request. */
export interface RequestOverrides {
  readonly key?: string;
  readonly messageId?: string;
  readonly from?: string | undefined;
  readonly timestamp?: number | string;
  readonly triggerSrc?: string;
}

/** A running plug that ends with the test. */
export async function plugOf(
  t: TestContext,
  name: string,
  options: Omit<SimulatedPlugOptions, 'model'> = {},
): Promise<SimulatedPlug> {
  const plug = new SimulatedPlug({ model: await loadModel(name), ...options });
  t.after(() => plug.close());
  await plug.start();
  return plug;
}

/** The JSON of a signed request. */
export function message(
  plug: SimulatedPlug,
  method: string,
  namespace: string,
  payload: object = {},
  overrides: RequestOverrides = {},
): string {
  const messageId = overrides.messageId ?? randomBytes(16).toString('hex');
  const timestamp = overrides.timestamp ?? Math.floor(Date.now() / 1000);
  const sign = createHash('md5')
    .update(`${messageId}${overrides.key ?? plug.key}${String(timestamp)}`)
    .digest('hex');
  const { triggerSrc } = overrides;
  const from = 'from' in overrides ? overrides.from : `http://${plug.host}/config`;
  const header = { messageId, method, namespace, payloadVersion: 1, from, triggerSrc, timestamp, timestampMs: 0, sign };
  return JSON.stringify({ header, payload });
}

/** The bytes of a POST. */
export function httpPost(body: string): string {
  return `POST /config HTTP/1.1\r\nHost: plug\r\nContent-Type: application/json\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\nX-Test: yes\r\n\r\n${body}`;
}

/** A raw connection, which collects what it receives. */
export function dial(plug: SimulatedPlug): Socket {
  const [address, port] = plug.host.split(':');
  return connect({ host: address, port: Number(port) });
}

/** Sends bytes and gives back all that comes until the plug closes; rejects with the error of `connect`. */
export function exchangeBytes(plug: SimulatedPlug, bytes: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = dial(plug);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(Buffer.concat(chunks));
    });
    socket.write(bytes);
  });
}

/** The message in the bytes of a reply; undefined when there is not a byte, which is how a plug refuses. */
export function readReply(bytes: Buffer): Reply | undefined {
  if (bytes.length === 0) return undefined;
  return readMessage(bytes.toString('utf8', bytes.indexOf('\r\n\r\n') + 4));
}

/** The message in a JSON text. */
export function readMessage(text: string): Reply {
  const read: unknown = JSON.parse(text);
  assert.ok(isRecord(read) && isRecord(read['header']), 'an envelope');
  return { header: read['header'], payload: read['payload'], bytes: Buffer.byteLength(text) };
}

/** Asks like a client with the right key; undefined when the plug hangs up. */
export async function sendRequest(
  plug: SimulatedPlug,
  method: string,
  namespace: string,
  payload: object = {},
  overrides: RequestOverrides = {},
): Promise<Reply | undefined> {
  return postBody(plug, message(plug, method, namespace, payload, overrides));
}

/** Posts a body in clear; undefined when the plug hangs up. */
export async function postBody(plug: SimulatedPlug, body: string): Promise<Reply | undefined> {
  return readReply(await exchangeBytes(plug, httpPost(body)));
}

/** Asks for something that has to be answered, and gives its payload. */
export async function get(plug: SimulatedPlug, namespace: string, payload: object = {}): Promise<unknown> {
  const reply = await sendRequest(plug, 'GET', namespace, payload);
  assert.equal(reply?.header['method'], 'GETACK', namespace);
  return reply.payload;
}

/** Sends a SET that has to be acknowledged, with an empty payload. */
export async function set(plug: SimulatedPlug, namespace: string, payload: object): Promise<void> {
  const reply = await sendRequest(plug, 'SET', namespace, payload);
  assert.equal(reply?.header['method'], 'SETACK', namespace);
  assert.deepEqual(reply.payload, {});
}

/** A value deep inside of some JSON; undefined when the way ends before. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const step of path) {
    current = Array.isArray(current) ? current[Number(step)] : isRecord(current) ? current[String(step)] : undefined;
  }
  return current;
}

/** Waits until something has happened, for ten seconds at most. */
export async function until(happened: () => boolean): Promise<void> {
  for (const started = performance.now(); !happened(); await pause(2)) {
    assert.ok(performance.now() - started < 10_000, `in time: ${happened.toString()}`);
  }
}

/** Whether each channel is on, as System.All reports it: `[0, 1, 0, 0, 0]`. */
export async function states(plug: SimulatedPlug): Promise<readonly unknown[]> {
  const rows = listAt(await get(plug, 'Appliance.System.All'), 'all', 'digest', 'togglex');
  return rows.map(row => at(row, 'onoff'));
}

/** An array deep inside of some JSON, which has to be there. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const list = at(value, ...path);
  assert.ok(Array.isArray(list), path.join('.'));
  return list as readonly unknown[];
}

/** An object deep inside of some JSON, which has to be there. */
export function objectAt(value: unknown, ...path: readonly (string | number)[]): object {
  const object = at(value, ...path);
  assert.ok(isRecord(object), path.join('.'));
  return object;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
