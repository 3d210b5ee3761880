import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { linesWith, startHome, type SimulatedHome } from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

const NO_RESPONSE = -70402;

describe('a plug and a strip in the Home app', () => {
  let house: SimulatedHome;
  before(async () => {
    house = await startHome([
      { model: 'mss310-2.1.17', config: { name: 'Lamp' } },
      { model: 'mss425e-2.1.2', config: { name: 'Desk', outlets: [{ channel: 1, name: 'Screen' }] } },
    ]);
  });
  after(() => house.close());

  test('a tap switches the plug', async () => {
    const [lamp] = house.plugs;
    const tile = await house.outlet('Lamp');
    for (const on of [false, true]) {
      assert.equal((await house.app.switch(tile, on)).status, 0);
      assert.equal(lamp?.isOn(), on);
      assert.deepEqual(await house.app.read(tile), { value: on ? 1 : 0, on, status: 0 });
    }
  });

  test('a press on the plug turns the tile', async () => {
    const [lamp] = house.plugs;
    const tile = await house.outlet('Lamp');
    await house.app.onEvent(tile);
    const on = !lamp?.isOn();
    lamp?.press();
    assert.equal(await house.app.nextEvent(tile, value => value === on, 8000), on);
  });

  test('a socket without a meter counts as in use while it is on', async () => {
    const [, desk] = house.plugs;
    const tile = await house.outlet('Desk', 'Screen');
    await house.app.onEvent(tile);
    const on = !desk?.isOn(1);
    desk?.press(1);
    assert.equal(await house.app.nextEvent(tile, value => value === on, 8000, 'OutletInUse'), on);
  });

  test('a strip has a tile per socket, with its names, and no master', async () => {
    const tiles = (await house.app.outlets()).filter(({ accessoryName }) => accessoryName === 'Desk');
    assert.deepEqual(
      tiles.map(({ serviceName }) => serviceName),
      ['Screen', 'Outlet 2', 'Outlet 3', 'Outlet 4'],
    );
  });

  test('one socket of a strip is switched, and the others stay', async () => {
    const [, strip] = house.plugs;
    assert.ok(strip);
    const second = await house.outlet('Desk', 'Outlet 2');
    const rest = (): readonly boolean[] => [1, 3, 4].map(channel => strip.isOn(channel));
    for (const on of [true, false, true]) {
      const before = rest();
      assert.equal((await house.app.switch(second, on)).status, 0);
      assert.equal(strip.isOn(2), on);
      assert.deepEqual(rest(), before);
    }
  });

  test('a press on the strip turns the tile of that socket', async () => {
    const strip = house.plugs[1];
    const third = await house.outlet('Desk', 'Outlet 3');
    await house.app.onEvent(third);
    const on = !strip?.isOn(3);
    strip?.press(3);
    assert.equal(await house.app.nextEvent(third, value => value === on, 8000), on);
  });

  test('the accessory says what it is', async () => {
    const [lamp] = house.plugs;
    const { aid } = await house.outlet('Lamp');
    assert.deepEqual(await house.app.info(aid), {
      Manufacturer: 'Meross',
      Model: 'MSS310',
      Name: 'Lamp',
      SerialNumber: lamp?.uuid,
      FirmwareRevision: '2.1.17',
      HardwareRevision: '2.0.0',
    });
  });

  test('a dead plug says No Response and the others do not notice; plugged in again it comes back by itself', async () => {
    const [lamp] = house.plugs;
    const tile = await house.outlet('Lamp');
    const other = await house.outlet('Desk', 'Screen');
    await lamp?.unplug();
    const away = performance.now();
    await until(async () => (await house.app.read(tile)).status === NO_RESPONSE, 17_000, 'No Response');
    assert.ok(performance.now() - away < 16_000, 'about 15 s');
    const { status, ms } = await house.app.switch(other, true);
    assert.equal(status, 0);
    assert.ok(ms < 300, `the others take ${String(ms)} ms`);
    assert.notEqual((await house.app.switch(tile, true)).status, 0, 'no false OK');
    await lamp?.plugIn();
    await until(async () => (await house.app.read(tile)).status === 0, 35_000, 'back');
    assert.equal((await house.app.read(tile)).on, lamp?.isOn());
    await until(() => linesWith(house.homebridge.log, 'is back').length > 0, 1000, 'a line');
    assert.equal(linesWith(house.homebridge.log, 'cannot be reached').length, 1, 'one line when it goes');
    assert.equal(linesWith(house.homebridge.log, 'is back').length, 1, 'one line when it is back');
  });

  test('the log holds no warning of Homebridge or HAP, and no key', () => {
    const { log } = house.homebridge;
    assert.doesNotMatch(log, /slow to respond|didn't respond|This plugin (?:slows|generated)|characteristic.*warning/i);
    assert.doesNotMatch(log, /\[(?:warn|error)\]|Error:/i);
    for (const { key } of house.plugs) assert.ok(!log.includes(key));
  });
});
