import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../support/homebridge.ts';
import { entriesInFile, historyPath } from '../../support/history-file.ts';
import { deviceConfig } from '../../support/simulated-home.ts';
import { until } from '../../support/until.ts';
import { plugOf, startPlatform, storage } from './platform-fixture.ts';

/** The timers and sockets of this process, by kind. */
const active = (): string => process.getActiveResourcesInfo().toSorted().join();

describe('the end of Homebridge', () => {
  test('leaves neither timer nor socket behind, with a plug that replies and one that does not', async t => {
    const [lamp, fan] = [await plugOf(t), await plugOf(t)];
    await fan.unplug();
    // The socket of the plug is closed a moment later.
    await sleep(100);
    const before = active();
    const home = startPlatform(t, {
      devices: [deviceConfig(lamp, { name: 'Lamp' }), deviceConfig(fan, { name: 'Fan' })],
      pollSeconds: 1,
      metrics: { port: await freePort() },
    });
    await home.logged(/1 of 2 plugs ready/);
    assert.notEqual(active(), before, 'so the next line shows something');
    home.shutDown();
    await until(() => active() === before, 5000, 'all is closed').catch((error: unknown) => {
      throw new Error(`${String(error)}: ${active()}, not ${before}`);
    });
    const requests = lamp.requests.length;
    await sleep(1500);
    assert.equal(lamp.requests.length, requests, 'no query any more');
  });

  test('before the plugin has started leaves nothing behind either, and sends nothing', async t => {
    const plug = await plugOf(t);
    const before = active();
    const home = startPlatform(t, { devices: [deviceConfig(plug)] });
    home.shutDown();
    await sleep(500);
    assert.equal(active(), before);
    assert.equal(plug.requests.length, 0);
    assert.deepEqual(home.lines, []);
  });

  test('a tap shortly before is in the history after the restart', async t => {
    const plug = await plugOf(t);
    const home = startPlatform(t, { devices: [deviceConfig(plug, { name: 'Lamp', history: true })] });
    await home.logged(/Lamp is ready/);
    const on = !plug.isOn();
    assert.equal(await home.tap('Lamp', on), undefined);
    home.shutDown();
    const path = historyPath(storage, plug.uuid);
    await until(async () => (await entriesInFile(path)).at(-1)?.on === on, 3000, 'the tap is in the file');
  });
});

describe('the broker in the plugin', () => {
  test('takes a press on a plug to its tile at once, and ends with Homebridge', async t => {
    const port = await freePort();
    const gateway = { host: '127.0.0.1', port };
    const mqtt = { reconnectMs: 100, clockEveryMs: 1000, bindEveryMs: 1000 };
    const plug = await plugOf(t, { gateway, userId: '1000', mqtt });
    const home = startPlatform(t, {
      devices: [deviceConfig(plug, { name: 'Lamp' })],
      pollSeconds: 3600,
      broker: { enabled: true, port, addresses: ['127.0.0.1'] },
    });
    await home.logged(/^info: Lamp \(.*\) sends its changes by itself now/, 20_000);
    const on = !plug.isOn();
    plug.press();
    // Long before any poll.
    await until(async () => (await home.isOn('Lamp')) === on, 2000, 'the tile turns');
    home.shutDown();
    await plug.unplug();
  });

  test('that cannot start is reported once, and the plugs are polled', async t => {
    const plug = await plugOf(t);
    const home = startPlatform(t, {
      devices: [deviceConfig(plug, { name: 'Lamp' })],
      broker: { enabled: true, url: 'mqtts://127.0.0.1:1', ca: '/nowhere/ca.pem' },
    });
    await home.logged(/^error: .*"broker\.ca".*\/nowhere\/ca\.pem \(ENOENT\)/);
    await home.logged(/Lamp is ready/);
    assert.equal(await home.tap('Lamp', !plug.isOn()), undefined);
  });
});
