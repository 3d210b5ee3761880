import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Outlet } from '../support/home-app.ts';
import { platformConfig, linesWith, switchCommandsTo } from '../support/simulated-home.ts';
import { Mosquitto, whyNoMosquitto } from '../support/mosquitto.ts';
import {
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

const SOON_MS = 5000;
const OWN_LOGIN = { username: 'homebridge', password: 'of homebridge at mosquitto' };
const PLUGS: readonly WiredPlugOptions[] = [
  { name: 'Heater', model: 'mss305-8.3.15' },
  { name: 'Lamp', model: 'mss310-2.1.17' },
];

if (whyNoMosquitto !== undefined) {
  test('plugs that tell their changes to a mosquitto of the house', t => t.skip(whyNoMosquitto));
} else {
  describe('plugs that tell their changes to a mosquitto of the house', describeAtMosquitto);
}

function describeAtMosquitto(): void {
  let mosquitto: Mosquitto;
  let fixture: PushFixture;
  let heater: WiredPlug;
  let lamp: WiredPlug;
  let tile: Outlet;
  const options = (password = OWN_LOGIN.password): object => ({
    pollSeconds: 60,
    broker: { url: mosquitto.url, username: OWN_LOGIN.username, password, ca: mosquitto.ca },
  });

  before(async () => {
    mosquitto = await Mosquitto.start(OWN_LOGIN);
    const wiredPlugs = await Promise.all(PLUGS.map(each => startWiredPlug(each, mosquitto.plugsPort)));
    [heater, lamp] = wiredPlugs as [WiredPlug, WiredPlug];
    fixture = await startPushFixture(wiredPlugs, options());
    tile = await fixture.outlet('Heater');
  });
  after(async () => {
    await fixture.close();
    await mosquitto.close();
  });

  const press = async (ms = SOON_MS): Promise<void> => {
    await fixture.app.onEvent(tile);
    heater.plug.press();
    const on = heater.plug.isOn();
    assert.equal(await fixture.app.nextEvent(tile, value => value === on, ms), on);
  };

  test('receive the time and an acknowledgement, though mosquitto itself stays mute', () => {
    assert.deepEqual([heater.plug.mqtt.isStartUpDone, lamp.plug.mqtt.isStartUpDone], [true, true]);
    assert.equal(linesWith(fixture.homebridge.log, 'Listening to plugs at the MQTT broker').length, 1);
  });

  test('turn their tiles at once when they are pressed', async () => {
    for (let time = 0; time < 3; time += 1) await press();
  });

  test('are switched over mosquitto where their HTTP refuses', async () => {
    await heater.http.disconnect();
    for (const on of [true, false, true]) {
      assert.equal((await fixture.app.switch(tile, on)).status, 0);
      assert.equal(heater.plug.isOn(), on);
      assert.equal(switchCommandsTo(heater.plug).at(-1)?.transport, 'mqtt');
    }
    await heater.http.restore();
  });

  test('are believed for their signature, not because somebody there uses their name', async () => {
    const client = await logIn(mosquitto.port, { ...OWN_LOGIN, clientId: 'somebody' });
    const { uuid } = heater.plug;
    const on = heater.plug.isOn();
    for (let time = 0; time < 3; time += 1) {
      await client.publishAsync(`/appliance/${uuid}/publish`, togglePush({ uuid, key: 'guessed' }, !on), { qos: 1 });
    }
    await fixture.homebridge.waitForLog(/are not signed with its key/);
    await client.publishAsync(`/appliance/${uuid}/publish`, 'nonsense', { qos: 1 });
    assert.deepEqual(await fixture.app.read(tile), { value: on ? 1 : 0, on, status: 0 });
    await client.endAsync();
    await press();
    assert.equal(linesWith(fixture.homebridge.log, 'are not signed with its key').length, 1);
    await until(async () => (await fixture.app.read(tile)).on === !on, SOON_MS, 'what the plug itself said');
  });

  test('are polled while mosquitto is away, and tell by themselves again when it is back', async () => {
    const polls = statePollsOf(heater.plug).length;
    await mosquitto.kill();
    await until(() => statePollsOf(heater.plug).length > polls, SOON_MS, 'a poll at once');
    assert.equal((await fixture.app.switch(tile, true)).status, 0);
    await mosquitto.restart();
    await until(() => [heater, lamp].every(({ plug }) => plug.mqtt.isStartUpDone), 20_000, 'everybody is there again');
    await press();
    assert.equal(linesWith(fixture.homebridge.log, 'Listening to plugs at').length, 2);
  });

  test('are polled if mosquitto does not take our password, which is logged once', async () => {
    const devices = fixture.wiredPlugs.map(({ device }) => device);
    await fixture.homebridge.restart([platformConfig(devices, options('a wrong password'))]);
    await fixture.app.reconnect();
    await fixture.homebridge.waitForLog(/MQTT broker .* cannot be used: .*\n.*Set "username" and "password"/);
    await until(async () => (await fixture.app.read(tile)).status === 0, SOON_MS, 'the tile is alive');
    assert.equal((await fixture.app.switch(tile, false)).status, 0);
  });

  test('tell by themselves from their first press on, if they were there before Homebridge', async () => {
    const { connections } = heater.plug.mqtt;
    await fixture.homebridge.restart([
      platformConfig(
        fixture.wiredPlugs.map(({ device }) => device),
        options(),
      ),
    ]);
    await fixture.app.reconnect();
    await fixture.homebridge.waitForLog(/Listening to plugs at/);
    await fixture.homebridge.waitForLog(/Heater is ready/);
    await press();
    assert.equal(heater.plug.mqtt.connections, connections, 'mosquitto has kept it');
  });

  test('leave a log without a secret', () => {
    const { log } = fixture.homebridge;
    assert.doesNotMatch(log, /\[error\]|Error:|could not be handled/i);
    for (const secret of [OWN_LOGIN.password, 'a wrong password', heater.plug.key, lamp.plug.key, '1000_']) {
      assert.ok(!log.includes(secret));
    }
  });
}
