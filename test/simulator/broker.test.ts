import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendRequest, at, get, message, set, until } from './client.ts';
import { plugWithBroker, shortIntervals, startedPlugWithBroker, signOf } from './plug-with-broker.ts';
import { LocalBroker, nameOf } from './local-broker.ts';
import { account, encryptedPassword, homeNetwork, newPlug, wifiOf } from '../support/new-plug.ts';

const togglex = 'Appliance.Control.ToggleX';
const all = 'Appliance.System.All';

for (const [name, alone] of [
  ['mss305', false],
  ['mss310-2.1.17', true],
] as const) {
  test(`a press, a rule and a command on an ${name} are reported to the broker`, async t => {
    const [plug, broker] = await startedPlugWithBroker(t, name);
    const on = plug.isOn();
    plug.press();
    plug.turn(0, on);
    plug.turn(0, on);
    await set(plug, togglex, { togglex: { channel: 0, onoff: on ? 0 : 1 } });
    const pushes = () => broker.messages.filter(received => nameOf(received) === 'PUSH Control.ToggleX');
    await until(() => pushes().length === 3);
    const path = alone ? ['togglex'] : ['togglex', 0];
    assert.deepEqual(
      pushes().map(({ payload }) => at(payload, ...path, 'onoff')),
      [on ? 0 : 1, on ? 1 : 0, on ? 0 : 1],
    );
    for (const { header } of pushes()) assert.equal(header['sign'], signOf(plug.key, header));
  });
}

test('the master of a strip reports all that it has switched at once', async t => {
  const [plug, broker] = await startedPlugWithBroker(t, 'mss425e');
  for (const channel of [1, 2, 3, 4]) plug.turn(channel, true);
  await until(() => broker.messages.length === 4);
  plug.turn(0, false);
  await until(() => broker.messages.length === 5);
  const rows = at(broker.messages.at(-1)?.payload, 'togglex');
  assert.ok(Array.isArray(rows));
  assert.ok(rows.length >= 4);
  assert.ok(rows.every(row => at(row, 'onoff') === 0));
});

test('a plug of the first generation has no channels to tell', async t => {
  const [plug, broker] = await startedPlugWithBroker(t, 'mss310-1.1.13');
  plug.press();
  await until(() => broker.names.includes('PUSH Control.Toggle'));
  assert.equal(at(broker.messages.at(-1)?.payload, 'toggle', 'onoff'), 0);
});

test('a command from the broker is obeyed, and answered to whom it names', async t => {
  const [plug, broker] = await startedPlugWithBroker(t);
  const on = plug.isOn() ? 0 : 1;
  const messageId = '0'.repeat(32);
  const sign = signOf(plug.key, { messageId, timestamp: 1700000000 });
  broker.send(plug, 'SET', togglex, { togglex: { channel: 0, onoff: on } }, { messageId, sign });
  await until(() => broker.names.includes('SETACK Control.ToggleX'));
  const reply = broker.messages.find(received => nameOf(received) === 'SETACK Control.ToggleX');
  assert.equal(reply?.topic, '/appliance/homebridge/publish');
  assert.equal(reply.header['messageId'], messageId);
  assert.equal(reply.header['from'], `/appliance/${plug.uuid}/publish`);
  assert.equal(reply.header['sign'], signOf(plug.key, reply.header));
  assert.equal(plug.isOn(), on === 1);
  assert.equal(plug.requests.at(-1)?.transport, 'mqtt');
});

test('a command with a wrong sign is answered by 5001, and nothing switches', async t => {
  const [plug, broker] = await startedPlugWithBroker(t);
  const on = plug.isOn();
  broker.send(plug, 'SET', togglex, { togglex: { channel: 0, onoff: on ? 0 : 1 } }, { sign: 'wrong' });
  await until(() => broker.messages.length === 1);
  assert.deepEqual(broker.messages[0]?.payload, { error: { code: 5001, detail: 'sign error' } });
  assert.equal(plug.isOn(), on);
});

test('what it does not know it leaves without an answer, and nonsense does no harm', async t => {
  const [plug, broker] = await startedPlugWithBroker(t);
  broker.publish(`/appliance/${plug.uuid}/subscribe`, 'nonsense');
  broker.send(plug, 'GET', 'Appliance.Control.Fly', {});
  broker.send(plug, 'GET', 'Appliance.System.Hardware', {}, { from: '/everybody/#' });
  broker.send(plug, 'GET', 'Appliance.System.Hardware', {});
  await until(() => broker.messages.length > 0);
  assert.deepEqual(broker.names, ['GETACK System.Hardware']);
});

test('a plug with LAN encryption speaks in clear to its broker', async t => {
  const [plug, broker] = await startedPlugWithBroker(t, 'mss110-7.3.37');
  broker.send(plug, 'GET', all, {});
  await until(() => broker.names.includes('GETACK System.All'));
  assert.equal(at(broker.messages[0]?.payload, 'all', 'system', 'online', 'status'), 1);
});

test('it dials again after a loss, and reports meanwhile that it is offline', async t => {
  const broker = await LocalBroker.start(t);
  const plug = await plugWithBroker(t, broker, { reconnectMs: 200 });
  await until(() => plug.mqtt.isConnected);
  broker.disconnectAll();
  await until(() => !plug.mqtt.isConnected);
  assert.equal(at(await get(plug, all), 'all', 'system', 'online', 'status'), 2);
  plug.press();
  await until(() => plug.mqtt.isConnected);
  assert.equal(plug.mqtt.connections, 2);
  plug.mqtt.drop();
  await until(() => plug.mqtt.connections === 3);
  assert.equal(broker.connects.length, 3);
  assert.equal(broker.names.includes('PUSH Control.ToggleX'), false);
});

test('a broker that does not let it in is dialled again and again', async t => {
  const broker = await LocalBroker.start(t);
  broker.accepts = password => !password.startsWith('1000_');
  const plug = await plugWithBroker(t, broker);
  await until(() => plug.mqtt.dials >= 3);
  assert.equal(plug.mqtt.connections, 0);
});

test('with its first broker away it turns to the second', async t => {
  const broker = await LocalBroker.start(t);
  const gateway = { host: '127.0.0.1', port: 1, secondHost: '127.0.0.1', secondPort: broker.port };
  const plug = await newPlug(t, { isNew: false, gateway, mqtt: shortIntervals });
  await until(() => plug.mqtt.isConnected);
  assert.equal(plug.mqtt.dials, 2);
});

test('without power it is gone, and back with it', async t => {
  const [plug, broker] = await startedPlugWithBroker(t);
  await plug.unplug();
  assert.equal(plug.mqtt.isConnected, false);
  plug.press();
  await plug.plugIn();
  await until(() => plug.mqtt.isStartUpDone);
  assert.equal(broker.names.includes('PUSH Control.ToggleX'), false);
});

test('from the box to the broker', async t => {
  const broker = await LocalBroker.start(t);
  const plug = await newPlug(t, { mqtt: shortIntervals });
  broker.replyAs({ uuid: plug.uuid, key: account.key });
  const gateway = { host: '127.0.0.1', port: broker.port };
  await sendRequest(plug, 'SET', 'Appliance.Config.Key', { key: { ...account, gateway } });
  assert.equal(plug.mqtt.dials, 0);
  await set(plug, 'Appliance.Config.WifiX', { wifi: wifiOf(encryptedPassword(plug, homeNetwork.password)) });
  await until(() => plug.mqtt.isStartUpDone);
  assert.equal(at(await get(plug, all), 'all', 'system', 'online', 'status'), 1);
});

test('a plug that was sent another broker turns to that, with the new key', async t => {
  const [plug, broker] = await startedPlugWithBroker(t);
  const next = await LocalBroker.start(t);
  const gateway = { host: '127.0.0.1', port: next.port };
  broker.send(plug, 'SET', 'Appliance.Config.Key', { key: { userId: '7', key: 'meross', gateway } });
  await until(() => broker.names.includes('SETACK Config.Key'));
  const reply = broker.messages.find(received => nameOf(received) === 'SETACK Config.Key');
  assert.ok(reply);
  assert.equal(reply.header['sign'], signOf('meross', reply.header));
  await until(() => next.connects.length === 1);
  assert.match(String(next.connects[0]?.password), /^7_[0-9a-f]{32}$/);
});

test('a plug that keeps its broker turns to the new one after a power cut', async t => {
  const [plug, broker] = await startedPlugWithBroker(t);
  const next = await LocalBroker.start(t);
  plug.faults.keepsBroker = true;
  const gateway = { host: '127.0.0.1', port: next.port };
  await sendRequest(plug, 'SET', 'Appliance.Config.Key', { key: { ...account, gateway } });
  const before = broker.connects.length;
  plug.mqtt.drop();
  await until(() => broker.connects.length > before);
  assert.equal(next.connects.length, 0);
  await plug.unplug();
  await plug.plugIn();
  await until(() => next.connects.length === 1);
});

test('a plug whose broker is mute goes back to pairing mode, where a fault makes it', async t => {
  const broker = await LocalBroker.start(t);
  const plug = await plugWithBroker(t, broker);
  plug.faults.muteBrokerMs = 100;
  await plug.waitFor('pairing');
  assert.equal(plug.mqtt.isConnected, false);
  assert.notEqual(plug.key, '');
  assert.match(plug.host, /^127\.0\.0\.30:/);
});

test('Unbind makes a plug factory-new, and an empty Clock makes it ask for the time', async t => {
  const [plug, broker] = await startedPlugWithBroker(t);
  broker.onMessage = () => undefined;
  broker.send(plug, 'PUSH', 'Appliance.System.Clock', {});
  await until(() => broker.names.includes('PUSH System.Clock'));
  broker.send(plug, 'PUSH', 'Appliance.Control.Unbind', {});
  await plug.waitFor('pairing');
  assert.equal(plug.key, '');
});

test('a plug misbehaves as the test asks', async t => {
  const [plug, broker] = await startedPlugWithBroker(t);
  const otherTopic = '/appliance/somebody/publish';
  assert.equal(plug.mqtt.publish(otherTopic, message(plug, 'PUSH', togglex), { qos: 0 }), true);
  assert.equal(plug.mqtt.push('Appliance.Control.OverTemp', { overTemp: { value: 1 } }), true);
  await until(() => broker.messages.length === 2);
  assert.deepEqual([broker.messages[0]?.topic, broker.messages[0]?.qos], [otherTopic, 0]);
  assert.deepEqual(broker.names[1], 'PUSH Control.OverTemp');
  assert.equal(plug.mqtt.sent.at(-1)?.namespace, 'Appliance.Control.OverTemp');
  await plug.unplug();
  assert.equal(plug.mqtt.publish(otherTopic, '{}'), false);
});
