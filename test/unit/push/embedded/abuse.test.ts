/** Malicious or broken clients. In each case they are disconnected, nothing of them is kept, and a plug still works. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { BROKER_LIMITS } from '../../../../src/push/limits.ts';
import { until, within } from '../../../support/until.ts';
import {
  connectTlsOnly,
  hex,
  startBroker,
  KEY,
  loginOptions,
  MAC,
  md5,
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
  type RunningBroker,
  type ConnectedPlug,
} from '../broker-fixture.ts';

/** A well-behaved plug among other clients. */
function connectGoodPlug(t: TestContext, running: RunningBroker): Promise<ConnectedPlug> {
  return connectPlug(t, running, { uuid: OTHER_UUID, mac: OTHER_MAC, key: OTHER_KEY });
}

async function assertIsReceived(running: RunningBroker, plug: ConnectedPlug): Promise<void> {
  const before = running.messages.length;
  await within(plug.publish(plugMessage({ uuid: OTHER_UUID, key: OTHER_KEY })), 8000, 'the plug speaks');
  await until(() => running.messages.slice(before).some(({ uuid }) => uuid === OTHER_UUID), 8000, 'the plug is heard');
  assert.equal(plug.client.connected, true);
}

/** Opens TCP connections from a number of addresses. They are silent until a test writes to them. */
function openConnections(t: TestContext, port: number, count: number, addresses: number): Socket[] {
  return Array.from({ length: count }, (_, index) => {
    const localAddress = `127.0.1.${String(1 + (index % addresses))}`;
    const socket = connect({ host: '127.0.0.1', port, localAddress });
    socket.on('error', () => undefined).resume();
    t.after(() => socket.destroy());
    return socket;
  });
}

test('a thousand silent connections are limited, and plugs still log in', async t => {
  const running = await startBroker(t);
  const plug = await connectGoodPlug(t, running);
  const sockets = openConnections(t, running.port, 1000, 50);
  const { waiting } = BROKER_LIMITS;
  const openCount = (): number => sockets.filter(({ closed }) => !closed).length;
  await until(() => openCount() <= waiting && running.broker.counts.waiting === waiting, 20_000, 'most are closed');
  assert.ok(running.broker.counts.connections <= waiting + 1, String(running.broker.counts.connections));
  await assertIsReceived(running, plug);
  assert.equal(await loginOutcome(connectClient(t, running.port)), 'in');
});

test('of a thousand connections from one address, only a few are accepted', async t => {
  const running = await startBroker(t, { addresses: ['127.0.0.1', '127.0.0.2'] });
  const plug = await connectGoodPlug(t, running);
  const sockets = openConnections(t, running.port, 1000, 1);
  const { waitingPerAddress } = BROKER_LIMITS;
  await until(() => sockets.filter(({ closed }) => !closed).length <= waitingPerAddress, 20_000, 'most are closed');
  assert.ok(running.broker.counts.waiting <= waitingPerAddress);
  await assertIsReceived(running, plug);
  assert.ok(running.lines.filter(line => line.startsWith('warn')).length <= 2, 'and the log is not flooded');
});

test('a client that connects and never logs in is disconnected', async t => {
  const running = await startBroker(t, { limits: { loginMs: 300 } });
  const plug = await connectGoodPlug(t, running);
  const [silent] = openConnections(t, running.port, 1, 1);
  const handshake = await connectTlsOnly(t, running.port);
  const halfway = await connectTlsOnly(t, running.port);
  halfway.write(hex(RAW_PACKETS.connect31).subarray(0, 50));
  await until(() => silent?.closed, 8000, 'one without TLS');
  await until(() => handshake.destroyed && halfway.destroyed, 8000, 'those with TLS');
  assert.equal(running.broker.counts.connections, 1);
  await assertIsReceived(running, plug);
});

/** What a client sends after a valid login. */
const TOO_MUCH: readonly (readonly [what: string, bytes: Buffer])[] = [
  ['a packet that claims 256 MB', Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f])],
  ['a packet of 17 kB', Buffer.concat([Buffer.from([0x30, 0x80, 0x88, 0x01]), Buffer.alloc(17_408)])],
  ['a length without end', Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x7f])],
  ['a thousand pings at once', Buffer.alloc(2000, Buffer.from([0xc0, 0]))],
  ['a second login', hex(RAW_PACKETS.connect31)],
  ['a packet type that does not exist', Buffer.from([0x00, 0x00])],
  ['a subscription to nothing', Buffer.from([0x82, 0x02, 0x00, 0x01])],
  ['a subscription with wrong flags', Buffer.from([0x80, 0x02, 0x00, 0x01])],
  ['a topic longer than its packet', Buffer.from([0x30, 0x04, 0xff, 0xff, 0x41, 0x41])],
  ['a pattern as topic', Buffer.from([0x30, 0x03, 0x00, 0x01, 0x23])],
  ['a topic of nothing but slashes', Buffer.concat([Buffer.from([0x30, 0x66, 0x00, 0x64]), Buffer.alloc(100, '/')])],
];

for (const [what, bytes] of TOO_MUCH) {
  test(`a client that sends ${what} is disconnected`, async t => {
    const running = await startBroker(t);
    const plug = await connectGoodPlug(t, running);
    const socket = await connectTlsOnly(t, running.port);
    socket.write(hex(RAW_PACKETS.connect31));
    assert.equal((await readBytes(socket, 4)).toString('hex'), '20020000');
    socket.write(bytes);
    await until(() => socket.destroyed, 8000, 'it is cut off');
    await until(() => running.broker.counts.connections === 1, 8000, 'nothing of it is left');
    assert.equal(running.broker.counts.sessions, 1);
    await assertIsReceived(running, plug);
  });
}

test('any bytes after a login leave the broker running', async t => {
  const running = await startBroker(t, { limits: { arrivalsAtOnce: 10_000 } });
  const plug = await connectGoodPlug(t, running);
  const topic = Buffer.from(`/appliance/${UUID}/publish`);
  const body = Buffer.concat([Buffer.from([0, topic.length]), topic, Buffer.from([0, 1]), Buffer.from(plugMessage())]);
  const publish = Buffer.concat([Buffer.from([0x32, (body.length & 127) | 128, body.length >> 7]), body]);
  const subscribe = hex(RAW_PACKETS.subscribe);
  const unsubscribe = Buffer.concat([Buffer.from([0xa2]), subscribe.subarray(1, -1)]);
  const whole = fc.constantFrom(publish, subscribe, unsubscribe, Buffer.from([0xc0, 0]), Buffer.from([0x40, 2, 0, 1]));
  const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 });
  const damaged = fc.tuple(whole, damage).map(([packet, bytes]) => {
    const copy = Buffer.from(packet);
    for (const [at, byte] of bytes) copy[at % copy.length] = byte;
    return copy;
  });
  const property = fc.asyncProperty(fc.array(damaged, { minLength: 1, maxLength: 6 }), async packets => {
    const socket = await connectTlsOnly(t, running.port);
    socket.resume();
    socket.write(Buffer.concat([hex(RAW_PACKETS.connect31), ...packets]));
    await turn();
    socket.end();
    await until(() => socket.closed, 8000, 'it is over');
  });
  await fc.assert(property, { numRuns: 100 });
  await until(() => running.broker.counts.connections === 1, 8000, 'nothing of it is left');
  await assertIsReceived(running, plug);
});

test('any messages of a plug leave the broker running', async t => {
  const running = await startBroker(t, { limits: { packetsPerSecond: 10_000 } });
  const plug = await connectGoodPlug(t, running);
  const bad = await connectPlug(t, running);
  const namespace = fc.constantFrom('Appliance.Control.Bind', 'Appliance.System.Clock', 'Appliance.Control.ToggleX');
  const method = fc.constantFrom('SET', 'PUSH', 'SETACK', 'ERROR', '');
  const fieldsArbitrary = fc.record({
    namespace,
    method,
    payload: fc.jsonValue(),
    header: fc.dictionary(fc.string(), fc.jsonValue()),
  });
  await fc.assert(
    fc.asyncProperty(fc.oneof(fieldsArbitrary.map(plugMessage), fc.json(), fc.string()), async text => {
      await bad.publish(text);
    }),
    { numRuns: 200 },
  );
  assert.equal(bad.client.connected, true);
  await assertIsReceived(running, plug);
});

test('a client that does not read is disconnected, and its messages are not kept', async t => {
  const running = await startBroker(t);
  const plug = await connectGoodPlug(t, running);
  const socket = await connectTlsOnly(t, running.port);
  socket.write(hex(RAW_PACKETS.connect31 + RAW_PACKETS.subscribe));
  await readBytes(socket, 9);
  await until(() => running.broker.hasSession(UUID), 8000, 'its session');
  socket.removeAllListeners('data').pause();
  const command = {
    namespace: 'Appliance.Control.ToggleX',
    method: 'SET',
    payload: { x: 'x'.repeat(50_000) },
  } as const;
  const settled: Promise<unknown>[] = [];
  for (let sent = 0; sent < 2000 && running.broker.hasSession(UUID); sent++) {
    const reply = running.broker.request(UUID, command, AbortSignal.timeout(20_000));
    settled.push(reply.catch((error: unknown) => error));
    await turn();
  }
  assert.equal(running.broker.hasSession(UUID), false);
  for (const error of await Promise.all(settled)) assert.ok(error instanceof Error);
  assert.match(running.lines.join('\n'), /does not read its messages/);
  await until(() => running.broker.counts.connections === 1, 8000, 'nothing of it is left');
  await assertIsReceived(running, plug);
});

test('a hundred wrong passwords leave at most two lines in the log, and no session', async t => {
  const running = await startBroker(t);
  const plug = await connectGoodPlug(t, running);
  const attempts = Array.from({ length: 100 }, (_, index) =>
    loginOutcome(
      connectClient(t, running.port, loginOptions({ password: `1_${md5(`${MAC}${KEY}${String(index)}`)}` })),
    ),
  );
  assert.equal((await Promise.all(attempts)).includes('in'), false);
  await until(() => running.broker.counts.connections === 1, 8000, 'nothing of them is left');
  assert.ok(running.lines.filter(line => line.startsWith('warn')).length <= 3, running.lines.join('\n'));
  await assertIsReceived(running, plug);
});
