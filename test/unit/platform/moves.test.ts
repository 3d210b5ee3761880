import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { SimulatedPlug } from '../../../simulator/index.ts';
import { systemClock } from '../../../src/clock.ts';
import { fasterClock } from '../../support/faster-clock.ts';
import { deviceConfig, switchCommandsTo } from '../../support/simulated-home.ts';
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

test('a plug that moved where another one was is searched for there once it is missing for a minute', async t => {
  const [lamp, old] = [await plugOf(t), await plugOf(t)];
  const home = startPlatform(t, {
    devices: [deviceConfig(lamp, { name: 'Lamp' }), deviceConfig(old, { name: 'Old' })],
    pollSeconds: 5,
  });
  await home.logged(/Both plugs are ready/);
  await SimulatedPlug.swap(lamp, old);
  await old.unplug();
  await home.logged(/^info: Lamp has moved from/, 25_000);
  await until(async () => (await home.tap('Lamp', true)) === undefined, 5000, 'it is switched');
});
