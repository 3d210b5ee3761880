import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deviceConfig, switchCommandsTo } from '../../support/simulated-home.ts';
import { until } from '../../support/until.ts';
import { hap, outletServices, valueOf } from '../homekit/real-hap.ts';
import { NO_RESPONSE, plugOf, startPlatform } from './platform-fixture.ts';

describe('the tiles of the plugs in the config', { concurrency: true }, () => {
  test('a tile shows the state of its plug from the moment when the log says that the plug is ready', async t => {
    const plug = await plugOf(t);
    const home = startPlatform(t, { devices: [deviceConfig(plug, { name: 'Lamp' })] });
    await home.logged(/^success: Lamp is ready: MSS310, firmware 2\.1\.17, at 127\./);
    assert.equal(valueOf(home.outlet('Lamp'), hap.Characteristic.On), plug.isOn());
    await home.logged(/^info: The plug is ready\.$/);
    assert.equal(home.count(/^(?:warn|error):/), 0, home.lines.join('\n'));
  });

  test('a tap switches the plug, and a press on the plug turns the tile', async t => {
    const plug = await plugOf(t);
    const home = startPlatform(t, { devices: [deviceConfig(plug, { name: 'Lamp' })], pollSeconds: 1 });
    await home.logged(/Lamp is ready/);
    for (const on of [false, true]) {
      assert.equal(await home.tap('Lamp', on), undefined);
      assert.equal(plug.isOn(), on);
      assert.equal(await home.isOn('Lamp'), on);
    }
    plug.press();
    await until(() => valueOf(home.outlet('Lamp'), hap.Characteristic.On) === false, 5000, 'the tile is off');
  });

  test('a strip has a tile for each outlet; one is switched, and the others stay', async t => {
    const strip = await plugOf(t, { model: 'mss425e-2.1.2' });
    const outlets = [
      { channel: 1, name: 'Screen' },
      { channel: 3, hidden: true },
    ];
    const home = startPlatform(t, { devices: [deviceConfig(strip, { name: 'Desk', outlets })] });
    await home.logged(/Desk is ready/);
    const [desk] = home.accessories;
    assert.ok(desk);
    assert.deepEqual(outletServices(desk), ['outlet 1', 'outlet 2', 'outlet 4']);
    assert.equal(valueOf(home.outlet('Desk', 1), hap.Characteristic.ConfiguredName), 'Screen');
    const others = [1, 3, 4].map(channel => strip.isOn(channel));
    const on = !strip.isOn(2);
    assert.equal(await home.tap('Desk', on, 2), undefined);
    assert.equal(strip.isOn(2), on);
    assert.deepEqual(
      [1, 3, 4].map(channel => strip.isOn(channel)),
      others,
    );
  });

  test('a locked plug is shown and not switched', async t => {
    const plug = await plugOf(t, { set: each => each.turn(0, true) });
    const home = startPlatform(t, { devices: [deviceConfig(plug, { name: 'Fridge', locked: true })] });
    await home.logged(/Fridge is ready/);
    assert.equal(await home.isOn('Fridge'), true);
    for (let tap = 0; tap < 2; tap += 1) assert.deepEqual(await home.tap('Fridge', false), { status: -70412 });
    assert.equal(plug.isOn(), true);
    assert.equal(switchCommandsTo(plug).length, 0);
    assert.equal(home.count(/^warn: Fridge .* is locked, and was not switched/), 1, home.lines.join('\n'));
  });

  test('a plug that refuses a command is reported once, and the tile stays as the plug is', async t => {
    const plug = await plugOf(t);
    const home = startPlatform(t, { devices: [deviceConfig(plug, { name: 'Lamp' })] });
    await home.logged(/Lamp is ready/);
    const wasOn = plug.isOn();
    plug.faults.refuseWithError = 5000;
    for (let tap = 0; tap < 2; tap += 1) assert.notEqual(await home.tap('Lamp', !wasOn), undefined);
    assert.equal(await home.isOn('Lamp'), wasOn);
    assert.equal(home.count(/^warn: Lamp .*5000/), 1, home.lines.join('\n'));
  });

  test('a device without an outlet is named, and has no tile', async t => {
    const plug = await plugOf(t);
    const meter = await plugOf(t, { model: 'em06-2.3.8' });
    const home = startPlatform(t, {
      devices: [deviceConfig(plug, { name: 'Lamp' }), deviceConfig(meter, { name: 'Meter' })],
    });
    await home.logged(/^warn: plug 2, Meter \(.*\) is not a plug, but a device of type/);
    await home.logged(/^info: 1 of 2 plugs ready, 1 not a plug\.$/);
    assert.deepEqual(
      [...home.accessories].map(({ displayName }) => displayName),
      ['Lamp'],
    );
  });
});

describe('a plug that loses power', { concurrency: true }, () => {
  test('fails a tap at once, then shows No Response, and comes back by itself with one line each', async t => {
    const plug = await plugOf(t);
    const other = await plugOf(t);
    const home = startPlatform(t, {
      devices: [deviceConfig(plug, { name: 'Lamp' }), deviceConfig(other, { name: 'Fan' })],
      pollSeconds: 1,
    });
    await home.logged(/^info: Both plugs are ready\.$/);
    await plug.unplug();
    assert.notEqual(await home.tap('Lamp', true), undefined, 'no false OK');
    await until(async () => typeof (await home.isOn('Lamp')) === 'object', 15_000, 'No Response');
    assert.deepEqual(await home.isOn('Lamp'), NO_RESPONSE);
    assert.equal(await home.tap('Fan', !other.isOn()), undefined, 'the other one does not notice');
    await home.logged(/^warn: Lamp \(.*\) cannot be reached/);
    await plug.plugIn();
    await home.logged(/^success: Lamp \(.*\) is back after/, 15_000);
    assert.equal(await home.isOn('Lamp'), plug.isOn());
    assert.deepEqual([home.count(/cannot be reached/), home.count(/is back/)], [1, 1], home.lines.join('\n'));
  });
});
