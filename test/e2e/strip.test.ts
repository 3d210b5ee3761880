import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, describe, test } from 'node:test';
import { readTrace, SimulatedPlug, type Faults, type PlugModel } from '../../simulator/index.ts';
import type { Outlet } from '../support/home-app.ts';
import { HomeApp } from '../support/home-app.ts';
import { startHomebridge, type RunningHomebridge } from '../support/homebridge.ts';
import { platformConfig, deviceConfig, switchCommandsTo, someUuid } from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

/** A strip with five sockets, made from the recorded one with four by adding a row. */
async function fiveSockets(): Promise<PlugModel> {
  const recorded = await readFile(new URL('../../traces/mss425e-2.1.2.json', import.meta.url), 'utf8');
  const row = '{ "channel": 4, "onoff": 0, "lmTime": 0 }, { "channel": 5, "onoff": 0, "lmTime": 0 }';
  const lastRow = /\{\s*"channel": 4,\s*"onoff": \d,\s*"lmTime": \d+\s*\}/;
  return readTrace(
    JSON.parse(recorded.replace(lastRow, row).replace(/"channels": \[[^\]]*\]/, '"channels": [0,1,2,3,4,5]')),
  );
}

interface Strip {
  readonly plug: SimulatedPlug;
  readonly homebridge: RunningHomebridge;
  readonly app: HomeApp;
  readonly tiles: readonly Outlet[];
}

const opened: Strip[] = [];

async function openStrip(faults: Partial<Faults>, config: object = {}): Promise<Strip> {
  const plug = new SimulatedPlug({ model: await fiveSockets(), uuid: someUuid() });
  Object.assign(plug.faults, faults);
  await plug.start();
  const homebridge = await startHomebridge({
    platforms: [platformConfig([deviceConfig(plug, { name: 'Strip', ...config })])],
  });
  await homebridge.waitForLog(/Strip is ready/);
  const app = await HomeApp.pair(homebridge);
  const strip = { plug, homebridge, app, tiles: await app.outlets() };
  opened.push(strip);
  return strip;
}

after(async () => {
  await Promise.all(
    opened.map(async ({ plug, homebridge, app }) => {
      await app.close();
      await homebridge.stop();
      await plug.close();
    }),
  );
});

const scene = async ({ app, plug, tiles }: Strip, on: boolean): Promise<number> => {
  const before = switchCommandsTo(plug).length;
  const { statuses } = await app.switchAll(tiles.map(tile => [tile, on]));
  assert.deepEqual(statuses, [0, 0, 0, 0, 0]);
  assert.deepEqual(
    [1, 2, 3, 4, 5].map(channel => plug.isOn(channel)),
    [on, on, on, on, on],
  );
  for (const tile of tiles) assert.equal((await app.read(tile)).on, on);
  return switchCommandsTo(plug).length - before;
};

describe('a scene over the five sockets of a strip', () => {
  test('is one request at the plug, again and again', async () => {
    const strip = await openStrip({});
    assert.equal(strip.tiles.length, 5);
    for (const on of [true, false, true]) assert.equal(await scene(strip, on), 1);
    assert.equal(strip.plug.maxInFlight, 1);
  });

  for (const arraySet of ['first only', 'ignored', 'refused'] as const) {
    test(`works with a plug by which it is ${arraySet}; that is learned once, and over a restart`, async () => {
      const strip = await openStrip({ arraySet });
      assert.equal(await scene(strip, true), 6, 'one try, and then one after another');
      assert.equal(await scene(strip, false), 5);
      await strip.homebridge.restart();
      await strip.homebridge.waitForLog(/Strip is ready/);
      await strip.app.reconnect();
      assert.equal(await scene(strip, true), 5);
    });
  }
});

describe('the master of a strip', () => {
  test('is shown if it is listed, switches all, and follows them', async () => {
    const strip = await openStrip(
      {},
      {
        outlets: [
          { channel: 0, name: 'Everything' },
          { channel: 3, hidden: true },
        ],
      },
    );
    const { app, plug, tiles } = strip;
    assert.deepEqual(
      tiles.map(({ serviceName }) => serviceName),
      ['Everything', 'Outlet 1', 'Outlet 2', 'Outlet 4', 'Outlet 5'],
    );
    const [master, first] = tiles;
    assert.ok(master && first);
    assert.equal((await app.switch(master, true)).status, 0);
    assert.equal(plug.isOn(3), true);
    await until(async () => (await app.read(first)).on === true, 3000, 'the sockets follow');
    for (const channel of [1, 2, 3, 4, 5]) plug.turn(channel, false);
    await until(async () => (await app.read(master)).on === false, 8000, 'the master follows');
  });
});

describe('a socket shown as something else', () => {
  for (const type of ['switch', 'light'] as const) {
    test(`is a ${type} in the Home app`, async () => {
      const { tiles, app, plug } = await openStrip({}, { type });
      assert.deepEqual([...new Set(tiles.map(tile => tile.type))], [type]);
      const [tile] = tiles;
      assert.ok(tile);
      assert.equal((await app.switch(tile, true)).status, 0);
      assert.equal(plug.isOn(1), true);
    });
  }
});
