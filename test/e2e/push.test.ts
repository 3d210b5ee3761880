import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import { generate } from 'selfsigned';
import { freePort } from '../support/homebridge.ts';
import type { Outlet } from '../support/home-app.ts';
import { platformConfig, linesWith, switchCommandsTo } from '../support/simulated-home.ts';
import {
  FAST_INTERVALS,
  loginOptionsOf,
  logIn,
  startPushFixture,
  startWiredPlug,
  statePollsOf,
  togglePush,
  type PushFixture,
  type WiredPlugOptions,
  type WiredPlug,
} from '../support/push-fixture.ts';
import { until } from '../support/until.ts';

const NO_RESPONSE = -70402;
/** Long before any poll: what is seen by then was pushed. */
const SOON_MS = 5000;
const POLLS = { pollSeconds: 60, energySeconds: 2 };

const PLUGS: readonly WiredPlugOptions[] = [
  // The first in the config is asked for its watts from the start, the others somewhere within the period.
  { name: 'Heater', model: 'mss305-8.3.15', mqtt: { ...FAST_INTERVALS, version: '3.1.1', keepAliveSeconds: 30 } },
  { name: 'Lamp', model: 'mss310-2.1.17' },
  { name: 'Desk', model: 'mss425e-2.1.2' },
  // Its MQTT is spoken by a client of another make than the simulator's.
  { name: 'Other', model: 'mss310-6.1.8', mqtt: false },
];

describe('plugs that tell their changes to the broker in Homebridge', () => {
  let fixture: PushFixture;
  let broker: object;
  let port = 0;
  let lamp: WiredPlug;
  let desk: WiredPlug;
  let heater: WiredPlug;
  let other: WiredPlug;
  const latePlugs: WiredPlug[] = [];

  before(async () => {
    port = await freePort();
    broker = { enabled: true, port, addresses: ['127.0.0.1'] };
    const wiredPlugs = await Promise.all(PLUGS.map(each => startWiredPlug(each, port)));
    [heater, lamp, desk, other] = wiredPlugs as [WiredPlug, WiredPlug, WiredPlug, WiredPlug];
    fixture = await startPushFixture(wiredPlugs, { ...POLLS, broker });
  });
  after(async () => {
    await fixture.close();
    await Promise.all(latePlugs.map(({ plug }) => plug.close()));
    await Promise.all(latePlugs.flatMap(({ http, mqtt }) => [http.close(), mqtt.close()]));
  });

  const expectState = async (tile: Outlet, on: boolean, ms = SOON_MS): Promise<void> => {
    assert.equal(await fixture.app.nextEvent(tile, value => value === on, ms), on);
  };

  /** Presses, and sees the tile turn. */
  const press = async ({ plug }: WiredPlug, tile: Outlet, channel?: number): Promise<void> => {
    plug.press(channel);
    await expectState(tile, plug.isOn(channel));
  };

  const restart = async (devices = fixture.wiredPlugs.map(({ device }) => device)): Promise<void> => {
    await fixture.homebridge.restart([platformConfig(devices, { ...POLLS, broker })]);
    await fixture.app.reconnect();
  };

  /** The log of the present process. */
  const logSinceRestart = (): string => fixture.homebridge.log.split('Loaded config.json').at(-1) ?? '';

  test('a press turns the tile at once, on plugs of old and of new firmware, and on a strip', async () => {
    const tiles = [
      await fixture.outlet('Lamp'),
      await fixture.outlet('Heater'),
      await fixture.outlet('Desk', 'Outlet 3'),
    ];
    const [lampTile, heaterTile, third] = tiles;
    assert.ok(lampTile && heaterTile && third);
    for (const tile of tiles) await fixture.app.onEvent(tile);
    for (let time = 0; time < 2; time += 1) {
      await press(lamp, lampTile);
      await press(heater, heaterTile);
      await press(desk, third, 3);
    }
  });

  test('another MQTT client in the place of a plug does the same', async () => {
    const tile = await fixture.outlet('Other');
    await fixture.app.onEvent(tile);
    const client = await logIn(port, loginOptionsOf(other.plug));
    await client.subscribeAsync(`/appliance/${other.plug.uuid}/subscribe`, { qos: 1 });
    for (const on of [!other.plug.isOn(), other.plug.isOn()]) {
      other.plug.turn(0, on);
      await client.publishAsync(`/appliance/${other.plug.uuid}/publish`, togglePush(other.plug, on), { qos: 1 });
      await expectState(tile, on);
    }
    await client.endAsync();
  });

  test('a copy of an old message turns nothing', async () => {
    const tile = await fixture.outlet('Lamp');
    await fixture.app.onEvent(tile);
    await press(lamp, tile);
    const copy = lamp.plug.mqtt.sent.findLast(({ namespace }) => namespace.endsWith('.ToggleX'))?.text ?? '';
    await press(lamp, tile);
    const on = lamp.plug.isOn();
    assert.ok(lamp.plug.mqtt.publish(`/appliance/${lamp.plug.uuid}/publish`, copy));
    await assert.rejects(
      fixture.app.nextEvent(tile, value => value !== on, 1000),
      'no event',
    );
    assert.equal((await fixture.app.read(tile)).on, on);
  });

  test('a stranger is not let in, which is reported once, and the plugs do not notice', async () => {
    const { uuid } = lamp.plug;
    const before = lamp.plug.mqtt.connections;
    for (let time = 0; time < 3; time += 1) {
      const guess = logIn(port, loginOptionsOf({ uuid, key: 'a key that was guessed' }));
      await assert.rejects(guess, /user ?name or password/i);
    }
    const lines = linesWith(fixture.homebridge.log, 'was refused: its key differs from the key in the config');
    assert.equal(lines.length, 1, lines.join('\n'));
    const tile = await fixture.outlet('Lamp');
    await fixture.app.onEvent(tile);
    await press(lamp, tile);
    assert.equal(lamp.plug.mqtt.connections, before, 'it was never thrown out');
  });

  test('a plug whose HTTP refuses is switched over its session, and stays in the Home app', async () => {
    const { plug, http } = heater;
    const tile = await fixture.outlet('Heater');
    await fixture.app.onEvent(tile);
    await http.disconnect();
    for (const on of [true, false, true]) {
      assert.equal((await fixture.app.switch(tile, on)).status, 0);
      assert.equal(plug.isOn(), on);
      assert.equal(switchCommandsTo(plug).at(-1)?.transport, 'mqtt');
    }
    // Its meter is still queried, so it does not count as unreachable.
    const queryCount = (): number =>
      plug.requests.filter(({ transport, method }) => transport === 'mqtt' && method === 'GET').length;
    const target = queryCount() + 4;
    await until(() => queryCount() >= target, 15_000, 'questions over MQTT');
    assert.equal((await fixture.app.read(tile)).status, 0);
    await press(heater, tile);
    assert.deepEqual(linesWith(fixture.homebridge.log, 'cannot be reached'), []);
    await http.restore();
  });

  test('a plug that loses its power says No Response in time, though its session seems alive, and comes back by itself', async () => {
    const { plug, http, mqtt } = heater;
    const tile = await fixture.outlet('Heater');
    const since = fixture.homebridge.log.length;
    mqtt.blackHole();
    await http.disconnect();
    const cutAt = performance.now();
    await until(async () => (await fixture.app.read(tile)).status === NO_RESPONSE, 20_000, 'No Response');
    assert.ok(performance.now() - cutAt < 17_000, 'about 15 s');
    plug.press();
    await Promise.all([http.restore(), mqtt.restore()]);
    await until(async () => (await fixture.app.read(tile)).status === 0, SOON_MS, 'back as soon as it has logged in');
    assert.equal((await fixture.app.read(tile)).on, plug.isOn());
    await fixture.homebridge.waitForLog(/Heater .* is back/, SOON_MS, since);
    const lines = fixture.homebridge.log.slice(since).match(/Heater \(.*?(?=[:.]|\n)/g);
    assert.equal(lines?.length, 2, `one line when it goes and one when it is back: ${String(lines)}`);
  });

  test('a press while the session was down is known when it is back', async () => {
    const { plug, mqtt } = lamp;
    const tile = await fixture.outlet('Lamp');
    await fixture.app.onEvent(tile);
    const polls = statePollsOf(plug).length;
    await mqtt.disconnect();
    await until(() => statePollsOf(plug).length > polls, SOON_MS, 'it is polled at once');
    await until(() => !plug.mqtt.isConnected, SOON_MS, 'the plug has noticed');
    plug.press();
    await mqtt.restore();
    await expectState(tile, plug.isOn());
    assert.equal(linesWith(fixture.homebridge.log, 'Lamp (').length, 1, 'that it tells its changes, once');
  });

  test('a plug that was rebooted, and does not know the time, is right again without anybody', async () => {
    const { plug } = desk;
    const tile = await fixture.outlet('Desk', 'Outlet 2');
    await fixture.app.onEvent(tile);
    const back = plug.reboot(1500);
    await until(() => !plug.mqtt.isConnected, SOON_MS, 'it is off');
    plug.press(2);
    await back;
    await expectState(tile, plug.isOn(2), 15_000);
    await until(() => plug.mqtt.isStartUpDone, SOON_MS, 'it is let in, and told the time');
    await press(desk, tile, 2);
  });

  test('Homebridge restarts, its certificate expired meanwhile: the plugs come back by themselves', async () => {
    const file = join(fixture.homebridge.storage, 'meross-local', 'broker.pem');
    await writeFile(file, await expiredCertificate());
    await restart();
    for (const { name } of fixture.wiredPlugs) await fixture.homebridge.waitForLog(new RegExp(`${name} is ready`));
    await until(() => [lamp, desk, heater].every(({ plug }) => plug.mqtt.isStartUpDone), 10_000, 'all are let in');
    await fixture.homebridge.waitForLog(/renewed its certificate, which was about to expire/);
    assert.ok(Date.parse(new X509Certificate(await readFile(file)).validTo) > Date.now());
    assert.doesNotMatch(logSinceRestart(), /was refused/, 'who was known before is known from the start');
    const tile = await fixture.outlet('Lamp');
    await fixture.app.onEvent(tile);
    await press(lamp, tile);
  });

  test('plugs that the config does not fit: each is reported once, and comes in by itself where nothing is to be done', async () => {
    const fresh = await startWiredPlug({ name: 'Fresh', model: 'mss310-2.1.17' }, port);
    const wrong = await startWiredPlug(
      { name: 'Wrong', model: 'mss310-2.1.17', config: { key: 'the wrong key' } },
      port,
    );
    const known = await startWiredPlug({ name: 'Known', model: 'mss310-2.1.17' }, port);
    latePlugs.push(fresh, wrong, known);
    const named = { ...known.device, uuid: known.plug.uuid };
    await Promise.all([fresh.http.disconnect(), known.http.disconnect()]);
    const { wiredPlugs } = fixture;
    await restart(
      [...wiredPlugs, fresh].map(({ device }) => device).concat({ ...wrong.device, uuid: wrong.plug.uuid }, named),
    );

    // Its HTTP is dead, its uuid is in the config: it is known by its login, and asked over MQTT.
    // A login in the middle of a try that fails is noticed at the next one, some seconds later.
    await fixture.homebridge.waitForLog(/Known is ready/, 40_000);
    const tile = await fixture.outlet('Known');
    assert.equal((await fixture.app.switch(tile, true)).status, 0);
    assert.equal(known.plug.isOn(), true);

    await until(() => fresh.plug.mqtt.dials > 2, SOON_MS, 'it dials again and again');
    assert.equal(fresh.plug.mqtt.connections, 0, 'nobody knows who it is');
    await fresh.http.restore();
    await fixture.homebridge.waitForLog(/Fresh is ready/, 15_000);
    await until(() => fresh.plug.mqtt.isStartUpDone, SOON_MS, 'let in at its next dial');
    assert.equal(linesWith(logSinceRestart(), 'or has not replied yet').length, 1);

    await until(() => wrong.plug.mqtt.dials > 3, SOON_MS, 'it dials again and again');
    assert.equal(wrong.plug.mqtt.connections, 0);
    assert.equal(linesWith(logSinceRestart(), 'does not accept the key').length, 1);
    assert.equal(linesWith(logSinceRestart(), 'was refused: its key differs from the key in the config').length, 1);
    const lampTile = await fixture.outlet('Lamp');
    await fixture.app.onEvent(lampTile);
    await press(lamp, lampTile);
  });

  test('the log has nothing else, and holds no secret', async () => {
    await sleep(100);
    const { log } = fixture.homebridge;
    assert.doesNotMatch(log, /slow to respond|didn't respond|This plugin (?:slows|generated)|characteristic.*warning/i);
    assert.doesNotMatch(log, /\[error\]|Error:|could not be handled/i);
    for (const { plug } of [...fixture.wiredPlugs, ...latePlugs]) assert.ok(!log.includes(plug.key));
    for (const secret of ['a key that was guessed', 'the wrong key', '1000_', 'PRIVATE KEY'])
      assert.ok(!log.includes(secret));
  });
});

async function expiredCertificate(): Promise<string> {
  const day = 86_400_000;
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keySize: 2048,
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 3650 * day),
    notAfterDate: new Date(Date.now() - day),
  });
  return `${key}\n${cert}\n`;
}
