import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import type { Outlet } from '../support/home-app.ts';
import { CONTACT, SERVICE, servicesOf } from '../support/home-services.ts';
import { platformConfig, deviceConfig, startHome, type SimulatedHome } from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

const CLOSED = 0;
const OPEN = 1;

describe('a washing machine behind a plug with a meter', () => {
  const washing = { name: 'Washer', appliance: { runsAboveWatts: 10, finishedAfterMinutes: 0.1 } };
  const often = { pollSeconds: 1, energySeconds: 1 };
  let house: SimulatedHome;
  before(async () => {
    house = await startHome(
      [
        { model: 'mss310-2.1.17', config: washing, set: plug => plug.turn(0, true) },
        { model: 'mss310-2.1.17', config: { name: 'Lamp' } },
        { model: 'mss425e-2.1.2', config: { ...washing, name: 'Desk' } },
      ],
      often,
    );
  });
  after(() => house.close());

  const contacts = async (): Promise<readonly Outlet[]> => servicesOf(await house.app.accessories(), SERVICE.contact);
  const contact = async (): Promise<Outlet> => {
    const [found] = await contacts();
    assert.ok(found);
    return found;
  };
  const becomes = async (state: number, ms: number): Promise<void> => {
    const sensor = await contact();
    await until(async () => (await house.app.read(sensor, CONTACT)).value === state, ms, `contact ${state}`);
  };

  test('is a contact sensor in the Home app, closed, under a name that says what it is', async () => {
    const all = await contacts();
    assert.deepEqual(
      all.map(({ accessoryName, serviceName }) => [accessoryName, serviceName]),
      [['Washer', 'Washer finished']],
    );
    assert.deepEqual(await house.app.read(await contact(), CONTACT), { value: CLOSED, status: 0 });
    assert.equal((await house.outlet('Washer')).serviceName, 'Washer');
  });

  test('is no sensor where the plug has no meter, and the log says so', async () => {
    await house.homebridge.waitForLog(/plug 3 \(.*\): "appliance" has no effect: this plug does not measure power/);
  });

  test('opens when it has run and then rested, and the Home app hears of it by itself', async () => {
    const [plug] = house.plugs;
    const sensor = await contact();
    await house.app.onEvent(sensor);
    plug?.setLoad(1800);
    await sleep(3000);
    plug?.setLoad(1.2);
    await sleep(3000);
    assert.equal((await house.app.read(sensor, CONTACT)).value, CLOSED);
    assert.equal(await house.app.nextEvent(sensor, value => value === OPEN, 10_000, CONTACT), OPEN);
  });

  test('is still open after a restart, and closes when it runs again', async () => {
    const [plug] = house.plugs;
    await house.homebridge.restart();
    await house.homebridge.waitForLog(/Washer is ready/);
    await house.app.reconnect();
    await becomes(OPEN, 3000);
    plug?.setLoad(1800);
    await becomes(CLOSED, 4000);
  });

  test('that stopped while Homebridge was stopped opens some time after its return', async () => {
    const [plug] = house.plugs;
    await sleep(2000);
    plug?.setLoad(0);
    await house.homebridge.restart();
    await house.homebridge.waitForLog(/Washer is ready/);
    await house.app.reconnect();
    await becomes(CLOSED, 1000);
    await becomes(OPEN, 15_000);
  });

  test('is no sensor any more when the option is gone, and the outlet is as it was', async () => {
    const before = await house.outlet('Washer');
    const [plug] = house.plugs;
    assert.ok(plug);
    await house.homebridge.restart([platformConfig([deviceConfig(plug, { name: 'Washer' })], often)]);
    await house.homebridge.waitForLog(/Washer is ready/);
    await house.app.reconnect();
    assert.deepEqual(await contacts(), []);
    const { aid, iids } = await house.outlet('Washer');
    assert.deepEqual([aid, iids['On']], [before.aid, before.iids['On']]);
  });

  test('HAP and Homebridge have nothing to complain about', () => {
    assert.doesNotMatch(house.homebridge.log, /slow to respond|didn't respond|This plugin (?:slows|generated)/);
    assert.doesNotMatch(house.homebridge.log, /characteristic.*(?:warning|illegal)|invalid 'Name'|Error:/i);
  });
});
