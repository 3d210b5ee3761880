import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, get, until } from './client.ts';
import { plugWithBroker, signOf } from './plug-with-broker.ts';
import { LocalBroker } from './local-broker.ts';

const all = 'Appliance.System.All';

test('it names itself as the firmware does, listens on its topic, and does not look at the certificate', async t => {
  const broker = await LocalBroker.start(t);
  const plug = await plugWithBroker(t, broker, {}, 'mss305', {
    uuid: '2401010000000000000048e1e9aabbcc',
    key: '0123456789abcdef0123456789abcdef',
  });
  await until(() => broker.subscriptions.length > 0);
  const { clientId, username, password, protocolId, protocolVersion, keepalive, clean, will } =
    broker.connects[0] ?? {};
  assert.match(String(clientId), /^fmware:2401010000000000000048e1e9aabbcc_[A-Za-z0-9]{16}$/);
  assert.equal(clientId?.length, 56);
  assert.equal(username, '48:e1:e9:aa:bb:cc');
  assert.equal(String(password), '1000_35ee15a44e2af3bc00c824fcbb3902b0');
  assert.deepEqual([protocolId, protocolVersion], ['MQIsdp', 3]);
  assert.deepEqual([keepalive, clean, will], [120, true, undefined]);
  assert.deepEqual(
    broker.subscriptions.map(({ topic, qos }) => [topic, qos]),
    [[`/appliance/${plug.uuid}/subscribe`, 1]],
  );
  assert.equal(plug.mqtt.isConnected, true);
});

test('it speaks 3.1.1 and another keep-alive where the options say so', async t => {
  const broker = await LocalBroker.start(t);
  await plugWithBroker(t, broker, { version: '3.1.1', keepAliveSeconds: 30 });
  await until(() => broker.connects.length > 0);
  const { protocolId, protocolVersion, keepalive } = broker.connects[0] ?? {};
  assert.deepEqual([protocolId, protocolVersion, keepalive], ['MQTT', 4, 30]);
});

test('an older plug asks for the time until the time is set, then says who it is', async t => {
  const broker = await LocalBroker.start(t);
  const plug = await plugWithBroker(t, broker, {}, 'mss310-2.1.17');
  plug.faults.unsetClock = true;
  await until(() => broker.messages.length >= 3);
  assert.deepEqual(new Set(broker.names), new Set(['PUSH System.Clock']));
  const [first] = broker.messages;
  assert.equal(at(first?.payload, 'clock', 'timestamp'), 437);
  assert.equal(first?.topic, `/appliance/${plug.uuid}/publish`);
  assert.deepEqual([first.qos, first.retain], [1, false]);
  assert.equal(first.header['from'], `/appliance/${plug.uuid}/publish`);
  assert.equal(first.header['sign'], signOf(plug.key, first.header));
  assert.equal(plug.mqtt.isStartUpDone, false);
  plug.faults.unsetClock = false;
  broker.replyAs(plug, 1_600_000_000);
  await until(() => plug.mqtt.isStartUpDone);
  await until(() => broker.names.includes('PUSH Control.ConsumptionConfig'));
  const after = broker.names.filter(name => name !== 'PUSH System.Clock');
  assert.deepEqual(after, ['PUSH System.Report', 'PUSH Control.Bind', 'PUSH Control.ConsumptionConfig']);
  const brokerTime = Number(at(await get(plug, all), 'all', 'system', 'time', 'timestamp'));
  assert.ok(brokerTime >= 1_600_000_000 && brokerTime < 1_600_000_060, String(brokerTime));
});

test('a newer plug asks to be bound until somebody acknowledges it', async t => {
  const broker = await LocalBroker.start(t);
  const plug = await plugWithBroker(t, broker);
  await until(() => broker.names.length >= 3);
  assert.deepEqual(broker.names.slice(0, 3), ['SET Control.Bind', 'SET Control.Bind', 'PUSH System.Report']);
  const [first] = broker.messages;
  assert.equal(first?.header['from'], `/appliance/${plug.uuid}/subscribe`);
  assert.equal(first.header['triggerSrc'], 'DevBoot');
  assert.equal(first.header['uuid'], plug.uuid);
  assert.equal(at(first.payload, 'bind', 'hardware', 'uuid'), plug.uuid);
  assert.equal(at(first.payload, 'bind', 'firmware', 'innerIp'), '127.0.0.31');
  broker.send(plug, 'SETACK', 'Appliance.Control.Bind', {}, { sign: 'not this' });
  broker.replyAs(plug);
  await until(() => plug.mqtt.isStartUpDone);
  await until(() => broker.names.includes('PUSH Control.ConsumptionConfig'));
  assert.deepEqual(broker.names.slice(-3), [
    'PUSH System.Report',
    'PUSH System.Time',
    'PUSH Control.ConsumptionConfig',
  ]);
});

test('an acknowledgement that is not signed with its key does not count', async t => {
  const broker = await LocalBroker.start(t);
  const plug = await plugWithBroker(t, broker);
  await until(() => broker.subscriptions.length > 0);
  broker.send(plug, 'SETACK', 'Appliance.Control.Bind', {}, { sign: '0'.repeat(32) });
  await until(() => plug.mqtt.received.length === 1);
  const messagesBefore = broker.messages.length;
  await until(() => broker.messages.length >= messagesBefore + 4);
  assert.equal(plug.mqtt.isStartUpDone, false);
});
