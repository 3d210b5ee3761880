import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { SimulatedPlug } from '../../simulator/index.ts';
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

const NO_RESPONSE = -70402;

describe('rooms survive a restart and a new address', () => {
  let house: SimulatedHome;
  let moved: SimulatedPlug | undefined;
  before(async () => {
    house = await startHome([
      { model: 'mss310-2.1.17', config: { name: 'Lamp' } },
      { model: 'mss425e-2.1.2', config: { name: 'Desk' } },
    ]);
  });
  after(async () => {
    await moved?.close();
    await house.close();
  });

  const restart = async (devices: readonly object[]): Promise<void> => {
    await house.homebridge.restart([platformConfig(devices)]);
    await house.app.reconnect();
  };
  const devices = (): readonly object[] =>
    house.plugs.map((plug, index) => deviceConfig(plug, { name: ['Lamp', 'Desk'][index] }));

  test('a name given in the Home app survives a restart', async () => {
    const outlet = await house.outlet('Desk', 'Outlet 2');
    assert.equal(await house.app.rename(outlet, 'Radio'), 0);
    await restart(devices());
    const renamed = await house.outlet('Desk', 'Radio');
    assert.deepEqual([renamed.aid, renamed.iids], [outlet.aid, outlet.iids]);
  });

  test('after a restart with a plug unplugged, its tile is there, complete, and says No Response', async () => {
    const [lamp] = house.plugs;
    const tile = await house.outlet('Lamp');
    const info = await house.app.info(tile.aid);
    await lamp?.unplug();
    await restart(devices());
    const again = await house.outlet('Lamp');
    assert.equal(again.aid, tile.aid);
    assert.equal((await house.app.read(again)).status, NO_RESPONSE);
    assert.deepEqual(await house.app.info(again.aid), info);
    const { status, ms } = await house.app.switch(again, true);
    assert.notEqual(status, 0);
    assert.ok(ms < 300);
    await lamp?.plugIn();
    await until(async () => (await house.app.read(again)).status === 0, 20_000, 'back');
    assert.equal((await house.app.read(again)).on, lamp?.isOn());
  });

  test('a plug at a new address keeps its tile', async () => {
    const [lamp, desk] = house.plugs;
    assert.ok(lamp && desk);
    const tile = await house.outlet('Lamp');
    await lamp.unplug();
    moved = await startPlug({ model: 'mss310-2.1.17', uuid: lamp.uuid });
    assert.notEqual(moved.host, lamp.host);
    await restart([deviceConfig(desk), deviceConfig(moved)]);
    await until(async () => (await house.app.read(tile)).status === 0, 10_000, 'found again');
    const on = !moved.isOn();
    assert.equal((await house.app.switch(tile, on)).status, 0);
    assert.equal(moved.isOn(), on);
    assert.equal((await house.outlet('Lamp')).aid, tile.aid);
  });

  test('only what was taken out of the config leaves the Home app', async () => {
    assert.ok(moved);
    await restart([deviceConfig(moved)]);
    await until(async () => (await house.app.outlets()).length === 1, 5000, 'only one tile');
    assert.equal((await house.outlet('Lamp')).accessoryName, 'Lamp');
    await until(() => linesWith(house.homebridge.log, 'no longer in the config').length === 1, 1000, 'a line');
  });

  test('a config that cannot be used leaves everything in the Home app', async () => {
    await house.homebridge.restart([platformConfig([], { devices: 'all of them' })]);
    await house.app.reconnect();
    const tile = await house.outlet('Lamp');
    assert.equal((await house.app.read(tile)).status, NO_RESPONSE);
    assert.notEqual((await house.app.switch(tile, true)).status, 0);
  });

  test('what Homebridge keeps of the plugs holds no key', async () => {
    const folder = join(house.homebridge.storage, 'accessories');
    const kept = await Promise.all((await readdir(folder)).map(file => readFile(join(folder, file), 'utf8')));
    assert.match(kept.join(), new RegExp(house.plugs[0]?.uuid ?? 'never'));
    for (const { key } of house.plugs) assert.ok(!kept.join().includes(key));
  });
});

describe('another plug at the address of ours', () => {
  let house: SimulatedHome;
  before(async () => {
    house = await startHome([{ model: 'mss310-2.1.17', config: { name: 'Lamp' } }]);
  });
  after(() => house.close());

  test('it is neither shown nor switched, which is logged once', async () => {
    const [plug] = house.plugs;
    assert.ok(plug);
    const tile = await house.outlet('Lamp');
    plug.faults.otherUuid = '99999999999999999999999999999999';
    await until(async () => (await house.app.read(tile)).status === NO_RESPONSE, 16_000, 'No Response');
    const sets = switchCommandsTo(plug).length;
    assert.notEqual((await house.app.switch(tile, !plug.isOn())).status, 0);
    assert.equal(switchCommandsTo(plug).length, sets, 'no command was sent');
    await until(async () => (await house.app.switch(tile, true)).status !== 0, 1000, 'still');
    assert.equal(linesWith(house.homebridge.log, 'another plug replies').length, 1);
    plug.faults.otherUuid = undefined;
    await until(async () => (await house.app.read(tile)).status === 0, 20_000, 'ours again');
  });
});

describe('a wrong key', () => {
  let house: SimulatedHome;
  const key = 'canary0123456789canary0123456789';
  before(async () => {
    house = await startHome([{ model: 'mss310-2.1.17', config: { name: 'Lamp' } }], { pollSeconds: 1 });
  });
  after(() => house.close());

  test('is logged once, in words, and the key is never shown', async () => {
    const [plug] = house.plugs;
    assert.ok(plug);
    await house.homebridge.restart([platformConfig([deviceConfig(plug, { name: 'Lamp', key })], { pollSeconds: 1 })]);
    await house.app.reconnect();
    await house.homebridge.waitForLog(/does not accept the key/);
    const tile = await house.outlet('Lamp');
    assert.notEqual((await house.app.switch(tile, true)).status, 0);
    assert.notEqual((await house.app.read(tile)).status, 0);
    const tried = plug.requests.length;
    await until(() => plug.requests.length > tried, 2000, 'another try').catch(() => undefined);
    assert.equal(linesWith(house.homebridge.log, 'does not accept the key').length, 1);
    assert.match(house.homebridge.log, /Set "key" of plug 1/);
    assert.ok(!house.homebridge.log.includes(key));
  });
});

describe('a locked plug', () => {
  let house: SimulatedHome;
  before(async () => {
    house = await startHome([{ model: 'mss310-2.1.17', config: { name: 'Fridge', locked: true } }]);
  });
  after(() => house.close());

  test('reports, and refuses to be switched', async () => {
    const [fridge] = house.plugs;
    assert.ok(fridge);
    const tile = await house.outlet('Fridge');
    await house.app.onEvent(tile);
    assert.equal((await house.app.switch(tile, false)).status, -70412);
    assert.deepEqual(switchCommandsTo(fridge), []);
    assert.equal((await house.app.read(tile)).on, true);
    fridge.press();
    assert.equal(await house.app.nextEvent(tile, value => value === false, 8000), false);
    assert.equal(linesWith(house.homebridge.log, 'is locked').length, 1);
  });
});
