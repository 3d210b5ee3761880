import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { historiesOf } from '../support/eve-app.ts';
import { CHARACTERISTIC, isEveType, shortUuid } from '../support/home-accessories.ts';
import { startHome, type SimulatedHome } from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

const HOUR_MS = 3_600_000;
/** The most that the plugin believes of an outlet is 6000 W: 10 Wh, a step of what Eve shows, in six seconds. */
const BIG = 5900;

/** What the plug had counted before it was simulated. */
function recordedKilowattHours(plug: SimulatedPlug): number {
  const payload = plug.model.state.get('Appliance.Control.ConsumptionX');
  const rows: unknown = payload?.['consumptionx'];
  assert.ok(Array.isArray(rows) && rows.length > 10);
  return rows.reduce((sum: number, row: { readonly value: number }) => sum + row.value, 0) / 1000;
}

const near = (value: number, expected: number, tolerance: number): void => {
  assert.ok(Math.abs(value - expected) <= tolerance, `${String(value)} is not about ${String(expected)}`);
};

describe('energy in Home and Eve', () => {
  let house: SimulatedHome;
  let heater: SimulatedPlug;
  /** So many milliseconds the heater's time, with all that flows in it, is ahead. */
  let aheadMs = 0;
  before(async () => {
    const strip = 'mss425e-2.1.2';
    house = await startHome(
      [
        {
          model: 'mss310-2.1.17',
          config: { name: 'Heater', inUseWatts: 30 },
          now: () => Date.now() + aheadMs,
          set: plug => {
            plug.turn(0, true);
          },
        },
        { model: 'mss310-2.1.17', config: { name: 'Quiet', energy: false } },
        { model: strip, config: { name: 'Desk' } },
        {
          model: strip,
          config: { name: 'Rack' },
          set: plug => {
            const abilities = { ...Object.fromEntries(plug.abilities), 'Appliance.Control.ElectricityX': {} };
            plug.update({ firmwareVersion: '2.1.2', abilities });
            for (const channel of [1, 2, 3, 4]) plug.turn(channel, true);
          },
        },
      ],
      { pollSeconds: 1, energySeconds: 1 },
    );
    [heater] = house.plugs as [SimulatedPlug];
  });
  after(() => house.close());

  const kilowattHours = async (): Promise<number> => {
    const { value, status } = await house.app.read(await house.outlet('Heater'), 'KilowattHours');
    assert.equal(status, 0);
    return Number(value);
  };

  /** Lets a big load flow, a little restless as loads are, until so much more is shown. */
  const risesBy = async (more: number): Promise<void> => {
    const begun = await kilowattHours();
    let flicker = 0;
    await until(
      async () => {
        flicker = 1 - flicker;
        heater.setLoad(BIG + flicker);
        return (await kilowattHours()) >= begun + more - 0.001;
      },
      20_000,
      `${String(more)} kWh more`,
    );
    heater.setLoad(0);
  };

  test('the total begins with what the plug has counted so far', async () => {
    const total = await until(kilowattHours, 5000, 'a total');
    near(total, recordedKilowattHours(heater), 0.011);
  });

  test('watts and amperes follow the load, and it is in use from its own threshold on', async () => {
    const tile = await house.outlet('Heater');
    await house.app.onEvent(tile);
    heater.setLoad(20);
    await until(async () => (await house.app.read(tile, 'Watts')).value === 20, 5000, '20 W');
    assert.equal((await house.app.read(tile, 'OutletInUse')).on, false, '20 W are no use');
    heater.setLoad(460);
    assert.equal(await house.app.nextEvent(tile, used => used === true, 5000, 'OutletInUse'), true);
    const { value: volts } = await house.app.read(tile, 'Volts');
    await until(
      async () => {
        const { value: amperes } = await house.app.read(tile, 'Amperes');
        return Math.abs(Number(amperes) - 460 / Number(volts)) < 0.011;
      },
      5000,
      'amperes',
    );
    heater.setLoad(0);
    assert.equal(await house.app.nextEvent(tile, used => used === false, 6000, 'OutletInUse'), false);
    assert.equal((await house.app.read(tile)).on, true, 'it is still on');
  });

  test('the total rises while a big load flows, in steps that Eve can show', async () => {
    await risesBy(0.01);
    const total = await kilowattHours();
    near(total * 100, Math.round(total * 100), 0.001);
  });

  test('Reset in Eve begins at zero, and counting goes on', async () => {
    const [history] = await historiesOf(house.app);
    assert.ok(history);
    const tile = await house.outlet('Heater');
    const sinceEve = Math.floor(Date.now() / 1000) - 978_307_200;
    assert.equal(await house.app.write(history, 'ResetTotal', sinceEve), 0);
    assert.deepEqual(await house.app.read(tile, 'KilowattHours'), { value: 0, status: 0 });
    await risesBy(0.01);
    assert.equal((await house.app.read(history, 'ResetTotal')).value, sinceEve, 'Eve is told when that was');
  });

  test('a restart keeps the total since the reset, and adds what flowed meanwhile', async () => {
    const total = await kilowattHours();
    heater.setLoad(2000);
    aheadMs += HOUR_MS;
    heater.setLoad(0);
    await house.homebridge.restart();
    await house.app.reconnect();
    await until(async () => Math.abs((await kilowattHours()) - total - 2) < 0.02, 10_000, 'two kilowatt hours more');
    const [history] = await historiesOf(house.app);
    assert.ok(history);
    assert.notEqual((await house.app.read(history, 'ResetTotal')).value, 0);
  });

  test('a plug that measures each outlet shows the watts of each, with a total and a Reset for each', async () => {
    const strip = house.plugs[3];
    assert.ok(strip);
    const tiles = (await house.app.outlets()).filter(({ accessoryName }) => accessoryName === 'Rack');
    assert.equal(tiles.length, 4);
    for (const [index, tile] of tiles.entries()) {
      strip.setLoad(10 * (index + 1) + 0.5, index + 1);
      assert.ok(tile.iids['ResetTotal'], tile.serviceName);
    }
    for (const [index, tile] of tiles.entries()) {
      const watts = 10 * (index + 1) + 0.5;
      await until(async () => (await house.app.read(tile, 'Watts')).value === watts, 5000, `${String(watts)} W`);
      assert.equal((await house.app.read(tile, 'KilowattHours')).status, 0);
      assert.ok(Number((await house.app.read(tile, 'Volts')).value) > 200);
    }
  });

  test('one history for each plug with one outlet, and none for strips', async () => {
    const names = (await historiesOf(house.app)).map(({ accessoryName }) => accessoryName);
    assert.deepEqual(names, ['Heater']);
  });

  test('without a meter or without "energy" nothing of Eve is there', async () => {
    const accessories = await house.app.accessories();
    const eves = accessories.flatMap(({ services }) => {
      const kinds = services.flatMap(({ type, characteristics }) => [
        type,
        ...characteristics.map(one => one.type ?? ''),
      ]);
      const name = services
        .flatMap(({ characteristics }) => characteristics)
        .find(({ type }) => shortUuid(type ?? '') === CHARACTERISTIC['Name'])?.value;
      return kinds.some(kind => isEveType(shortUuid(kind))) ? [String(name)] : [];
    });
    assert.deepEqual(eves.toSorted(), ['Heater', 'Rack']);
  });

  test('a meter that is not wanted is never asked', () => {
    const quiet = house.plugs[1];
    const asked = JSON.stringify(quiet?.requests.map(({ namespace, payload }) => [namespace, payload]));
    assert.match(asked, /System\.All/);
    assert.doesNotMatch(asked, /Electricity|Consumption/);
  });

  test('the log holds no warning of Homebridge or HAP', () => {
    assert.doesNotMatch(house.homebridge.log, /\[(?:warn|error)\]|Error:|characteristic.*warning|generated a warning/i);
  });
});
