import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BrokerStartError } from '../../../../src/push/broker-start-error.ts';
import * as togglex from '../../../../src/protocol/namespaces/togglex.ts';
import { until } from '../../../support/until.ts';
import {
  connectTlsOnly,
  hex,
  startBroker,
  KEY,
  loginOptions,
  MAC,
  md5,
  newBroker,
  OTHER_KEY,
  OTHER_MAC,
  OTHER_UUID,
  loginOutcome,
  connectPlug,
  RAW_PACKETS,
  readBytes,
  plugMessage,
  UUID,
  connectClient,
  type LoginFields,
} from '../broker-fixture.ts';

const OTHER_LOGIN: LoginFields = { uuid: OTHER_UUID, mac: OTHER_MAC, key: OTHER_KEY };
const CONNACK = '20020000';
const SUBACK = '9003000101';

test('a press on the plug comes through', async t => {
  const running = await startBroker(t);
  const plug = await connectPlug(t, running);
  await plug.publish(plugMessage());
  await until(() => running.messages.length === 1, 5000, 'the press');
  assert.equal(running.messages[0]?.uuid, UUID);
  assert.deepEqual(togglex.parse(running.messages[0].message.payload), [{ channel: 0, on: true }]);
  assert.deepEqual(running.sessions, ['plug in']);
  await plug.client.endAsync();
  await until(() => running.sessions.includes('plug out'), 5000, 'its leaving');
  assert.equal(running.broker.hasSession(UUID), false);
});

for (const [what, connect] of [
  ['3.1', RAW_PACKETS.connect31],
  ['3.1.1', RAW_PACKETS.connect311],
] as const) {
  test(`the bytes of a plug with MQTT ${what} and its 56-character id are accepted`, async t => {
    const { port, broker } = await startBroker(t);
    const socket = await connectTlsOnly(t, port);
    socket.write(hex(connect + RAW_PACKETS.subscribe));
    assert.equal((await readBytes(socket, 9)).toString('hex'), CONNACK + SUBACK);
    await until(() => broker.hasSession(UUID), 5000, 'the session');
  });
}

test('a plug that starts gets the replies that it waits for', async t => {
  const running = await startBroker(t);
  const plug = await connectPlug(t, running);
  const bind = { namespace: 'Appliance.Control.Bind', method: 'SET', payload: { bind: { bindTime: 4 } } };
  await plug.publish(plugMessage(bind));
  await plug.publish(plugMessage({ namespace: 'Appliance.System.Clock', payload: { clock: { timestamp: 6 } } }));
  await plug.publish(
    plugMessage({ namespace: 'Appliance.Control.ConsumptionConfig', payload: { config: { ratio: 188 } } }),
  );
  await until(() => plug.received.length === 3, 5000, 'three answers');
  const text = plug.received.map(message => JSON.stringify(message));
  assert.match(text[0] ?? '', /"method":"SETACK".*"payload":\{\}/);
  assert.match(text[1] ?? '', /"clock":\{"timestamp":\d{10}\}/);
  assert.match(text[2] ?? '', /"config":\{"ratio":188\}/);
});

test('a plug that sends a request before its subscription is acknowledged gets a reply', async t => {
  const { port } = await startBroker(t);
  const socket = await connectTlsOnly(t, port);
  const topic = Buffer.from(`/appliance/${UUID}/publish`);
  const body = Buffer.from(plugMessage({ namespace: 'Appliance.Control.Bind', method: 'SET', payload: { bind: {} } }));
  const length = 2 + topic.length + body.length;
  const head = Buffer.from([0x30, (length & 127) | 128, length >> 7, 0, topic.length]);
  // All in one piece, like a plug that does not wait for acknowledgements.
  socket.write(Buffer.concat([hex(RAW_PACKETS.connect31 + RAW_PACKETS.subscribe), head, topic, body]));
  const received = (await readBytes(socket, 300)).toString('latin1');
  assert.match(received, /"method":"SETACK"/);
});

test('a wrong password is refused and logged once, and connected plugs stay connected', async t => {
  const running = await startBroker(t);
  const plug = await connectPlug(t, running);
  const password = `1000_${md5(`${MAC}guess`)}`;
  for (let count = 0; count < 3; count++) {
    assert.match(
      await loginOutcome(connectClient(t, running.port, loginOptions({ password }))),
      /Bad username or password/,
    );
  }
  const warnings = running.lines.filter(line => line.startsWith('warn'));
  assert.equal(warnings.length, 1);
  assert.match(
    warnings[0] ?? '',
    /48:e1:e9:aa:bb:cc at 127\.0\.0\.1 was refused: its key differs from the key in the config/,
  );
  assert.doesNotMatch(running.lines.join('\n'), new RegExp(`${KEY}|${password.slice(5)}`));
  await plug.publish(plugMessage());
  await until(() => running.messages.length === 1, 5000, 'the plug is still heard');
  assert.deepEqual(running.sessions, ['plug in']);
});

test('an unknown client, and a plug with the client id of another, are refused', async t => {
  const { port, broker } = await startBroker(t);
  const unknownLogin = loginOptions({ mac: '48:e1:e9:12:34:56', uuid: '24010100000000000000' + '48e1e9123456' });
  assert.notEqual(await loginOutcome(connectClient(t, port, unknownLogin)), 'in');
  const clientId = `fmware:${OTHER_UUID}_AbCdEfGh01234567`;
  assert.notEqual(await loginOutcome(connectClient(t, port, loginOptions({ clientId }))), 'in');
  assert.notEqual(await loginOutcome(connectClient(t, port, { clientId: 'x', protocolVersion: 5, clean: true })), 'in');
  assert.equal(broker.counts.sessions, 0);
});

test('a plug receives no messages of another, and cannot publish for it', async t => {
  const running = await startBroker(t);
  const otherPlug = await connectPlug(t, running, OTHER_LOGIN);
  const plug = await connectPlug(t, running);
  const granted = await plug.client
    .subscribeAsync([`/appliance/${OTHER_UUID}/subscribe`, '/appliance/+/publish', '#'])
    .then(all => all.map(({ qos }): number => qos))
    .catch((error: unknown) => String(error));
  assert.ok(typeof granted === 'string' || granted.every(qos => qos === 128), String(granted));
  await otherPlug.publish(plugMessage({ uuid: OTHER_UUID, key: OTHER_KEY }));
  await until(() => running.messages.length === 1, 5000, 'the neighbour is heard by us');
  assert.deepEqual(plug.received, []);
  for (const topic of [`/appliance/${OTHER_UUID}/publish`, `/appliance/${OTHER_UUID}/subscribe`]) {
    const forger = await connectPlug(t, running);
    const forged = plugMessage({ uuid: OTHER_UUID, key: OTHER_KEY });
    forger.client.publish(topic, forged, { qos: 0 });
    await until(() => forger.client.disconnected || !forger.client.connected, 5000, 'the liar is cut off');
  }
  assert.equal(running.messages.length, 1);
  assert.deepEqual(otherPlug.received, []);
  assert.equal(otherPlug.client.connected, true);
});

test('nothing of a client is stored: no will, no session, no retained message', async t => {
  const running = await startBroker(t);
  const will = {
    topic: `/appliance/${UUID}/publish`,
    payload: Buffer.from(plugMessage()),
    qos: 1 as const,
    retain: true,
  };
  const first = connectClient(t, running.port, { ...loginOptions(), will, clean: false });
  await until(() => first.connected, 5000, 'it is in');
  await first.subscribeAsync(`/appliance/${UUID}/subscribe`, { qos: 1 });
  first.stream.destroy();
  await until(() => running.sessions.includes('plug out'), 5000, 'it is gone');
  const again = connectClient(t, running.port, { ...loginOptions(), clean: false });
  const connack = await new Promise<{ sessionPresent: boolean }>(resolve => again.once('connect', resolve));
  assert.equal(connack.sessionPresent, false);
  assert.deepEqual(running.messages, []);
  assert.equal(running.broker.hasSession(UUID), false, 'it has not subscribed again');
});

test('QoS 2, which would need storage for each message, is refused', async t => {
  const running = await startBroker(t);
  const plug = await connectPlug(t, running);
  plug.client.publish(`/appliance/${UUID}/publish`, plugMessage(), { qos: 2 });
  await until(() => running.sessions.includes('plug out'), 5000, 'it is cut off');
  assert.deepEqual(running.messages, []);
});

test('a plug that reconnects replaces its dead session', async t => {
  const running = await startBroker(t);
  const first = await connectPlug(t, running);
  const second = await connectPlug(t, running);
  await until(() => !first.client.connected, 5000, 'the first is closed');
  await second.publish(plugMessage());
  await until(() => running.messages.length === 1, 5000, 'the second is heard');
  assert.equal(running.broker.hasSession(UUID), true);
  assert.equal(running.broker.counts.sessions, 1);
  assert.deepEqual(running.sessions, ['plug in', 'plug out', 'plug in']);
});

test('plugs reconnect to a broker that is killed and started again', async t => {
  const before = await startBroker(t);
  const client = connectClient(t, before.port, { ...loginOptions(), reconnectPeriod: 100 });
  client.on('connect', () => client.subscribe(`/appliance/${UUID}/subscribe`, { qos: 1 }));
  await until(() => before.broker.hasSession(UUID), 5000, 'the first session');
  await before.broker.close();
  assert.deepEqual(before.sessions, ['plug in', 'plug out']);
  assert.deepEqual(before.broker.counts, { connections: 0, waiting: 0, sessions: 0 });
  const after = await startBroker(t, { port: before.port });
  await until(() => after.broker.hasSession(UUID), 8000, 'the session is back');
  client.publish(`/appliance/${UUID}/publish`, plugMessage());
  await until(() => after.messages.length === 1, 5000, 'the plug is heard');
});

test('a port in use is reported in two lines, and nothing stays open', async t => {
  const { port } = await startBroker(t);
  await assert.rejects(startBroker(t, { addresses: ['127.0.0.2', '127.0.0.1'], port }), (error: unknown) => {
    assert.ok(error instanceof BrokerStartError);
    const [what, todo] = error.message.split('\n');
    assert.equal(what, `The MQTT broker cannot listen at 127.0.0.1:${String(port)}: another program uses that port.`);
    assert.match(todo ?? '', /"port"/);
    return true;
  });
  const next = await startBroker(t, { addresses: ['127.0.0.2'], port });
  assert.deepEqual(next.broker.listenAddresses, [{ address: '127.0.0.2', port }]);
});

test('an address that this computer does not have is reported as such', async t => {
  await assert.rejects(
    startBroker(t, { addresses: ['192.0.2.1'] }),
    /192\.0\.2\.1:0: that is not one of this computer's/,
  );
});

test('a broker that is closed while it starts leaves nothing behind', async t => {
  const { broker, port } = await startBroker(t);
  await broker.close();
  const starting = newBroker({ port });
  const start = starting.start();
  await starting.close();
  await start;
  assert.deepEqual(starting.counts, { connections: 0, waiting: 0, sessions: 0 });
  await assert.rejects(connectTlsOnly(t, port), 'the port is closed');
  await starting.close();
});
