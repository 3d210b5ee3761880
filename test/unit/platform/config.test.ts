// cspell:ignore Lampe Steckdose bereit prise prête
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../support/homebridge.ts';
import { deviceConfig } from '../../support/simulated-home.ts';
import { until } from '../../support/until.ts';
import { NO_RESPONSE, plugOf, startPlatform } from './platform-fixture.ts';

const KEY = 'CANARYkey00112233445566778899aab';

describe('the config as the plugin takes it', { concurrency: true }, () => {
  test('an entry that cannot be used is reported with its place and name, and the other plugs work', async t => {
    const plug = await plugOf(t);
    const home = startPlatform(t, {
      devices: [{ host: '8.8.8.8', name: 'Heater', key: KEY }, deviceConfig(plug, { name: 'Lamp' })],
    });
    await home.logged(/^info: 1 of 2 plugs ready, 1 left out because of the config\.$/);
    assert.equal(
      home.count(/^warn: config: devices\[0\]\.host \(plug 1, Heater\) is "8\.8\.8\.8"/),
      1,
      home.lines.join('\n'),
    );
    assert.equal(await home.tap('Lamp', true), undefined);
    assert.doesNotMatch(home.lines.join('\n'), /CANARY/);
  });

  test('a mistake outside of the entries is reported without a plug, and an unknown key with what was meant', async t => {
    const plug = await plugOf(t);
    const home = startPlatform(t, { devices: [deviceConfig(plug)], pollSecond: 9 });
    await home.logged(/^warn: config: pollSecond .*"pollSeconds"/);
    await home.logged(/is ready/);
  });

  for (const [what, block] of [
    ['a list that is none', { devices: 'all of them' }],
    ['an object for the list', { devices: { host: '192.168.1.20' } }],
  ] as const) {
    test(`${what} starts nothing, removes nothing, and is explained`, async t => {
      const plug = await plugOf(t);
      const before = startPlatform(t, { devices: [deviceConfig(plug, { name: 'Lamp' })] });
      await before.logged(/Lamp is ready/);
      before.shutDown();
      const requests = plug.requests.length;
      const home = startPlatform(t, block, before.cached());
      await home.logged(/^warn: config: devices /);
      await home.logged(
        /^error: The config block cannot be used, so no plug is connected\. Home keeps its accessories\.$/,
      );
      assert.equal(home.accessories.size, 1);
      assert.deepEqual(await home.isOn('Lamp'), NO_RESPONSE);
      assert.notEqual(await home.tap('Lamp', true), undefined);
      assert.equal(plug.requests.length, requests);
    });
  }

  test('a block without a list, and without discovery, starts nothing and removes nothing', async t => {
    const plug = await plugOf(t);
    const before = startPlatform(t, { devices: [deviceConfig(plug, { name: 'Lamp' })] });
    await before.logged(/Lamp is ready/);
    before.shutDown();
    const home = startPlatform(t, { key: KEY }, before.cached());
    await sleep(300);
    assert.equal(home.accessories.size, 1);
    assert.equal(home.count(/no longer in the config/), 0);
  });

  test('a wrong key is reported once, with where to correct it, and no key is in the log', async t => {
    const plug = await plugOf(t);
    const home = startPlatform(t, { devices: [{ host: plug.host, name: 'Lamp', key: KEY }] });
    await home.logged(/^info: 0 of 1 plugs? ready, 1 wrong key\.$/);
    assert.equal(home.count(/^warn: Lamp \(.*\) does not accept the key/), 1, home.lines.join('\n'));
    assert.equal(home.count(/^warn: .*"key" of plug 1/), 1, home.lines.join('\n'));
    assert.equal(home.accessories.size, 0);
    assert.doesNotMatch([...home.lines, ...home.debugLines].join('\n'), new RegExp(`CANARY|${plug.key}`));
  });

  for (const [language, ready] of [
    ['de', /^info: Die Steckdose ist bereit\.$/],
    ['fr', /^info: La prise est prête\.$/],
  ] as const) {
    test(`the log is in the language of the config: ${language}`, async t => {
      const plug = await plugOf(t);
      const home = startPlatform(t, { devices: [deviceConfig(plug, { name: 'Lampe' })], language });
      await home.logged(ready);
      assert.doesNotMatch(home.lines.join('\n'), /\b(?:plug|ready|config)\b/);
    });
  }

  test('an address of the metrics without a port is reported; with a port, the plugs are served there', async t => {
    const plug = await plugOf(t);
    const devices = [deviceConfig(plug, { name: 'Lamp' })];
    const without = startPlatform(t, { devices, metrics: { address: '127.0.0.1' } });
    await without.logged(/^info: config: "metrics" has no effect without a "port"/);
    const port = await freePort();
    const home = startPlatform(t, { devices, metrics: { port } });
    await home.logged(/Lamp is ready/);
    const page = async (): Promise<string> => (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text();
    await until(async () => /^meross_\w+\{[^}]*name="Lamp"/m.test(await page()), 5000, 'the plug is in the metrics');
    home.shutDown();
    await until(
      () =>
        page().then(
          () => false,
          () => true,
        ),
      5000,
      'nothing is served any more',
    );
  });

  test('two entries for one plug: the first has it, and the second is reported', async t => {
    const plug = await plugOf(t);
    const [, port = ''] = plug.host.split(':');
    const home = startPlatform(t, {
      devices: [
        deviceConfig(plug, { name: 'First' }),
        { ...deviceConfig(plug), host: `localhost:${port}`, name: 'Second' },
      ],
    });
    await home.logged(/^warn: plug 2, Second \(.*\) is the same plug as plug 1, First/);
    await home.logged(/^info: 1 of 2 plugs ready, 1 listed twice\.$/);
    await until(() => home.accessories.size === 1, 1000, 'one tile');
    assert.equal(await home.tap('First', !plug.isOn()), undefined);
    assert.equal(home.count(/is the same plug/), 1);
  });
});
