import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import { SimulatedPlug } from '../../simulator/index.ts';
import type { Outlet } from '../support/home-app.ts';
import {
  platformConfig,
  deviceConfig,
  linesWith,
  switchCommandsTo,
  startHome,
  startPlug,
  type SimulatedHome,
} from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

describe('two plugs that swap their addresses while Homebridge runs', () => {
  let house: SimulatedHome;
  let tiles: readonly Outlet[];
  before(async () => {
    house = await startHome(
      ['Lamp', 'Fridge'].map(name => ({ model: 'mss310-2.1.17', config: { name } })),
      { pollSeconds: 2 },
    );
    tiles = await Promise.all(['Lamp', 'Fridge'].map(name => house.outlet(name)));
  });
  after(() => house.close());

  test('end up right, though the Home app taps all the while, and neither is switched for the other', async () => {
    const [lamp, fridge] = house.plugs;
    const [lampTile] = tiles;
    assert.ok(lamp && fridge && lampTile);
    fridge.turn(0, true);
    const orders = switchCommandsTo(fridge).length;
    // No address passes to another plug in a moment: its owner is unplugged before, and a tap fails.
    await lamp.unplug();
    assert.notEqual((await house.app.switch(lampTile, true)).status, 0);
    await SimulatedPlug.swap(lamp, fridge);
    let on = false;
    await until(
      async () => {
        on = !on;
        const { status } = await house.app.switch(lampTile, on);
        assert.equal(switchCommandsTo(fridge).length, orders, 'the fridge got no order');
        return status === 0;
      },
      30_000,
      'the lamp is found',
    );
    assert.equal(lamp.isOn(), on);
    assert.equal(fridge.isOn(), true, 'the fridge was never switched');
    const fridgeTile = tiles[1];
    assert.ok(fridgeTile);
    await until(async () => (await house.app.read(fridgeTile)).status === 0, 30_000, 'the fridge is found');
    assert.equal((await house.app.read(fridgeTile)).on, true);
    assert.equal(linesWith(house.homebridge.log, 'has moved from').length, 2);
  });

  test('are still right after a restart, with the same config', async () => {
    const [lamp, fridge] = house.plugs;
    assert.ok(lamp && fridge);
    await house.homebridge.restart();
    await house.app.reconnect();
    const [lampTile, fridgeTile] = tiles;
    assert.ok(lampTile && fridgeTile);
    for (const tile of tiles) await until(async () => (await house.app.read(tile)).status === 0, 10_000, 'there');
    const on = !lamp.isOn();
    assert.equal((await house.app.switch(lampTile, on)).status, 0);
    assert.equal(lamp.isOn(), on);
    assert.equal(fridge.isOn(), true);
  });
});

describe('two plugs that swap their addresses without a tap in between', () => {
  let house: SimulatedHome;
  before(async () => {
    house = await startHome(
      ['Lamp', 'Fridge'].map(name => ({ model: 'mss310-2.1.17', config: { name } })),
      { pollSeconds: 2 },
    );
  });
  after(() => house.close());

  test('are both found, though one of them was away for so long that it is asked but now and then', async () => {
    const [lamp, fridge] = house.plugs;
    assert.ok(lamp && fridge);
    const tiles = await Promise.all(['Lamp', 'Fridge'].map(name => house.outlet(name)));
    await lamp.unplug();
    await sleep(12_000);
    await SimulatedPlug.swap(lamp, fridge);
    for (const tile of tiles) {
      await until(async () => (await house.app.read(tile)).status === 0, 15_000, `${tile.accessoryName} is found`);
    }
  });
});

describe('an address that was given to another plug while Homebridge was away', () => {
  let house: SimulatedHome;
  let stranger: SimulatedPlug | undefined;
  before(async () => {
    house = await startHome([{ model: 'mss310-2.1.17', config: { name: 'Lamp' } }]);
  });
  after(async () => {
    await stranger?.close();
    await house.close();
  });

  test('the one that was there keeps its tile, with No Response, and that is logged', async () => {
    const [lamp] = house.plugs;
    assert.ok(lamp);
    const tile = await house.outlet('Lamp');
    const port = Number(lamp.host.split(':')[1]);
    await lamp.unplug();
    stranger = await startPlug({ model: 'mss310-2.1.17', port });
    await house.homebridge.restart();
    await house.app.reconnect();
    await house.homebridge.waitForLog(/Lamp had the address .*where another plug replies now/);
    assert.equal((await house.app.read(tile)).status, -70402);
    const orders = switchCommandsTo(stranger).length;
    assert.notEqual((await house.app.switch(tile, true)).status, 0);
    assert.equal(switchCommandsTo(stranger).length, orders);
  });
});

describe('a plug that moved to the address of one that is no longer there', () => {
  let house: SimulatedHome;
  before(async () => {
    house = await startHome(['Lamp', 'Old'].map(name => ({ model: 'mss310-2.1.17', config: { name } })));
  });
  after(() => house.close());

  test('keeps its tile', async () => {
    const [lamp, old] = house.plugs;
    assert.ok(lamp && old);
    const tile = await house.outlet('Lamp');
    const oldHost = old.host;
    await SimulatedPlug.swap(lamp, old);
    await old.unplug();
    assert.equal(lamp.host, oldHost);
    await house.homebridge.restart([platformConfig([deviceConfig(lamp, { name: 'Lamp' })])]);
    await house.app.reconnect();
    await until(async () => (await house.app.read(tile)).status === 0, 10_000, 'there');
    assert.equal((await house.outlet('Lamp')).aid, tile.aid);
    await house.homebridge.waitForLog(/Old had the address .*where another plug replies now/);
  });
});

describe('the same plug in two entries, the first of them locked', () => {
  let house: SimulatedHome;
  before(async () => {
    house = await startHome([{ model: 'mss310-2.1.17', config: { name: 'Fridge', locked: true } }]);
  });
  after(() => house.close());

  test('is never switched, whichever entry reaches it first', async () => {
    const [fridge] = house.plugs;
    assert.ok(fridge);
    const [, port = ''] = fridge.host.split(':');
    fridge.faults.hangUp = true;
    await house.homebridge.restart([
      platformConfig([
        deviceConfig(fridge, { name: 'Fridge', locked: true }),
        { ...deviceConfig(fridge), host: `localhost:${port}`, name: 'Second' },
      ]),
    ]);
    fridge.faults.hangUp = false;
    await house.app.reconnect();
    const tile = await house.outlet('Fridge');
    await until(async () => (await house.app.read(tile)).status === 0, 15_000, 'there');
    assert.equal((await house.app.switch(tile, false)).status, -70412);
    assert.equal(switchCommandsTo(fridge).length, 0);
  });
});

describe('two plugs that swapped their addresses while Homebridge was down, known by their uuids in the config', () => {
  for (const named of [
    [true, true],
    [false, true],
    [true, false],
  ] as const) {
    test(`end up right where ${named.map(each => (each ? 'one is named' : 'one is not')).join(' and ')}`, async () => {
      const house = await startHome(['Lamp', 'Fridge'].map(name => ({ model: 'mss310-2.1.17', config: { name } })));
      try {
        const tiles = await Promise.all(['Lamp', 'Fridge'].map(name => house.outlet(name)));
        const config = house.plugs.map((plug, index) =>
          deviceConfig(plug, { name: ['Lamp', 'Fridge'][index], ...(named[index] === true && { uuid: plug.uuid }) }),
        );
        const [lamp, fridge] = house.plugs;
        assert.ok(lamp && fridge);
        await SimulatedPlug.swap(lamp, fridge);
        await house.homebridge.restart([platformConfig(config, { pollSeconds: 2 })]);
        await house.app.reconnect();
        for (const [index, tile] of tiles.entries()) {
          await until(async () => (await house.app.read(tile)).status === 0, 30_000, `${String(index)} is found`);
          const plug = house.plugs[index];
          const on = plug?.isOn() !== true;
          assert.equal((await house.app.switch(tile, on)).status, 0);
          assert.equal(plug?.isOn(), on);
        }
        assert.deepEqual((await house.app.outlets()).map(({ aid }) => aid).sort(), tiles.map(({ aid }) => aid).sort());
      } finally {
        await house.close();
      }
    });
  }
});
