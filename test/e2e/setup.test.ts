/** From the box to the Home app by commands alone: two plugs, one with a Wi-Fi of its own, one by Bluetooth. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { loadModel, SimulatedPlug } from '../../simulator/index.ts';
import { cli, runProcess } from '../cli/command-line.ts';
import { homeNetwork, otherNetwork } from '../support/new-plug.ts';
import { HomeApp, type Outlet } from '../support/home-app.ts';
import { freePort, startHomebridge, type RunningHomebridge } from '../support/homebridge.ts';
import { someUuid } from '../support/simulated-home.ts';
import { SimulatedRadio } from '../unit/setup/simulated-radio.ts';

const KEY = 'CANARYkey00112233445566778899aab';
const ENV = { MEROSS_WIFI_PASSWORD: homeNetwork.password, MEROSS_KEY: KEY };

/** A plug from the box, and the port where it will be in the house. */
async function newcomer(hasAccessPoint: boolean): Promise<{ readonly plug: SimulatedPlug; readonly port: number }> {
  const port = await freePort();
  const accessPoint = hasAccessPoint ? { address: '127.0.0.1' } : undefined;
  const model = await loadModel('mss305');
  const networks = [homeNetwork, otherNetwork];
  const plug = new SimulatedPlug({ model, uuid: someUuid(), isNew: true, port, accessPoint, networks });
  await plug.start();
  return { plug, port };
}

const afterwards = (port: number): readonly string[] => [
  '--ssid',
  homeNetwork.ssid,
  '--subnet',
  '127.0.0.1/32',
  '--port',
  String(port),
  '--yes',
];

describe('plugs from the box', () => {
  let homebridge: RunningHomebridge;
  let plugs: readonly { readonly plug: SimulatedPlug; readonly port: number }[];
  let paired: HomeApp | undefined;
  let said = '';

  before(async () => {
    plugs = [await newcomer(true), await newcomer(false)];
    homebridge = await startHomebridge({ platforms: [] });
  });
  after(async () => {
    await paired?.close();
    await homebridge.stop();
    await Promise.all(plugs.map(({ plug }) => plug.close()));
  });

  const app = (): HomeApp => paired ?? assert.fail('not paired');
  const tile = async (name: string): Promise<Outlet> => {
    const found = (await app().outlets()).find(({ accessoryName }) => accessoryName === name);
    return found ?? assert.fail(`no ${name}`);
  };

  test('two commands put both of them into the network and into the config', async () => {
    const [one, other] = plugs;
    assert.ok(one && other);
    const config = `${homebridge.storage}/config.json`;
    const ap = ['provision', '--ap', '--address', one.plug.host, ...afterwards(one.port)];
    const first = await runProcess([...ap, '--config', config, '--name', 'Lamp'], ENV);
    assert.equal(first.status, 0, first.err);
    const ble = ['provision', '--ble', '--scan', '1', ...afterwards(other.port)];
    const radio = (): Promise<SimulatedRadio> => Promise.resolve(new SimulatedRadio(other.plug));
    const second = await cli([...ble, '--config', config, '--name', 'Fan'], { env: ENV, radio });
    assert.equal(second.status, 0, second.err);
    said = first.out + first.err + second.out + second.err;
    const { platforms } = JSON.parse(await readFile(config, 'utf8')) as { platforms: readonly object[] };
    assert.equal(platforms.length, 1);
    await homebridge.restart(platforms);
    paired = await HomeApp.pair(homebridge);
  });

  for (const [at, name] of ['Lamp', 'Fan'].entries()) {
    test(`the ${name} is in the Home app, and is switched`, async () => {
      const plug = plugs[at]?.plug;
      await homebridge.waitForLog(new RegExp(`${name}.* is ready`));
      for (const on of [true, false, true]) {
        assert.equal((await app().switch(await tile(name), on)).status, 0);
        assert.equal(plug?.isOn(), on);
      }
    });
  }

  test('a new key by a command, and the plug works as before', async () => {
    const plug = plugs[0]?.plug;
    const config = `${homebridge.storage}/config.json`;
    const argv = ['rekey', 'Lamp', '--config', config, '--record', `${homebridge.storage}/record.json`, '--yes'];
    const { status, out, err } = await runProcess(argv, { MEROSS_NEW_KEY: `${KEY.slice(0, -1)}c` });
    assert.equal(status, 0, err);
    said += out + err;
    const { platforms } = JSON.parse(await readFile(config, 'utf8')) as { platforms: readonly object[] };
    await homebridge.restart(platforms);
    await homebridge.waitForLog(/Lamp.* is ready/);
    await app().reconnect();
    const on = plug?.isOn() !== true;
    assert.equal((await app().switch(await tile('Lamp'), on)).status, 0);
    assert.equal(plug?.isOn(), on);
  });

  test('neither the keys nor the password of the Wi-Fi are in anything that was said, nor in the log', () => {
    for (const text of [said, homebridge.log]) {
      assert.ok(text.length > 0);
      assert.doesNotMatch(text, /CANARY|hunter22/);
    }
  });
});
