/** Factory-new plugs, and the settings that they receive during setup. */
import { createCipheriv, createHash } from 'node:crypto';
import type { TestContext } from 'node:test';
import { type Account, loadModel, SimulatedPlug, type SimulatedPlugOptions } from '../../simulator/index.ts';
import { sendRequest, type RequestOverrides, type Reply, set } from '../simulator/client.ts';

/** The network of the home, and one of a neighbouring flat. */
export const homeNetwork = { ssid: 'Maison', password: 'hunter22', bssid: '11:22:33:44:55:66', channel: 6, signal: 70 };
export const otherNetwork = { ssid: 'Café-2.4G', bssid: '66:55:44:33:22:11', channel: 11, signal: 90 };

/** An account as Config.Key sends it. */
export const account = {
  userId: '1000',
  key: '0123456789abcdef0123456789abcdef',
  gateway: { host: '127.0.0.1', port: 8883, secondHost: '127.0.0.1', secondPort: 8883, redirect: 1 },
} satisfies Account;

/** The row of Config.WifiList of the network at home, with a password added. */
export function wifiOf(password: string, network = homeNetwork): Record<string, unknown> {
  const ssid = Buffer.from(network.ssid).toString('base64');
  return { ssid, password, bssid: network.bssid, channel: network.channel, encryption: 6, cipher: 3 };
}

/** The password in AES, padded with 1 to 16 zero bytes, which is how most tools do it. */
export function encryptedPassword(plug: SimulatedPlug, password: string, end = Buffer.alloc(0)): string {
  const { type } = plug.model;
  const macAddress = (plug.uuid.slice(-12).match(/../g) ?? []).join(':');
  const key = createHash('md5')
    .update(type + plug.uuid + macAddress)
    .digest('hex');
  const text = Buffer.from(password);
  const plain = Buffer.concat([text, Buffer.alloc(16 - (text.length % 16)), end]);
  const cipher = createCipheriv('aes-256-cbc', key, '0'.repeat(16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
}

/** Where a plug is that runs on every system; only Linux answers on all of 127/8. */
export const onLoopback = { address: '127.0.0.1', accessPoint: { address: '127.0.0.1' } };

/** A factory-new plug in pairing mode that ends with the test; at home and in pairing mode it has addresses of its own. */
export async function newPlug(
  t: TestContext,
  options: Partial<SimulatedPlugOptions> = {},
  name = 'mss305',
): Promise<SimulatedPlug> {
  const model = await loadModel(name);
  const plug = new SimulatedPlug({
    model,
    isNew: true,
    address: '127.0.0.31',
    accessPoint: { address: '127.0.0.30' },
    networks: [homeNetwork, otherNetwork],
    joinMs: 20,
    ...options,
  });
  t.after(() => plug.close());
  await plug.start();
  return plug;
}

/** Sends a plug its account; undefined when it hangs up. */
export function setKey(
  plug: SimulatedPlug,
  key: object = account,
  overrides: RequestOverrides = {},
): Promise<Reply | undefined> {
  return sendRequest(plug, 'SET', 'Appliance.Config.Key', { key }, overrides);
}

/** Sends a plug the network at home, which it acknowledges. */
export function join(plug: SimulatedPlug, password = homeNetwork.password): Promise<void> {
  return set(plug, 'Appliance.Config.WifiX', { wifi: wifiOf(encryptedPassword(plug, password)) });
}
