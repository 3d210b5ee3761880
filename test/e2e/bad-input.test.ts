import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Faults, SimulatedPlug } from '../../simulator/index.ts';
import { HomeApp } from '../support/home-app.ts';
import { startHomebridge, type RunningHomebridge } from '../support/homebridge.ts';
import { platformConfig, deviceConfig, linesWith, startPlug } from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

describe('a config with mistakes, and plugs that answer nonsense', () => {
  let homebridge: RunningHomebridge;
  let app: HomeApp;
  const plugs: SimulatedPlug[] = [];

  const nonsense = async (faults: Partial<Faults>): Promise<SimulatedPlug> => {
    const plug = await startPlug({ model: 'mss310-2.1.17' });
    Object.assign(plug.faults, faults);
    plugs.push(plug);
    return plug;
  };
  const lines = (text: string): readonly string[] => linesWith(homebridge.log, text);

  before(async () => {
    const lamp = await nonsense({});
    const [, port = ''] = lamp.host.split(':');
    const devices = [
      deviceConfig(lamp, { name: 'Lamp', colour: 'red', energy: 'yes' }),
      { key: 'k', name: 'No host' },
      { host: '8.8.8.8', key: 'k' },
      deviceConfig(lamp),
      { ...deviceConfig(lamp, { name: 'Lamp' }), host: `localhost:${port}` },
      deviceConfig(await nonsense({ garbage: 'html' }), { name: 'Web server' }),
      deviceConfig(await nonsense({ garbage: 'huge' }), { name: 'Ten megabytes' }),
      deviceConfig(await nonsense({ garbage: 'binary' }), { name: 'Noise' }),
      deviceConfig(await nonsense({ garbage: 'empty' }), { name: 'Nothing' }),
      deviceConfig(await nonsense({ garbage: 'json-array' }), { name: 'A list' }),
      deviceConfig(await nonsense({ cutBodyAt: 40 }), { name: 'Cut short' }),
      deviceConfig(await nonsense({ silent: true }), { name: 'Silent' }),
      deviceConfig(await nonsense({ hangUp: true }), { name: 'Hangs up' }),
      deviceConfig(await nonsense({ httpStatus: 404 }), { name: 'Not found' }),
      deviceConfig(await nonsense({ wrongMessageId: true }), { name: 'Confused' }),
    ];
    homebridge = await startHomebridge({ platforms: [platformConfig(devices, { polling: 3 })] });
    await homebridge.waitForLog(/Lamp is ready/);
    await homebridge.waitForLog(/Silent \(.*silent/, 8000);
    app = await HomeApp.pair(homebridge);
  });
  after(async () => {
    await app.close();
    await homebridge.stop();
    await Promise.all(plugs.map(plug => plug.close()));
  });

  const logged: readonly (readonly [what: string, line: RegExp])[] = [
    ['an unknown key', /config: devices\[0\]\.colour .*not/i],
    ['an unknown key of the platform, with what was meant', /config: polling .*pollSeconds/],
    ['a wrong type', /config: devices\[0\]\.energy .*"yes"/],
    ['a plug without a host', /config: devices\[1\]\.host /],
    ['a public address', /config: devices\[2\]\.host .*8\.8\.8\.8/],
    ['the same plug twice', /config: devices\[3\]\.host .*devices\[0\]/],
    [
      'the same plug under another name',
      /(?:plug 5, Lamp .*same plug as plug 1, Lamp|plug 1, Lamp .*same plug as plug 5, Lamp)/,
    ],
    ['a web server', /Web server .*not reply as a Meross plug/],
    ['an answer of ten megabytes', /Ten megabytes .*longer than 65536 bytes/],
    ['noise', /Noise .*not reply as a Meross plug/],
    ['nothing but a head', /Nothing .*without a/],
    ['a JSON list', /A list .*not an object/],
    ['an answer cut short', /Cut short .*(?:breaks off|not JSON)/],
    ['silence', /Silent .*stays silent/],
    ['a hang-up', /Hangs up .*hangs up/],
    ['an HTTP error', /Not found .*status 404/],
    ['an answer to something else', /Confused .*another request/],
  ];
  for (const [what, line] of logged) {
    test(`${what} is logged in one clear line`, () => {
      const found = homebridge.log.split('\n').filter(each => line.test(each));
      assert.equal(found.length, 1, homebridge.log);
    });
  }

  test('the plug that is right works all the same', async () => {
    const lamp = plugs[0];
    assert.ok(lamp);
    const tiles = await app.outlets();
    assert.deepEqual(
      tiles.map(({ accessoryName }) => accessoryName),
      ['Lamp'],
    );
    const [tile] = tiles;
    assert.ok(tile);
    for (const on of [false, true]) {
      const { status, ms } = await app.switch(tile, on);
      assert.equal(status, 0);
      assert.ok(ms < 300);
      assert.equal(lamp.isOn(), on);
    }
  });

  test('a plug that sends nonsense while it runs is logged once, and comes back', async () => {
    const lamp = plugs[0];
    const [tile] = await app.outlets();
    assert.ok(lamp && tile);
    lamp.faults.garbage = 'binary';
    await until(async () => (await app.read(tile)).status !== 0, 17_000, 'No Response');
    assert.notEqual((await app.switch(tile, !lamp.isOn())).status, 0);
    lamp.faults.garbage = undefined;
    await until(async () => (await app.read(tile)).status === 0, 20_000, 'back');
    assert.equal(lines('Lamp (').filter(line => line.includes('not reply as a Meross plug')).length, 1);
  });

  test('no stack and no crash in the log', () => {
    assert.doesNotMatch(homebridge.log, /^\s+at /m);
    assert.doesNotMatch(homebridge.log, /Unhandled|uncaught/i);
  });
});

describe('a config without plugs', () => {
  test('says how to write one, and Homebridge runs', async () => {
    const homebridge = await startHomebridge({ platforms: [{ platform: 'MerossLocal', name: 'Meross Local' }] });
    try {
      await homebridge.waitForLog(/config: devices is missing/);
      assert.match(homebridge.log, /"host": "192\.168\.1\.20"/);
    } finally {
      await homebridge.stop();
    }
  });
});
