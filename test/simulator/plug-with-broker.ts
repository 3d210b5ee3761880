import { createHash } from 'node:crypto';
import type { TestContext } from 'node:test';
import { loadModel, type MqttOptions, type SimulatedPlug, type SimulatedPlugOptions } from '../../simulator/index.ts';
import { until } from './client.ts';
import { LocalBroker } from './local-broker.ts';
import { newPlug } from '../support/new-plug.ts';

/** A plug in a hurry. */
export const shortIntervals: MqttOptions = { reconnectMs: 20, clockEveryMs: 20, bindEveryMs: 20 };

/** A plug in use that dials this broker. */
export function plugWithBroker(
  t: TestContext,
  { port }: LocalBroker,
  mqtt: MqttOptions = {},
  name = 'mss305',
  options: Partial<SimulatedPlugOptions> = {},
): Promise<SimulatedPlug> {
  const gateway = { host: '127.0.0.1', port };
  return newPlug(t, { isNew: false, gateway, userId: '1000', mqtt: { ...shortIntervals, ...mqtt }, ...options }, name);
}

/** A plug in use whose broker has answered what it asks first; earlier messages are dropped. */
export async function startedPlugWithBroker(t: TestContext, name = 'mss305'): Promise<[SimulatedPlug, LocalBroker]> {
  const broker = await LocalBroker.start(t);
  broker.replyAs(await loadModel(name));
  const plug = await plugWithBroker(t, broker, { clockEveryMs: 10_000, bindEveryMs: 10_000 }, name);
  await until(() => plug.mqtt.isStartUpDone && broker.messages.length === plug.mqtt.sent.length);
  broker.messages.length = 0;
  return [plug, broker];
}

/** The sign of a message with this header, by this key. */
export function signOf(key: string, header: Readonly<Record<string, unknown>>): string {
  return createHash('md5')
    .update(`${String(header['messageId'])}${key}${String(header['timestamp'])}`)
    .digest('hex');
}
