import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import { startHome, type SimulatedHome } from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

const NO_RESPONSE = -70402;

describe('a plug that is away for a while', () => {
  let house: SimulatedHome;
  before(async () => {
    house = await startHome([{ model: 'mss310-2.1.17', config: { name: 'Lamp' } }]);
  });
  after(() => house.close());

  test('shows what its button did meanwhile, within two polls of its return', async () => {
    const [lamp] = house.plugs;
    assert.ok(lamp);
    const tile = await house.outlet('Lamp');
    await lamp.unplug();
    await until(async () => (await house.app.read(tile)).status === NO_RESPONSE, 17_000, 'No Response');
    await house.app.onEvent(tile);
    const on = !lamp.isOn();
    await sleep(20_000);
    await lamp.plugIn();
    lamp.press();
    assert.equal(await house.app.nextEvent(tile, value => value === on, 11_000), on);
  });

  test('that hangs lets one tap wait, and not the next one', async t => {
    const [lamp] = house.plugs;
    assert.ok(lamp);
    const tile = await house.outlet('Lamp');
    await sleep(11_000);
    lamp.faults.silent = true;
    const on = !lamp.isOn();
    const first = await house.app.switch(tile, on);
    const second = await house.app.switch(tile, on);
    t.diagnostic(`${String(Math.round(first.ms))} ms, then ${String(Math.round(second.ms))} ms`);
    assert.notEqual(first.status, 0);
    assert.notEqual(second.status, 0, 'no false OK');
    assert.ok(second.ms < first.ms / 2, `${String(second.ms)} ms`);
    lamp.faults.silent = false;
    await until(async () => (await house.app.switch(tile, on)).status === 0, 10_000, 'switched');
    assert.equal(lamp.isOn(), on);
  });
});

describe('a plug that is rarely asked, and was away', () => {
  let house: SimulatedHome;
  before(async () => {
    house = await startHome([{ model: 'mss310-2.1.17', config: { name: 'Lamp' } }], { pollSeconds: 300 });
  });
  after(() => house.close());

  test('is asked as soon as the Home app reads its tile', async () => {
    const [lamp] = house.plugs;
    assert.ok(lamp);
    const tile = await house.outlet('Lamp');
    await lamp.unplug();
    assert.notEqual((await house.app.switch(tile, true)).status, 0);
    await until(async () => (await house.app.read(tile)).status === NO_RESPONSE, 17_000, 'No Response');
    // By now, the pauses between two queries are half a minute.
    await sleep(45_000);
    await lamp.plugIn();
    assert.equal((await house.app.read(tile)).status, NO_RESPONSE);
    await sleep(1000);
    assert.equal((await house.app.read(tile)).status, 0);
  });
});
