/** A plug as recorded by others, the broker under test, and a stand-in for the plugin. */
import { connect as connectMqtt, type IClientOptions, type MqttClient } from 'mqtt';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { after, type TestContext } from 'node:test';
import { EmbeddedBroker, type EmbeddedBrokerOptions } from '../../../src/push/embedded/embedded-broker.ts';
import type { KnownPlug, KnownPlugs, BrokerOptions } from '../../../src/push/broker-connection.ts';
import { systemClock } from '../../../src/clock.ts';
import type { Message } from '../../../src/protocol/envelope.ts';
import { ENGLISH } from '../../../src/texts/log-texts.ts';
import { until, within } from '../../support/until.ts';

/** The values from which the test vectors of the reference are computed. */
export const UUID = '2401010000000000000048e1e9aabbcc';
export const MAC = '48:e1:e9:aa:bb:cc';
export const KEY = '0123456789abcdef0123456789abcdef';
export const PLUG: KnownPlug = { uuid: UUID, key: KEY, allowsOldTls: false };

export const OTHER_UUID = '2401010000000000000048e1e9000001';
export const OTHER_MAC = '48:e1:e9:00:00:01';
export const OTHER_KEY = 'ffffffffffffffffffffffffffffffff';
export const OTHER_PLUG: KnownPlug = { uuid: OTHER_UUID, key: OTHER_KEY, allowsOldTls: false };

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export function knownPlugs(...plugs: readonly KnownPlug[]): KnownPlugs {
  const tail = (mac: string): string => mac.replaceAll(':', '');
  return {
    byMac: mac => plugs.find(({ uuid }) => uuid.endsWith(tail(mac))),
    byUuid: wanted => plugs.find(({ uuid }) => uuid === wanted),
  };
}

/** What the broker reported to the plugin. */
export interface PluginEvents {
  readonly messages: { readonly uuid: string; readonly message: Message }[];
  readonly sessions: string[];
  readonly lines: string[];
}

export function recordEvents(): PluginEvents & Pick<BrokerOptions, 'onMessage' | 'onSession' | 'log' | 'texts'> {
  const messages: PluginEvents['messages'] = [];
  const sessions: string[] = [];
  const lines: string[] = [];
  return {
    messages,
    sessions,
    lines,
    onMessage: (uuid, message) => messages.push({ uuid, message }),
    onSession: (uuid, isAlive) => sessions.push(`${uuid === UUID ? 'plug' : 'other'} ${isAlive ? 'in' : 'out'}`),
    log: (level, text) => lines.push(`${level}: ${text}`),
    texts: ENGLISH.push,
  };
}

const folder = mkdtempSync(join(tmpdir(), 'broker-test-'));
after(() => rmSync(folder, { recursive: true, force: true }));
/** RSA keys are slow to make, so all brokers of a test file share one certificate. */
export const CERTIFICATE = join(folder, 'broker.pem');

export interface RunningBroker extends PluginEvents {
  readonly broker: EmbeddedBroker;
  readonly port: number;
}

/** A broker for loopback that has not been started. */
export function newBroker(options: Partial<EmbeddedBrokerOptions> = {}): EmbeddedBroker {
  return new EmbeddedBroker({
    plugs: knownPlugs(PLUG, OTHER_PLUG),
    clock: systemClock,
    addresses: ['127.0.0.1'],
    port: 0,
    hosts: ['127.0.0.1'],
    certificateFile: CERTIFICATE,
    acceptsOldTls: false,
    ...recordEvents(),
    ...options,
  });
}

/** A broker on loopback that ends with the test. */
export async function startBroker(
  t: TestContext,
  options: Partial<EmbeddedBrokerOptions> = {},
): Promise<RunningBroker> {
  const events = recordEvents();
  const broker = newBroker({ ...events, ...options });
  await broker.start();
  t.after(() => broker.close());
  return { ...events, broker, port: broker.listenAddresses[0]?.port ?? 0 };
}

export interface LoginFields {
  readonly uuid?: string;
  readonly mac?: string;
  readonly key?: string;
  readonly clientId?: string;
  readonly password?: string;
}

/** The CONNECT of a plug: MQTT 3.1, a client id of 56 characters, user 1000. */
export function loginOptions({
  uuid = UUID,
  mac = MAC,
  key = KEY,
  clientId,
  password,
}: LoginFields = {}): IClientOptions {
  return {
    protocolId: 'MQIsdp',
    protocolVersion: 3,
    clientId: clientId ?? `fmware:${uuid}_${randomBytes(8).toString('hex')}`,
    username: mac,
    password: password ?? `1000_${md5(mac + key)}`,
    clean: true,
    keepalive: 120,
  };
}

/** Connects like a plug, and once only; ends with the test. */
export function connectClient(t: TestContext, port: number, options: IClientOptions = loginOptions()): MqttClient {
  const client = connectMqtt({
    host: '127.0.0.1',
    port,
    protocol: 'mqtts',
    rejectUnauthorized: false,
    reconnectPeriod: 0,
    connectTimeout: 8000,
    ...options,
  });
  client.on('error', () => undefined);
  t.after(() => client.endAsync(true));
  return client;
}

/** The outcome: accepted, or the refusal. */
export function loginOutcome(client: MqttClient): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  client.once('connect', () => resolve('in'));
  client.once('error', error => resolve(error.message));
  client.once('close', () => resolve('closed'));
  return within(promise, 8000, 'a login');
}

export interface ConnectedPlug {
  readonly client: MqttClient;
  /** The messages that it received. */
  readonly received: unknown[];
  readonly publish: (json: string) => Promise<void>;
}

/** A plug that has logged in and subscribed. */
export async function connectPlug(
  t: TestContext,
  { broker, port }: RunningBroker,
  fields: LoginFields = {},
): Promise<ConnectedPlug> {
  const { uuid = UUID } = fields;
  const client = connectClient(t, port, loginOptions(fields));
  const received: unknown[] = [];
  client.on('message', (_topic, bytes) => received.push(JSON.parse(bytes.toString('utf8'))));
  await until(() => client.connected, 8000, 'the plug is in');
  await client.subscribeAsync(`/appliance/${uuid}/subscribe`, { qos: 1 });
  await until(() => broker.hasSession(uuid), 8000, 'its session');
  const publish = async (json: string): Promise<void> => {
    await client.publishAsync(`/appliance/${uuid}/publish`, json, { qos: 1 });
  };
  return { client, received, publish };
}

export interface MessageFields {
  readonly namespace?: string;
  readonly method?: string;
  readonly payload?: unknown;
  readonly messageId?: string;
  readonly timestamp?: number;
  readonly uuid?: string;
  readonly key?: string;
  readonly sign?: string;
  readonly header?: Readonly<Record<string, unknown>>;
}

/** A message of a plug, signed without the plugin's own code. */
export function plugMessage(fields: MessageFields = {}): string {
  const { namespace = 'Appliance.Control.ToggleX', method = 'PUSH', uuid = UUID, key = KEY, timestamp = 6 } = fields;
  const { messageId = randomBytes(16).toString('hex') } = fields;
  const { payload = { togglex: [{ channel: 0, onoff: 1, lmTime: 5 }] } } = fields;
  const { sign = md5(`${messageId}${key}${String(timestamp)}`) } = fields;
  const from = `/appliance/${uuid}/publish`;
  const plugHeader = { messageId, namespace, method, payloadVersion: 1, from, timestamp, timestampMs: 7, sign };
  return JSON.stringify({ header: { ...plugHeader, ...fields.header }, payload });
}

/** A bare TLS connection, for bytes that no MQTT library sends. */
export async function connectTlsOnly(
  t: TestContext,
  port: number,
  options: ConnectionOptions = {},
): Promise<TLSSocket> {
  const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
  socket.on('error', () => undefined);
  t.after(() => socket.destroy());
  await within(
    new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.once('close', () => reject(new Error('closed during the handshake')));
    }),
    8000,
    'a TLS handshake',
  );
  return socket;
}

/** All bytes of a connection, until the other side closes it or `length` bytes have arrived. */
export async function readBytes(socket: TLSSocket, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const size = (): number => chunks.reduce((sum, { length }) => sum + length, 0);
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await until(() => size() >= bytes || socket.destroyed, 8000, `${String(bytes)} bytes`);
  return Buffer.concat(chunks);
}

/** The packets of the reference, byte for byte. */
export const RAW_PACKETS = {
  connect31:
    '10800100064d514973647003c200780038666d776172653a32343031303130303030303030303030303030303438653165396161626263635f41624364456647683031323334353637001134383a65313a65393a61613a62623a63630025313030305f3335656531356134346532616633626330306338323466636262333930326230',
  connect311:
    '107e00044d51545404c200780038666d776172653a32343031303130303030303030303030303030303438653165396161626263635f41624364456647683031323334353637001134383a65313a65393a61613a62623a63630025313030305f3335656531356134346532616633626330306338323466636262333930326230',
  subscribe:
    '823a000100352f6170706c69616e63652f32343031303130303030303030303030303030303438653165396161626263632f73756273637269626501',
} as const;

export const hex = (text: string): Buffer => Buffer.from(text, 'hex');
