import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import { HomeApp, type Outlet } from '../support/home-app.ts';
import { switchCommandsTo, startHome, type SimulatedHome } from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

describe('taps that come faster than the plug answers', () => {
  let house: SimulatedHome;
  before(async () => {
    house = await startHome([{ model: 'mss310-2.1.17', config: { name: 'Lamp' } }]);
  });
  after(() => house.close());

  test('six taps within one answer send at most two commands, and end in the last wish', async () => {
    const [lamp] = house.plugs;
    assert.ok(lamp);
    const tile = await house.outlet('Lamp');
    // Each on a connection of its own, as from several phones: one connection would wait for its own answers.
    const apps = Array.from({ length: 6 }, () => HomeApp.join(house.app));
    await Promise.all(apps.map(app => app.read(tile)));
    for (const last of [true, false]) {
      lamp.faults.delayMs = 400;
      const before = switchCommandsTo(lamp).length;
      const taps = apps.map(async (app, index) => {
        await sleep(50 * index);
        return app.switch(tile, index % 2 === 0 ? !last : last);
      });
      const outcomes = await Promise.all(taps);
      lamp.faults.delayMs = 0;
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        [0, 0, 0, 0, 0, 0],
      );
      assert.ok(
        switchCommandsTo(lamp).length - before <= 2,
        `${String(switchCommandsTo(lamp).length - before)} commands`,
      );
      assert.equal(lamp.isOn(), last);
      assert.equal((await house.app.read(tile)).on, last);
    }
    assert.equal(lamp.maxInFlight, 1, 'never two requests in flight');
    await Promise.all(apps.map(app => app.close()));
  });

  test('off right after an on that was hung up on: the tile ends where the plug is', async () => {
    const [lamp] = house.plugs;
    assert.ok(lamp);
    const tile = await house.outlet('Lamp');
    const other = HomeApp.join(house.app);
    await other.read(tile);
    assert.equal((await house.app.switch(tile, false)).status, 0);
    const tapOn = house.app.switch(tile, true);
    lamp.faults.hangUp = true;
    await sleep(100);
    lamp.faults.hangUp = false;
    const [first, second] = await Promise.all([tapOn, other.switch(tile, false)]);
    assert.deepEqual([first.status, second.status], [0, 0]);
    await sleep(300);
    assert.equal(lamp.isOn(), false);
    assert.equal((await house.app.read(tile)).on, false);
    await other.close();
  });

  test('a tap during a poll of four seconds reaches the plug within 300 ms', async () => {
    const [lamp] = house.plugs;
    assert.ok(lamp);
    const tile = await house.outlet('Lamp');
    await sleep(11_000); // past the fast window that the taps opened
    const on = !lamp.isOn();
    lamp.faults.delayMs = 4000;
    const seen = lamp.requests.length;
    await until(() => lamp.requests.length > seen, 7000, 'a poll that hangs');
    await sleep(300);
    lamp.faults.delayMs = 0;
    const tapped = performance.now();
    assert.equal((await house.app.switch(tile, on)).status, 0);
    const set = switchCommandsTo(lamp).at(-1);
    assert.ok(set && set.at - tapped < 300, `${String(set && Math.round(set.at - tapped))} ms`);
    assert.equal(lamp.isOn(), on);
  });
});

describe('a scene of 20 plugs of which 3 hang', () => {
  let house: SimulatedHome;
  let tiles: readonly Outlet[];
  const HANGING = [3, 9, 15];
  before(async () => {
    house = await startHome(
      Array.from({ length: 20 }, (_, index) => ({
        model: 'mss310-2.1.17',
        config: { name: `Plug ${String(index + 1)}` },
      })),
    );
    tiles = await Promise.all(house.plugs.map((_, index) => house.outlet(`Plug ${String(index + 1)}`)));
  });
  after(() => house.close());

  const scene = async (
    on: boolean,
  ): Promise<{ arrived: readonly number[]; statuses: readonly number[]; ms: number }> => {
    const from = performance.now();
    const { statuses, ms } = await house.app.switchAll(tiles.map(tile => [tile, on]));
    const arrived = house.plugs.map(plug => {
      const set = switchCommandsTo(plug).findLast(({ at }) => at > from);
      return Math.round((set?.at ?? Infinity) - from);
    });
    return { arrived, statuses, ms };
  };
  const healthy = <T>(all: readonly T[]): readonly T[] => all.filter((_, index) => !HANGING.includes(index));

  test('the 17 switch as if the 3 were not there, and the whole scene ends within 4.5 s', async t => {
    const allWell = await scene(false);
    assert.deepEqual(
      allWell.statuses.filter(status => status !== 0),
      [],
    );
    for (const index of HANGING) Object.assign(house.plugs[index]?.faults ?? {}, { silent: true });
    const { arrived, statuses, ms } = await scene(true);
    t.diagnostic(
      `slowest of the 17: ${String(Math.max(...healthy(arrived)))} ms (all well: ${String(Math.max(...allWell.arrived))} ms); the scene: ${String(Math.round(ms))} ms`,
    );
    assert.ok(healthy(house.plugs).every(plug => plug.isOn()));
    assert.ok(healthy(statuses).every(status => status === 0));
    assert.ok(
      HANGING.every(index => statuses[index] !== 0),
      'no false OK',
    );
    assert.ok(Math.max(...healthy(arrived)) < 300, String(arrived));
    assert.ok(ms < 4500, `${String(ms)} ms`);
  });

  test('once they are known to be dead, the whole scene ends within 0.3 s', async t => {
    const dead = async (): Promise<boolean> => {
      const reads = await Promise.all(HANGING.map(index => house.app.read(tiles[index] as Outlet)));
      return reads.every(({ status }) => status !== 0);
    };
    await until(dead, 20_000, 'No Response');
    const { statuses, ms } = await scene(false);
    t.diagnostic(`the scene: ${String(Math.round(ms))} ms`);
    assert.ok(healthy(house.plugs).every(plug => !plug.isOn()));
    assert.deepEqual(
      statuses.flatMap((status, index) => (status === 0 ? [] : [index])),
      HANGING,
    );
    assert.ok(ms < 300, `${String(ms)} ms`);
  });

  test('they come back, and are where they were left', async () => {
    for (const index of HANGING) Object.assign(house.plugs[index]?.faults ?? {}, { silent: false });
    for (const index of HANGING) {
      const tile = tiles[index] as Outlet;
      await until(async () => (await house.app.read(tile)).status === 0, 35_000, 'back');
      assert.equal((await house.app.read(tile)).on, house.plugs[index]?.isOn());
    }
    assert.deepEqual([...new Set(house.plugs.map(({ maxInFlight }) => maxInFlight))], [1]);
  });
});
