import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SimulatedPlug } from '../../../simulator/index.ts';
import { deviceConfig, startPlug, switchCommandsTo } from '../../support/simulated-home.ts';
import { until } from '../../support/until.ts';
import { hap, newAccessory, valueOf } from '../homekit/real-hap.ts';
import { NO_RESPONSE, plugOf, startPlatform, type Running } from './platform-fixture.ts';

const namesIn = ({ accessories }: Running): readonly string[] =>
  [...accessories].map(({ displayName }) => displayName).toSorted();

describe('a restart of Homebridge', { concurrency: true }, () => {
  test('keeps the tiles of the config, also of a plug that is away, and removes the others', async t => {
    const plugs = [await plugOf(t), await plugOf(t), await plugOf(t)] as const;
    const devices = plugs.map((plug, index) => deviceConfig(plug, { name: ['Lamp', 'Fan', 'Old'][index] }));
    const before = startPlatform(t, { devices });
    await before.logged(/^info: All 3 plugs are ready\.$/);
    before.shutDown();
    const ids = new Map([...before.accessories].map(({ displayName, UUID }) => [displayName, UUID]));
    await plugs[1].unplug();
    const home = startPlatform(t, { devices: devices.slice(0, 2) }, before.cached());
    await home.logged(/Lamp is ready/);
    assert.deepEqual(await home.isOn('Fan'), NO_RESPONSE);
    assert.equal(home.count(/no longer in the config/), 0, 'nothing is removed while a plug of the config is unknown');
    await plugs[1].plugIn();
    await home.logged(/^info: Removed from Home: Old, no longer in the config\.$/);
    assert.deepEqual(namesIn(home), ['Fan', 'Lamp']);
    for (const { displayName, UUID } of home.accessories) assert.equal(UUID, ids.get(displayName));
  });

  test('a plug at a new address in the config keeps its tile and its name', async t => {
    const plug = await plugOf(t);
    const before = startPlatform(t, { devices: [deviceConfig(plug, { name: 'Lamp' })] });
    await before.logged(/Lamp is ready/);
    before.shutDown();
    const [{ UUID } = { UUID: '' }] = before.accessories;
    await plug.move();
    const home = startPlatform(t, { devices: [deviceConfig(plug)] }, before.cached());
    await home.logged(/^info: Lamp has moved from .* to .*; the plugin uses the new address\.$/);
    assert.deepEqual(
      [...home.accessories].map(each => each.UUID),
      [UUID],
    );
    assert.equal(await home.tap('Lamp', !plug.isOn()), undefined);
  });

  test('two plugs that swapped their addresses meanwhile are told apart by their uuids', async t => {
    const [lamp, fridge] = [await plugOf(t), await plugOf(t)];
    const config = {
      devices: [
        deviceConfig(lamp, { name: 'Lamp', uuid: lamp.uuid }),
        deviceConfig(fridge, { name: 'Fridge', uuid: fridge.uuid }),
      ],
    };
    const before = startPlatform(t, config);
    await before.logged(/Both plugs are ready/);
    before.shutDown();
    await SimulatedPlug.swap(lamp, fridge);
    const home = startPlatform(t, { ...config, pollSeconds: 1 }, before.cached());
    for (const [name, plug] of [
      ['Lamp', lamp],
      ['Fridge', fridge],
    ] as const) {
      await home.logged(new RegExp(`^success: ${name} is ready`), 15_000);
      const on = !plug.isOn();
      assert.equal(await home.tap(name, on), undefined);
      assert.equal(plug.isOn(), on);
    }
    assert.equal(home.accessories.size, 2);
  });

  test('a plug whose address another one has now keeps its tile with No Response, which is explained', async t => {
    const lamp = await plugOf(t);
    const port = Number(lamp.host.split(':')[1]);
    const config = { devices: [deviceConfig(lamp, { name: 'Lamp' })] };
    const before = startPlatform(t, config);
    await before.logged(/Lamp is ready/);
    before.shutDown();
    await lamp.unplug();
    const stranger = await startPlug({ model: 'mss310-2.1.17', port });
    t.after(() => stranger.close());
    const home = startPlatform(t, { devices: [deviceConfig(stranger, { name: 'Heater' })] }, before.cached());
    await home.logged(/^warn: Lamp had the address .*, where another plug replies now/);
    assert.deepEqual(await home.isOn('Lamp'), NO_RESPONSE);
    assert.notEqual(await home.tap('Lamp', true), undefined);
    assert.equal(switchCommandsTo(stranger).length, 0);
    assert.deepEqual(namesIn(home), ['Heater', 'Lamp']);
  });

  test('an accessory that cannot be restored is reported by its name, and the plugs work', async t => {
    const plug = await plugOf(t);
    const broken = newAccessory('Broken');
    Object.defineProperty(broken, 'services', { get: () => assert.fail('damaged') });
    const home = startPlatform(t, { devices: [deviceConfig(plug, { name: 'Lamp' })] }, [broken]);
    await home.logged(/^error: Broken could not be restored: .*damaged/);
    await home.logged(/Lamp is ready/);
  });

  test('new firmware and a new outlet are noticed while it runs, and the tile works on', async t => {
    const plug = await plugOf(t);
    const home = startPlatform(t, { devices: [deviceConfig(plug, { name: 'Lamp' })], pollSeconds: 1 });
    await home.logged(/Lamp is ready/);
    plug.update({ firmwareVersion: '2.1.18' });
    await home.logged(/^info: Lamp \(.*\): its firmware is now 2\.1\.18, not 2\.1\.17\.$/, 15_000);
    const [lamp] = home.accessories;
    const info = lamp?.getService(hap.Service.AccessoryInformation);
    assert.ok(info);
    await until(() => valueOf(info, hap.Characteristic.FirmwareRevision) === '2.1.18', 10_000, 'the new version');
    await until(async () => (await home.tap('Lamp', true)) === undefined, 5000, 'it is switched');
  });
});
