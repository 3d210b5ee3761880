import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SimulatedPlug } from '../../simulator/index.ts';
import type { Outlet } from '../support/home-app.ts';
import { IDENTIFY, SERVICE, servicesOf } from '../support/home-services.ts';
import {
  platformConfig,
  deviceConfig,
  switchCommandsTo,
  startHome,
  type SimulatedHome,
} from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

const LED = 'Appliance.System.DNDMode';

/** The commands for its light that a plug received since then, as on the wire: 0 shines, 1 is dark. */
const modesSince = (plug: SimulatedPlug, from: number): readonly string[] =>
  plug.requests
    .slice(from)
    .filter(({ method, namespace }) => method === 'SET' && namespace === LED)
    .map(({ payload }) => JSON.stringify(payload));

const mode = (value: number): string => JSON.stringify({ DNDMode: { mode: value } });

describe('the status light', () => {
  let house: SimulatedHome;
  before(async () => {
    house = await startHome(
      [
        { model: 'mss310-2.1.17', config: { name: 'Lamp', led: true } },
        { model: 'mss310-6.1.8', config: { name: 'Fan' } },
        { model: 'mss425e-2.1.2', config: { name: 'Desk', led: true } },
      ],
      { pollSeconds: 2 },
    );
  });
  after(() => house.close());

  const plugOf = (at: number): SimulatedPlug => {
    const plug = house.plugs[at];
    assert.ok(plug);
    return plug;
  };
  const identify = async (name: string): Promise<number> => {
    const all = servicesOf(await house.app.accessories(), SERVICE.information);
    const information = all.find(({ accessoryName }) => accessoryName === name);
    assert.ok(information);
    return house.app.write(information, IDENTIFY, true);
  };

  test('is a switch of its own where it is asked for, one for a strip, and nowhere else', async () => {
    const names = (await house.app.outlets()).map(({ accessoryName, serviceName, type }) =>
      [accessoryName, serviceName, type].join('/'),
    );
    assert.deepEqual(names.sort(), [
      'Desk/Desk status light/switch',
      'Desk/Outlet 1/outlet',
      'Desk/Outlet 2/outlet',
      'Desk/Outlet 3/outlet',
      'Desk/Outlet 4/outlet',
      'Fan/Fan/outlet',
      'Lamp/Lamp status light/switch',
      'Lamp/Lamp/outlet',
    ]);
  });

  test('costs the others no request', () => {
    const asked = plugOf(1).requests.map(({ namespace, payload }) => namespace + JSON.stringify(payload));
    assert.ok(asked.length > 0);
    assert.ok(!asked.some(each => each.includes('DNDMode') || each.includes('TriggerX')));
  });

  test('is switched by its switch, and the load is not', async () => {
    const plug = plugOf(0);
    const light = await house.outlet('Lamp', 'Lamp status light');
    const shown = (): Promise<boolean | undefined> => house.app.read(light).then(({ on }) => on);
    await until(async () => (await shown()) === true, 6000, 'it shines');
    const load = plug.isOn();
    for (const [isLit, wire] of [
      [false, 1],
      [true, 0],
    ] as const) {
      const from = plug.requests.length;
      assert.equal((await house.app.switch(light, isLit)).status, 0);
      assert.deepEqual(modesSince(plug, from), [mode(wire)]);
      assert.equal(await shown(), isLit);
    }
    assert.equal(plug.isOn(), load);
    assert.deepEqual(switchCommandsTo(plug), []);
  });

  for (const [name, at] of [
    ['Lamp', 0],
    ['Fan', 1],
    ['Desk', 2],
  ] as const) {
    test(`"Identify" in the Home app blinks the light of ${name}, and leaves it and the load as they were`, async () => {
      const plug = plugOf(at);
      const from = plug.requests.length;
      const loads = plug.model.channels.map(channel => plug.isOn(channel));
      const { on: lamp } = await house.app.read(await house.outlet(name));
      assert.equal(await identify(name), 0);
      const wanted = [1, 0, 1, 0, 1, 0, 0].map(mode);
      await until(() => modesSince(plug, from).length === wanted.length, 10_000, 'blinked');
      assert.deepEqual(modesSince(plug, from), wanted);
      assert.deepEqual(
        plug.model.channels.map(channel => plug.isOn(channel)),
        loads,
      );
      assert.deepEqual(switchCommandsTo(plug), []);
      assert.equal((await house.app.read(await house.outlet(name))).on, lamp);
    });
  }

  test('"Identify" of a plug that is away does no harm', async () => {
    const plug = plugOf(1);
    await plug.unplug();
    assert.equal(await identify('Fan'), 0);
    await plug.plugIn();
    await until(async () => (await house.app.read(await house.outlet('Fan'))).status === 0, 10_000, 'there');
  });

  test('is no switch any more when the option is gone, and the outlet keeps its place', async () => {
    const before = await house.outlet('Lamp', 'Lamp');
    const devices = house.plugs.map((plug, at) => deviceConfig(plug, { name: ['Lamp', 'Fan', 'Desk'][at] }));
    await house.homebridge.restart([platformConfig(devices, { pollSeconds: 2 })]);
    for (const plug of house.plugs) await house.homebridge.waitForLog(new RegExp(`is ready: .*${plug.host}`));
    await house.app.reconnect();
    const outlets: readonly Outlet[] = await house.app.outlets();
    assert.ok(!outlets.some(({ serviceName }) => serviceName.includes('status light')));
    const { aid, iids } = await house.outlet('Lamp');
    assert.deepEqual([aid, iids['On']], [before.aid, before.iids['On']]);
  });

  test('HAP and Homebridge have nothing to complain about', () => {
    assert.doesNotMatch(house.homebridge.log, /slow to respond|didn't respond|This plugin (?:slows|generated)/);
    assert.doesNotMatch(house.homebridge.log, /characteristic.*(?:warning|illegal)|invalid 'Name'|Error:/i);
  });
});
