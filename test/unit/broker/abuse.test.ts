/** Clients that mean harm, or are broken. What counts each time: they are gone, nothing of them stays, and a plug is heard. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { LIMITS } from '../../../src/broker/limits.ts';
import { until, within } from '../../support/until.ts';
import {
  bare,
  hex,
  house,
  KEY,
  login,
  MAC,
  md5,
  OTHER_KEY,
  OTHER_MAC,
  OTHER_UUID,
  outcome,
  plugIn,
  RAW,
  read,
  says,
  UUID,
  visit,
  type House,
  type TestPlug,
} from './plugs.ts';

/** The plug that behaves while others do not. */
function goodPlug(t: TestContext, here: House): Promise<TestPlug> {
  return plugIn(t, here, { uuid: OTHER_UUID, mac: OTHER_MAC, key: OTHER_KEY });
}

async function isHeard(here: House, plug: TestPlug): Promise<void> {
  const before = here.messages.length;
  await within(plug.publish(says({ uuid: OTHER_UUID, key: OTHER_KEY })), 8000, 'the plug speaks');
  await until(() => here.messages.slice(before).some(({ uuid }) => uuid === OTHER_UUID), 8000, 'the plug is heard');
  assert.equal(plug.client.connected, true);
}

/** So many TCP connections, over so many addresses; silent, until something is written. */
function crowd(t: TestContext, port: number, many: number, addresses: number): Socket[] {
  return Array.from({ length: many }, (_, index) => {
    const localAddress = `127.0.1.${String(1 + (index % addresses))}`;
    const socket = connect({ host: '127.0.0.1', port, localAddress });
    socket.on('error', () => undefined).resume();
    t.after(() => socket.destroy());
    return socket;
  });
}

test('a thousand connections that say nothing are held off, and plugs get in all the same', async t => {
  const here = await house(t);
  const plug = await goodPlug(t, here);
  const sockets = crowd(t, here.port, 1000, 50);
  const { waiting } = LIMITS;
  const left = (): number => sockets.filter(({ closed }) => !closed).length;
  await until(() => left() <= waiting && here.broker.census.waiting === waiting, 20_000, 'most are closed');
  assert.ok(here.broker.census.connections <= waiting + 1, String(here.broker.census.connections));
  await isHeard(here, plug);
  assert.equal(await outcome(visit(t, here.port)), 'in');
});

test('a thousand connections from one address get a handful of places', async t => {
  const here = await house(t, { addresses: ['127.0.0.1', '127.0.0.2'] });
  const plug = await goodPlug(t, here);
  const sockets = crowd(t, here.port, 1000, 1);
  const { waitingPerAddress } = LIMITS;
  await until(() => sockets.filter(({ closed }) => !closed).length <= waitingPerAddress, 20_000, 'most are closed');
  assert.ok(here.broker.census.waiting <= waitingPerAddress);
  await isHeard(here, plug);
  assert.ok(here.lines.filter(line => line.startsWith('warn')).length <= 2, 'and the log is not flooded');
});

test('who connects and never logs in is sent away', async t => {
  const here = await house(t, { limits: { loginMs: 300 } });
  const plug = await goodPlug(t, here);
  const [silent] = crowd(t, here.port, 1, 1);
  const handshake = await bare(t, here.port);
  const halfway = await bare(t, here.port);
  halfway.write(hex(RAW.connect31).subarray(0, 50));
  await until(() => silent?.closed, 8000, 'one without TLS');
  await until(() => handshake.destroyed && halfway.destroyed, 8000, 'those with TLS');
  assert.equal(here.broker.census.connections, 1);
  await isHeard(here, plug);
});

/** What a client sends after a right login. */
const TOO_MUCH: readonly (readonly [what: string, bytes: Buffer])[] = [
  ['a packet that claims 256 MB', Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f])],
  ['a packet of 17 kB', Buffer.concat([Buffer.from([0x30, 0x80, 0x88, 0x01]), Buffer.alloc(17_408)])],
  ['a length without end', Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x7f])],
  ['a thousand pings at once', Buffer.alloc(2000, Buffer.from([0xc0, 0]))],
  ['a second login', hex(RAW.connect31)],
  ['a packet type that does not exist', Buffer.from([0x00, 0x00])],
  ['a subscription to nothing', Buffer.from([0x82, 0x02, 0x00, 0x01])],
  ['a subscription with wrong flags', Buffer.from([0x80, 0x02, 0x00, 0x01])],
  ['a topic longer than its packet', Buffer.from([0x30, 0x04, 0xff, 0xff, 0x41, 0x41])],
  ['a pattern as topic', Buffer.from([0x30, 0x03, 0x00, 0x01, 0x23])],
  ['a topic of nothing but slashes', Buffer.concat([Buffer.from([0x30, 0x66, 0x00, 0x64]), Buffer.alloc(100, '/')])],
];

for (const [what, bytes] of TOO_MUCH) {
  test(`a client that sends ${what} is cut off`, async t => {
    const here = await house(t);
    const plug = await goodPlug(t, here);
    const socket = await bare(t, here.port);
    socket.write(hex(RAW.connect31));
    assert.equal((await read(socket, 4)).toString('hex'), '20020000');
    socket.write(bytes);
    await until(() => socket.destroyed, 8000, 'it is cut off');
    await until(() => here.broker.census.connections === 1, 8000, 'nothing of it is left');
    assert.equal(here.broker.census.sessions, 1);
    await isHeard(here, plug);
  });
}

test('whatever bytes come after a login, the broker lives', async t => {
  const here = await house(t, { limits: { arrivalsAtOnce: 10_000 } });
  const plug = await goodPlug(t, here);
  const topic = Buffer.from(`/appliance/${UUID}/publish`);
  const body = Buffer.concat([Buffer.from([0, topic.length]), topic, Buffer.from([0, 1]), Buffer.from(says())]);
  const publish = Buffer.concat([Buffer.from([0x32, (body.length & 127) | 128, body.length >> 7]), body]);
  const subscribe = hex(RAW.subscribe);
  const unsubscribe = Buffer.concat([Buffer.from([0xa2]), subscribe.subarray(1, -1)]);
  const whole = fc.constantFrom(publish, subscribe, unsubscribe, Buffer.from([0xc0, 0]), Buffer.from([0x40, 2, 0, 1]));
  const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 });
  const damaged = fc.tuple(whole, damage).map(([packet, bytes]) => {
    const copy = Buffer.from(packet);
    for (const [at, byte] of bytes) copy[at % copy.length] = byte;
    return copy;
  });
  const property = fc.asyncProperty(fc.array(damaged, { minLength: 1, maxLength: 6 }), async packets => {
    const socket = await bare(t, here.port);
    socket.resume();
    socket.write(Buffer.concat([hex(RAW.connect31), ...packets]));
    await turn();
    socket.end();
    await until(() => socket.closed, 8000, 'it is over');
  });
  await fc.assert(property, { numRuns: 100 });
  await until(() => here.broker.census.connections === 1, 8000, 'nothing of it is left');
  await isHeard(here, plug);
});

test('whatever a plug says in its messages, the broker lives', async t => {
  const here = await house(t, { limits: { packetsPerSecond: 10_000 } });
  const plug = await goodPlug(t, here);
  const bad = await plugIn(t, here);
  const namespace = fc.constantFrom('Appliance.Control.Bind', 'Appliance.System.Clock', 'Appliance.Control.ToggleX');
  const method = fc.constantFrom('SET', 'PUSH', 'SETACK', 'ERROR', '');
  const said = fc.record({
    namespace,
    method,
    payload: fc.jsonValue(),
    header: fc.dictionary(fc.string(), fc.jsonValue()),
  });
  await fc.assert(
    fc.asyncProperty(fc.oneof(said.map(says), fc.json(), fc.string()), async text => {
      await bad.publish(text);
    }),
    { numRuns: 200 },
  );
  assert.equal(bad.client.connected, true);
  await isHeard(here, plug);
});

test('a client that does not read is cut off, and what was meant for it is not kept', async t => {
  const here = await house(t);
  const plug = await goodPlug(t, here);
  const socket = await bare(t, here.port);
  socket.write(hex(RAW.connect31 + RAW.subscribe));
  await read(socket, 9);
  await until(() => here.broker.hasSession(UUID), 8000, 'its session');
  socket.removeAllListeners('data').pause();
  const order = { namespace: 'Appliance.Control.ToggleX', method: 'SET', payload: { x: 'x'.repeat(50_000) } } as const;
  const ends: Promise<unknown>[] = [];
  for (let sent = 0; sent < 2000 && here.broker.hasSession(UUID); sent++) {
    const end = here.broker.request(UUID, order, AbortSignal.timeout(20_000));
    ends.push(end.catch((error: unknown) => error));
    await turn();
  }
  assert.equal(here.broker.hasSession(UUID), false);
  for (const error of await Promise.all(ends)) assert.ok(error instanceof Error);
  assert.match(here.lines.join('\n'), /does not read what it is sent/);
  await until(() => here.broker.census.connections === 1, 8000, 'nothing of it is left');
  await isHeard(here, plug);
});

test('a hundred wrong passwords leave two lines in the log at most, and no session', async t => {
  const here = await house(t);
  const plug = await goodPlug(t, here);
  const attempts = Array.from({ length: 100 }, (_, index) =>
    outcome(visit(t, here.port, login({ password: `1_${md5(`${MAC}${KEY}${String(index)}`)}` }))),
  );
  assert.equal((await Promise.all(attempts)).includes('in'), false);
  await until(() => here.broker.census.connections === 1, 8000, 'nothing of them is left');
  assert.ok(here.lines.filter(line => line.startsWith('warn')).length <= 3, here.lines.join('\n'));
  await isHeard(here, plug);
});
