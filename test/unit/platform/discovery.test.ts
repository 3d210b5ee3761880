import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { switchCommandsTo } from '../../support/simulated-home.ts';
import { mayOpenPort80 } from '../../support/port-80.ts';
import { until } from '../../support/until.ts';
import { plugOf, startPlatform } from './platform-fixture.ts';

const KEY = 'CANARYkey00112233445566778899aab';
const discovery = { subnets: ['127.0.23.16/29'] };

describe(
  'plugs that are found on the network',
  { skip: (await mayOpenPort80('127.0.23.30')) ? false : 'port 80 may not be opened here' },
  () => {
    test('become tiles, also after a restart; one with another key is reported once; without discovery they leave', async t => {
      const lamp = await plugOf(t, { key: KEY, address: '127.0.23.17', port: 80 });
      const found = await plugOf(t, { model: 'mss110-7.3.37', key: KEY, address: '127.0.23.18', port: 80 });
      await plugOf(t, { key: 'another key', address: '127.0.23.19', port: 80 });
      await plugOf(t, { model: 'em06-2.3.8', key: KEY, address: '127.0.23.20', port: 80 });
      const devices = [{ host: '127.0.23.17', name: 'Lamp' }];
      const first = startPlatform(t, { devices, key: KEY, discovery });
      await first.logged(/is ready: MSS110/);
      await first.logged(/^warn: A Meross .*at 127\.0\.23\.19 \(uuid .*\) does not accept the key/);
      assert.equal(first.accessories.size, 2);
      const [name = ''] = [...first.accessories].map(each => each.displayName).filter(each => each !== 'Lamp');
      assert.equal(await first.tap(name, !found.isOn()), undefined);
      assert.equal(first.count(/does not accept the key/), 1);
      assert.equal(
        first.count(/^warn: .*127\.0\.23\.20/),
        0,
        'a device that is no plug, and not in the config, is no problem',
      );
      await until(
        () => first.debugLines.some(line => line.includes('127.0.23.20') && line.includes('not a plug')),
        5000,
        'noted',
      );
      first.shutDown();

      const second = startPlatform(t, { devices, key: KEY, discovery }, first.cached());
      await second.logged(/is ready: MSS110/, 3000);
      assert.equal(second.accessories.size, 2);
      second.shutDown();

      const mistaken = startPlatform(
        t,
        { devices, key: KEY, discovery: { subnets: ['127.0.23.16/2 9'] } },
        second.cached(),
      );
      await mistaken.logged(/Lamp is ready/);
      assert.equal(mistaken.accessories.size, 2, 'a mistake removes nothing');
      mistaken.shutDown();

      const third = startPlatform(t, { devices, key: KEY }, mistaken.cached());
      await third.logged(/^info: Removed from Home: .*, no longer in the config\.$/);
      assert.deepEqual(
        [...third.accessories].map(each => each.displayName),
        ['Lamp'],
      );
      assert.equal(await third.tap('Lamp', !lamp.isOn()), undefined);
    });

    test('a plug at a new address is found again by its uuid, and the one that has its address now is not switched', async t => {
      const lamp = await plugOf(t, { key: KEY, address: '127.0.23.25', port: 80 });
      const config = {
        devices: [{ host: '127.0.23.25', name: 'Lamp' }],
        key: KEY,
        pollSeconds: 1,
        discovery: { subnets: ['127.0.23.24/29'] },
      };
      const before = startPlatform(t, config);
      await before.logged(/Lamp is ready/);
      before.shutDown();
      await lamp.move({ address: '127.0.23.28', port: 80 });
      const stranger = await plugOf(t, { key: KEY, address: '127.0.23.25', port: 80 });
      const [device] = config.devices;
      const home = startPlatform(t, { ...config, devices: [{ ...device, uuid: lamp.uuid }] }, before.cached());
      await home.logged(/^info: Lamp has moved from 127\.0\.23\.25 to 127\.0\.23\.28; /);
      const on = !lamp.isOn();
      assert.equal(await home.tap('Lamp', on), undefined);
      assert.equal(lamp.isOn(), on);
      assert.equal(switchCommandsTo(stranger).length, 0);
    });
  },
);
