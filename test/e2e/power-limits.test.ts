import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { OCCUPANCY, SERVICE, servicesOf } from '../support/home-services.ts';
import { startHome, type SimulatedHome } from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

const OVERLOAD_SECONDS = 3;
/** The interval of the meter that follows, and how late a query may be. */
const POLL_MS = 1500;

describe('a plug with a sensor and with limits', () => {
  let house: SimulatedHome;
  before(async () => {
    house = await startHome(
      [
        {
          model: 'mss310-2.1.17',
          config: {
            name: 'Heater',
            sensor: { aboveWatts: 20 },
            limits: { overloadWatts: 2000, overloadSeconds: OVERLOAD_SECONDS },
          },
          set: plug => {
            plug.turn(0, true);
            plug.setLoad(0);
          },
        },
        { model: 'mss310-2.1.17', config: { name: 'Lamp' }, set: plug => plug.turn(0, true) },
        { model: 'mss425e-2.1.2', config: { name: 'Desk', sensor: {}, limits: { overloadWatts: 2000 } } },
      ],
      { pollSeconds: 1, energySeconds: 1 },
    );
  });
  after(() => house.close());

  test('follows the load: the sensor is active while it draws more than the threshold', async () => {
    const [plug] = house.plugs;
    const all = servicesOf(await house.app.accessories(), SERVICE.occupancy);
    assert.deepEqual(
      all.map(({ accessoryName, serviceName }) => [accessoryName, serviceName]),
      [['Heater', 'Heater in use']],
    );
    const [sensor] = all;
    assert.ok(sensor);
    const becomes = (value: number): Promise<unknown> =>
      until(async () => (await house.app.read(sensor, OCCUPANCY)).value === value, 5000, `occupancy ${String(value)}`);
    await becomes(0);
    plug?.setLoad(1500);
    await becomes(1);
    plug?.setLoad(1);
    await becomes(0);
  });

  test('is switched off by an overload after its time and one poll, and the Home app hears of it by itself', async () => {
    const [plug, other] = house.plugs;
    const heater = await house.outlet('Heater');
    await house.app.onEvent(heater);
    other?.setLoad(3000);
    plug?.setLoad(3000);
    const from = performance.now();
    assert.equal(await house.app.nextEvent(heater, value => value === false, 10_000), false);
    const ms = performance.now() - from;
    // The overload is noticed with the first poll.
    assert.ok(ms >= OVERLOAD_SECONDS * 1000, `${String(ms)} ms`);
    assert.ok(ms <= OVERLOAD_SECONDS * 1000 + 2 * POLL_MS, `${String(ms)} ms`);
    assert.equal(plug?.isOn(0), false);
    assert.equal(other?.isOn(0), true, 'a plug without the option stays on');
    await house.homebridge.waitForLog(
      /Heater.*: it drew more than 2000 W for 3 s \(last 3000 W\), and was switched off\./,
    );
  });

  test('has no effect on a plug without a meter, and the log says so', async () => {
    for (const option of ['sensor', 'limits'])
      await house.homebridge.waitForLog(
        new RegExp(`plug 3 \\(.*\\): "${option}" has no effect: this plug does not measure power`),
      );
  });

  test('HAP and Homebridge have nothing to complain about', () => {
    assert.doesNotMatch(house.homebridge.log, /slow to respond|didn't respond|This plugin (?:slows|generated)/);
    assert.doesNotMatch(house.homebridge.log, /characteristic.*(?:warning|illegal)|invalid 'Name'|Error:/i);
  });
});
