import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import { loadModel, SimulatedPlug } from '../../simulator/index.ts';
import { HomeApp } from '../support/home-app.ts';
import { startHomebridge, type RunningHomebridge } from '../support/homebridge.ts';
import { platformConfig, linesWith, switchCommandsTo, someUuid } from '../support/simulated-home.ts';
import { mayOpenPort80 } from '../support/port-80.ts';
import { until } from '../support/until.ts';

const KEY = 'a key of our own';
const SUBNET = '127.0.21.16/28';

describe(
  'a network that is searched',
  { skip: (await mayOpenPort80('127.0.21.30')) ? false : 'port 80 may not be opened here' },
  () => {
    let homebridge: RunningHomebridge;
    let app: HomeApp;
    let lamp: SimulatedPlug;
    let found: SimulatedPlug;
    let stranger: SimulatedPlug;
    let thief: SimulatedPlug | undefined;
    const config = platformConfig([{ host: '127.0.21.17', name: 'Lamp' }], {
      key: KEY,
      pollSeconds: 2,
      discovery: { subnets: [SUBNET] },
    });

    const plugAt = async (model: string, address: string, key: string): Promise<SimulatedPlug> => {
      const plug = new SimulatedPlug({ model: await loadModel(model), uuid: someUuid(), key, address, port: 80 });
      await plug.start();
      return plug;
    };

    before(async () => {
      lamp = await plugAt('mss310-2.1.17', '127.0.21.17', KEY);
      found = await plugAt('mss110-7.3.37', '127.0.21.18', KEY);
      stranger = await plugAt('mss310-2.1.17', '127.0.21.19', 'the key of somebody else');
      homebridge = await startHomebridge({ platforms: [config] });
      await homebridge.waitForLog(/Lamp is ready/);
      app = await HomeApp.pair(homebridge);
    });
    after(async () => {
      await app.close();
      await homebridge.stop();
      for (const plug of [lamp, found, stranger, thief]) await plug?.close();
    });

    test('a plug with our key becomes a tile that works, and one with another key is reported once', async () => {
      await homebridge.waitForLog(/is ready: MSS110/, 15_000);
      await homebridge.waitForLog(/A Meross plug at 127\.0\.21\.19 .*does not accept the key/, 15_000);
      const tiles = await app.outlets();
      assert.equal(tiles.length, 2);
      const tile = tiles.find(({ accessoryName }) => accessoryName !== 'Lamp');
      assert.ok(tile);
      const on = !found.isOn();
      assert.equal((await app.switch(tile, on)).status, 0);
      assert.equal(found.isOn(), on);
    });

    test('what was found is there again after a restart, at once', async () => {
      const aids = (await app.outlets()).map(({ aid }) => aid);
      await homebridge.restart();
      await app.reconnect();
      assert.deepEqual(
        (await app.outlets()).map(({ aid }) => aid),
        aids,
      );
      await homebridge.waitForLog(/is ready: MSS110/, 3000);
    });

    test('a plug whose address was given to another is found again within two minutes; the other is never switched', async t => {
      const tile = (await app.outlets()).find(({ accessoryName }) => accessoryName === 'Lamp');
      assert.ok(tile);
      await sleep(8000); // past the search at the start, which would find it at once
      await lamp.unplug();
      assert.notEqual((await app.switch(tile, true)).status, 0);
      thief = await plugAt('mss310-2.1.17', '127.0.21.17', KEY);
      await lamp.move({ address: '127.0.21.24', port: 80 });
      const from = performance.now();
      const before = thief.isOn();
      let on = lamp.isOn();
      await until(
        async () => {
          on = !on;
          await sleep(500);
          return (await app.switch(tile, on)).status === 0;
        },
        120_000,
        'found again',
      );
      t.diagnostic(`found again after ${String(Math.round((performance.now() - from) / 1000))} s`);
      assert.equal(lamp.isOn(), on);
      assert.equal(thief.isOn(), before);
      assert.equal(switchCommandsTo(thief).length, 0, 'the other got no order');
      assert.equal((await app.outlets()).find(({ accessoryName }) => accessoryName === 'Lamp')?.aid, tile.aid);
      assert.equal(linesWith(homebridge.log, 'Lamp has moved from 127.0.21.17 to 127.0.21.24').length, 1);
    });

    test('the new address is remembered over a restart, without a change of the config', async () => {
      await homebridge.restart();
      await app.reconnect();
      const tile = (await app.outlets()).find(({ accessoryName }) => accessoryName === 'Lamp');
      assert.ok(tile);
      await until(async () => (await app.read(tile)).status === 0, 5000, 'there');
      assert.equal((await app.read(tile)).on, lamp.isOn());
      assert.equal(linesWith(homebridge.log, 'has moved').length, 1);
    });

    test('a mistake in the config, or a key that cannot be read, removes nothing', async () => {
      const before = (await app.outlets()).length;
      await homebridge.restart([
        platformConfig([{ host: '127.0.21.17', name: 'Lamp' }], {
          key: KEY,
          discovery: { subnets: ['127.0.21.16/2 8'] },
        }),
      ]);
      await app.reconnect();
      await homebridge.waitForLog(/Lamp.*(?:is ready|another plug)/, 10_000);
      await sleep(1000);
      assert.equal((await app.outlets()).length, before);
    });

    test('a plug that the config locks, or could not be understood there, is not found anew without its lock', async () => {
      const orders = switchCommandsTo(found).length;
      await homebridge.restart([
        platformConfig([{ host: '127.0.21.18', locked: 'yes' }], { key: KEY, discovery: { subnets: [SUBNET] } }),
      ]);
      await app.reconnect();
      await sleep(6000);
      for (const tile of await app.outlets()) await app.switch(tile, !found.isOn());
      assert.equal(switchCommandsTo(found).length, orders);
    });

    test('a restart in the middle of a search removes nothing', async () => {
      await homebridge.restart([config]);
      await app.reconnect();
      const aids = (await app.outlets()).map(({ aid }) => aid);
      await lamp.unplug();
      await homebridge.restart([platformConfig([], { key: KEY, discovery: { subnets: [SUBNET] } })]);
      await sleep(1000);
      await lamp.plugIn();
      await homebridge.restart([config]);
      await app.reconnect();
      const still = (await app.outlets()).map(({ aid }) => aid);
      assert.ok(aids.length > 0 && aids.every(aid => still.includes(aid)));
      assert.equal(linesWith(homebridge.log, 'no longer in the config').length, 0);
    });

    test('switched off again, what was found and is not in the config leaves the Home app', async () => {
      await homebridge.restart([platformConfig([{ host: '127.0.21.24', name: 'Lamp' }], { key: KEY })]);
      await app.reconnect();
      await until(async () => (await app.outlets()).length === 1, 10_000, 'only the lamp');
    });
  },
);
