/** Plugs that push their changes to a broker, and other clients of that broker. */
import { createHash, randomBytes } from 'node:crypto';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { HomeApp, type Outlet } from './home-app.ts';
import { startHomebridge, type RunningHomebridge } from './homebridge.ts';
import { platformConfig, outletOf, startPlug, type PlugSetup } from './simulated-home.ts';
import { until, within } from './until.ts';
import { TcpProxy } from './tcp-proxy.ts';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** A plug with a wire to each of its transports: the one where it is asked, and the one by which it dials out. */
export interface WiredPlug {
  readonly plug: SimulatedPlug;
  readonly http: TcpProxy;
  readonly mqtt: TcpProxy;
  /** Its entry in the config's `devices`. */
  readonly device: object;
  readonly name: string;
}

export interface WiredPlugOptions extends PlugSetup {
  readonly name: string;
}

/** A plug in a hurry: real ones repeat themselves every 2 to 30 s. */
export const FAST_INTERVALS = { reconnectMs: 500, clockEveryMs: 500, bindEveryMs: 500 };

/** Starts a plug that dials the broker at this port of 127.0.0.1. */
export async function startWiredPlug(plugOptions: WiredPlugOptions, brokerPort: number): Promise<WiredPlug> {
  const { config, name, ...rest } = plugOptions;
  const mqtt = await TcpProxy.to(brokerPort);
  const gateway = { host: '127.0.0.1', port: mqtt.port };
  const plug = await startPlug({ mqtt: FAST_INTERVALS, gateway, userId: '1000', ...rest });
  const http = await TcpProxy.to(Number(plug.host.split(':')[1]));
  const device = { host: `127.0.0.1:${String(http.port)}`, key: plug.key, name, ...config };
  return { plug, http, mqtt, device, name };
}

export interface PushFixture {
  readonly wiredPlugs: readonly WiredPlug[];
  readonly homebridge: RunningHomebridge;
  readonly app: HomeApp;
  /** The outlet with this accessory name, and this service name on a strip. */
  outlet(accessory: string, service?: string): Promise<Outlet>;
  close(): Promise<void>;
}

/** Homebridge with these plugs and these options of the config block, a Home app that listens, every plug logged in. */
export async function startPushFixture(wiredPlugs: readonly WiredPlug[], options: object): Promise<PushFixture> {
  const devices = wiredPlugs.map(({ device }) => device);
  const homebridge = await startHomebridge({ platforms: [platformConfig(devices, options)] });
  for (const { name } of wiredPlugs) await homebridge.waitForLog(new RegExp(`${name} is ready`));
  const app = await HomeApp.pair(homebridge);
  const pushingPlugs = wiredPlugs.filter(({ plug }) => plug.mqtt.dials > 0);
  await until(
    () => pushingPlugs.every(({ plug }) => plug.mqtt.isStartUpDone),
    10_000,
    'every plug is let in and answered',
  );
  return {
    wiredPlugs,
    homebridge,
    app,
    outlet: (accessory, service) => outletOf(app, accessory, service),
    close: async () => {
      await app.close();
      await homebridge.stop();
      await Promise.all(wiredPlugs.map(({ plug }) => plug.close()));
      await Promise.all(wiredPlugs.flatMap(({ http, mqtt }) => [http.close(), mqtt.close()]));
    },
  };
}

/** The login of this plug, made without the simulator; with another key, the login of an impostor. */
export function loginOptionsOf({ uuid, key }: { readonly uuid: string; readonly key: string }): IClientOptions {
  const mac = (uuid.slice(-12).match(/../g) ?? []).join(':');
  return {
    protocolId: 'MQIsdp',
    protocolVersion: 3,
    clientId: `fmware:${uuid}_${randomBytes(8).toString('hex')}`,
    username: mac,
    password: `1000_${md5(mac + key)}`,
    clean: true,
    keepalive: 120,
  };
}

/** Connects once, as a plug does. @throws {Error} it is not let in, and why */
export async function logIn(port: number, options: IClientOptions): Promise<MqttClient> {
  const tls = { protocol: 'mqtts', host: '127.0.0.1', port, rejectUnauthorized: false } as const;
  const client = connect({ ...tls, reconnectPeriod: 0, connectTimeout: 8000, ...options });
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  client.once('connect', () => resolve(undefined));
  client.on('error', error => resolve(error.message));
  client.once('close', () => resolve('closed'));
  const refusal = await within(promise, 9000, 'a login');
  if (refusal === undefined) return client;
  await client.endAsync(true);
  throw new Error(refusal);
}

/** The PUSH of a plug with one outlet, signed with its key. */
export function togglePush({ uuid, key }: { readonly uuid: string; readonly key: string }, on: boolean): string {
  const messageId = randomBytes(16).toString('hex');
  const timestamp = Math.floor(Date.now() / 1000);
  const sign = md5(`${messageId}${key}${String(timestamp)}`);
  const from = `/appliance/${uuid}/publish`;
  const header = { messageId, namespace: 'Appliance.Control.ToggleX', method: 'PUSH', payloadVersion: 1, from };
  const togglex = [{ channel: 0, onoff: on ? 1 : 0, lmTime: timestamp }];
  return JSON.stringify({ header: { ...header, timestamp, timestampMs: 0, sign }, payload: { togglex } });
}

/** Questions about what is on and off that a plug was asked over HTTP, oldest first. */
export function statePollsOf(plug: SimulatedPlug): SimulatedPlug['requests'] {
  return plug.requests.filter(({ method, namespace, transport }) => {
    const isStateQuery = namespace.endsWith('.System.All') || (namespace.endsWith('.ToggleX') && method === 'GET');
    return transport === 'http' && (isStateQuery || namespace.endsWith('.Multiple'));
  });
}
