import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { startHomebridge } from '../support/homebridge.ts';
import {
  platformConfig,
  deviceConfig,
  linesWith,
  startHome,
  startPlug,
  type SimulatedHome,
} from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

interface Kind {
  readonly model: string;
  readonly shown: string;
  readonly firmware: string;
  readonly hardware: string;
  /** The channels that have a tile. */
  readonly channels: readonly number[];
  /** How this one is different, if the recording alone does not say so. */
  readonly set?: (plug: SimulatedPlug) => void;
}

const single = [0];
const KINDS: readonly Kind[] = [
  { model: 'mss210-1.1.12', shown: 'MSS210', firmware: '1.1.12', hardware: '1.0.0', channels: single },
  { model: 'mss310-1.1.13', shown: 'MSS310', firmware: '1.1.13', hardware: '1.0.0', channels: single },
  { model: 'mss310-2.1.17', shown: 'MSS310', firmware: '2.1.17', hardware: '2.0.0', channels: single },
  { model: 'mss310-6.1.8', shown: 'MSS310', firmware: '6.1.8', hardware: '6.0.0', channels: single },
  { model: 'mss425e-2.1.2', shown: 'MSS425E', firmware: '2.1.2', hardware: '2.0.0', channels: [1, 2, 3, 4] },
  { model: 'mss110-7.3.37', shown: 'MSS110', firmware: '7.3.37', hardware: '7.0.0', channels: single },
  { model: 'mss305-8.3.15', shown: 'MSS305', firmware: '8.3.15', hardware: '8.0.0', channels: single },
  {
    model: 'mss310-2.1.17',
    shown: 'MSS310',
    firmware: '2.1.17',
    hardware: '2.0.0',
    channels: single,
    set: plug => (plug.faults.lineEnding = 'lf'),
  },
  {
    model: 'mss310-2.1.17',
    shown: 'MSS310',
    firmware: '2.1.17',
    hardware: '2.0.0',
    channels: single,
    set: plug => (plug.faults.multiple = 'refused'),
  },
];

describe('every recorded plug', () => {
  let house: SimulatedHome;
  before(async () => {
    house = await startHome(
      KINDS.map(({ model, set }, index) => ({ model, ...(set && { set }), config: { name: `Plug ${String(index)}` } })),
    );
  });
  after(() => house.close());

  for (const [index, { model, shown, firmware, hardware, channels, set }] of KINDS.entries()) {
    const name = `Plug ${String(index)}`;
    const what = `${model}${set ? ` (${String(set).replace(/.*faults\.(\w+) = '(.*)'.*/s, '$1: $2')})` : ''}`;

    test(`${what} is shown as what it is, with its sockets in the state they are in`, async () => {
      const plug = house.plugs[index];
      const tiles = (await house.app.outlets()).filter(({ accessoryName }) => accessoryName === name);
      assert.equal(tiles.length, channels.length);
      for (const [at, channel] of channels.entries()) {
        const tile = tiles[at];
        assert.ok(tile);
        assert.deepEqual(await house.app.read(tile), {
          value: plug?.isOn(channel) ? 1 : 0,
          on: plug?.isOn(channel),
          status: 0,
        });
      }
      const info = await house.app.info(tiles[0]?.aid ?? 0);
      assert.deepEqual(
        [info['Model'], info['FirmwareRevision'], info['HardwareRevision'], info['SerialNumber']],
        [shown, firmware, hardware, plug?.uuid],
      );
    });

    test(`${what} is switched, and its button turns the tile`, async () => {
      const plug = house.plugs[index];
      const tile = (await house.app.outlets()).find(({ accessoryName }) => accessoryName === name);
      const channel = channels[0] ?? 0;
      assert.ok(plug && tile);
      for (const on of [true, false, true]) {
        assert.equal((await house.app.switch(tile, on)).status, 0);
        assert.equal(plug.isOn(channel), on);
      }
      await house.app.onEvent(tile);
      plug.press(channel);
      assert.equal(await house.app.nextEvent(tile, value => value === false, 8000), false);
    });

    test(`${what} is never sent what it did not list`, () => {
      const plug = house.plugs[index];
      assert.ok(plug);
      const refused = plug.requests.filter(({ outcome }) => outcome === 'refused').map(({ namespace }) => namespace);
      const expected = model.startsWith('mss110') ? ['Appliance.System.All'] : [];
      const learned = set && String(set).includes('multiple') ? ['Appliance.Control.Multiple'] : [];
      assert.deepEqual(
        [...new Set(refused)].filter(each => !learned.includes(each)),
        expected,
      );
      assert.equal(plug.maxInFlight, 1, 'one request at a time');
    });
  }

  test('an encrypting plug costs one refused question in its life, and is remembered over a restart', async () => {
    const index = KINDS.findIndex(({ model }) => model.startsWith('mss110'));
    const plug = house.plugs[index];
    assert.ok(plug);
    const refused = (): number => plug.requests.filter(({ outcome }) => outcome === 'refused').length;
    assert.equal(refused(), 1);
    await house.homebridge.restart();
    await house.homebridge.waitForLog(new RegExp(`is ready: MSS110.*${plug.host}`));
    assert.equal(refused(), 1);
  });

  test('the log holds no warning', () => {
    assert.doesNotMatch(house.homebridge.log, /slow to respond|\[warn\]|cannot be reached|characteristic/i);
  });
});

describe('an energy meter, which has nothing to switch', () => {
  test('is logged once, and not shown', async () => {
    const plug = await startPlug({ model: 'em06-2.3.8' });
    const homebridge = await startHomebridge({ platforms: [platformConfig([deviceConfig(plug)])] });
    try {
      await homebridge.waitForLog(/not a plug, but a device of type EM06/);
      assert.equal(linesWith(homebridge.log, 'EM06').length, 1);
    } finally {
      await homebridge.stop();
      await plug.close();
    }
  });
});

describe('a plug that gets new firmware while Homebridge runs', () => {
  let house: SimulatedHome;
  before(async () => {
    house = await startHome([{ model: 'mss310-2.1.17', config: { name: 'Lamp' } }]);
  });
  after(() => house.close());

  test('and from then on wants encrypted messages, goes on as if nothing had happened', async () => {
    const [plug] = house.plugs;
    assert.ok(plug);
    const tile = await house.outlet('Lamp');
    await plug.unplug();
    await until(async () => (await house.app.read(tile)).status === -70402, 17_000, 'it restarts');
    plug.update({ firmwareVersion: '2.1.99' });
    plug.faults.encryption = 'required';
    await plug.plugIn();
    const isNew = async (): Promise<boolean> => (await house.app.info(tile.aid))['FirmwareRevision'] === '2.1.99';
    await until(isNew, 45_000, 'the new firmware is shown');
    for (const on of [true, false]) {
      assert.equal((await house.app.switch(tile, on)).status, 0);
      assert.equal(plug.isOn(), on);
    }
  });

  test('and then falls silent, says No Response', async () => {
    const [plug] = house.plugs;
    assert.ok(plug);
    const tile = await house.outlet('Lamp');
    plug.faults.silent = true;
    await until(async () => (await house.app.read(tile)).status === -70402, 17_000, 'No Response');
  });
});
