import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SimulatedPlug } from '../../../simulator/index.ts';
import { systemClock } from '../../../src/clock.ts';
import { fasterClock } from '../../support/faster-clock.ts';
import { deviceConfig, switchCommandsTo } from '../../support/simulated-home.ts';
import { mayOpenPort80 } from '../../support/port-80.ts';
import { until } from '../../support/until.ts';
import { plugOf, startPlatform } from './platform-fixture.ts';

// A plug is searched elsewhere after a minute.
const faster = fasterClock(10);
mock.method(systemClock, 'now', () => faster.now());
mock.method(systemClock, 'after', (ms: number, task: () => void) => faster.after(ms, task));

test('two plugs that swap their addresses are both found again, and neither is switched for the other', async t => {
  const [lamp, fridge] = [await plugOf(t), await plugOf(t)];
  const home = startPlatform(t, {
    devices: [deviceConfig(lamp, { name: 'Lamp' }), deviceConfig(fridge, { name: 'Fridge' })],
    pollSeconds: 5,
  });
  await home.logged(/Both plugs are ready/);
  // No address passes to another plug in a moment: its owner is unplugged before, and a tap fails.
  await lamp.unplug();
  assert.notEqual(await home.tap('Lamp', true), undefined);
  await SimulatedPlug.swap(lamp, fridge);
  const toFridge = switchCommandsTo(fridge).length;
  let on = lamp.isOn();
  await until(
    async () => {
      on = !on;
      return (await home.tap('Lamp', on)) === undefined && home.count(/Lamp has moved from/) === 1;
    },
    20_000,
    'the lamp is found',
  );
  assert.equal(lamp.isOn(), on);
  assert.equal(switchCommandsTo(fridge).length, toFridge);
  await home.logged(/^info: Fridge has moved from/, 20_000);
  assert.equal(await home.isOn('Fridge'), fridge.isOn());
});

test(
  'a plug that gets a new address is searched for once it is missing for a minute, and found by its uuid',
  { skip: (await mayOpenPort80('127.0.23.30')) ? false : 'port 80 may not be opened here' },
  async t => {
    const key = 'a key of our own';
    const lamp = await plugOf(t, { key, address: '127.0.23.33', port: 80 });
    const home = startPlatform(t, {
      devices: [{ host: '127.0.23.33', name: 'Lamp' }],
      key,
      discovery: { subnets: ['127.0.23.32/29'] },
    });
    await home.logged(/Lamp is ready/);
    // Past the search at the start, which would find it at once.
    await sleep(1000);
    await lamp.move({ address: '127.0.23.36', port: 80 });
    // The next search would be after ten minutes: 60 s.
    await home.logged(/^info: Lamp has moved from 127\.0\.23\.33 to 127\.0\.23\.36; /, 30_000);
    const on = !lamp.isOn();
    assert.equal(await home.tap('Lamp', on), undefined);
    assert.equal(lamp.isOn(), on);
  },
);
