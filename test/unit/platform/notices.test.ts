import assert from 'node:assert/strict';
import { describe, mock, test } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import { fasterClock } from '../../support/faster-clock.ts';
import { deviceConfig } from '../../support/simulated-home.ts';
import { plugOf, startPlatform } from './platform-fixture.ts';

// A query counts as not answered after a dozen seconds.
const faster = fasterClock(5);
mock.method(systemClock, 'now', () => faster.now());
mock.method(systemClock, 'after', (ms: number, task: () => void) => faster.after(ms, task));

describe('what the log says about a plug that works', { concurrency: true }, () => {
  test('an option that has no effect on it', async t => {
    const strip = await plugOf(t, { model: 'mss425e-2.1.2' });
    const home = startPlatform(t, {
      devices: [deviceConfig(strip, { name: 'Desk', appliance: { runsAboveWatts: 10, finishedAfterMinutes: 3 } })],
    });
    await home.logged(/^warn: plug 1 \(127\..*\): "appliance" has no effect: /);
    await home.logged(/^info: The plug is ready\.$/);
  });

  test('a clock that differs, once, in an hour as people say it', async t => {
    const plug = await plugOf(t, { set: each => void (each.faults.clockOffsetSeconds = 3600) });
    const home = startPlatform(t, { devices: [deviceConfig(plug, { name: 'Lamp' })], pollSeconds: 1 });
    await home.logged(/^info: Lamp \(.*\) works, but its clock and this computer's differ by 1 h 0 min\.$/);
    assert.equal(home.count(/differ by/), 1);
  });

  test('a query that it does not answer, and the rest works', async t => {
    const plug = await plugOf(t, {
      set: each => void (each.faults.silent = namespace => namespace === 'Appliance.Control.Electricity'),
    });
    const home = startPlatform(t, { devices: [deviceConfig(plug, { name: 'Lamp' })], energySeconds: 1 });
    await home.logged(
      /^warn: Lamp \(.*\) (?:does not reply to|goes silent .* after) a query for Appliance\.Control\.Electricity\.$/,
      20_000,
    );
    assert.equal(await home.tap('Lamp', !plug.isOn()), undefined);
  });

  test('Matter that this Homebridge does not have: the plug is shown over HomeKit', async t => {
    const plugs = [await plugOf(t), await plugOf(t)];
    const home = startPlatform(t, { devices: plugs.map(plug => deviceConfig(plug)), publish: 'matter' });
    await home.logged(/^info: Both plugs are ready\.$/);
    assert.equal(home.accessories.size, 2);
    assert.equal(home.count(/^warn: .*"publish": "matter"/), 1, home.lines.join('\n'));
  });

  test('a cache that Homebridge cannot write: once, and the plug works', async t => {
    const plug = await plugOf(t);
    const home = startPlatform(t, { devices: [deviceConfig(plug, { name: 'Lamp' })] });
    home.homebridge.addListener('updatePlatformAccessories', () => {
      throw new Error('ENOSPC: no space left on device');
    });
    await home.logged(/^error: Lamp: Homebridge cannot write its cache of accessories: Error: ENOSPC/);
    assert.equal(await home.tap('Lamp', !plug.isOn()), undefined);
    assert.equal(home.count(/cannot write its cache/), 1);
  });
});
