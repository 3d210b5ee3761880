import assert from 'node:assert/strict';
import { connect, createServer, Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { Gate, plain, type GateLimits } from '../../../src/broker/gate.ts';
import { LIMITS } from '../../../src/broker/limits.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { until } from '../../support/until.ts';
import { portOf } from '../transport/plain-server.ts';

interface Entrance {
  readonly gate: Gate;
  readonly clock: FakeClock;
  readonly turned: string[];
  /** Of those that were admitted, in order. */
  readonly enter: (() => void)[];
  /** Connects from that loopback address, and waits until the gate has seen it. */
  readonly come: (from?: string) => Promise<Socket>;
}

async function entrance(t: TestContext, limits: Partial<GateLimits>): Promise<Entrance> {
  const clock = new FakeClock();
  const turned: string[] = [];
  const enter: (() => void)[] = [];
  let seen = 0;
  const onTurned = (why: string, address: string): void => {
    turned.push(`${why} ${address}`);
  };
  const gate = new Gate({ limits: { ...LIMITS, ...limits }, clock, onTurned });
  const server = createServer(socket => {
    const pass = gate.admit(socket);
    if (pass) enter.push(pass);
    socket.resume();
    seen += 1;
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const sockets: Socket[] = [];
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    gate.close();
    server.close();
  });
  const come = async (from = '127.0.0.1'): Promise<Socket> => {
    const before = seen;
    const socket = connect({ port: portOf(server.address()), host: '127.0.0.1', localAddress: from });
    socket.on('error', () => undefined).resume();
    sockets.push(socket);
    await until(() => seen > before, 5000, 'a connection');
    return socket;
  };
  return { gate, clock, turned, enter, come };
}

const isClosed = (socket: Socket): Promise<boolean> => until(() => socket.closed, 5000, 'it is closed');

test('who does not log in in time is sent away; who has is left alone', async t => {
  const { gate, clock, turned, enter, come } = await entrance(t, { loginMs: 10_000 });
  const slow = await come();
  const quick = await come();
  enter[1]?.();
  await clock.advance(9_999);
  assert.equal(gate.open, 2);
  await clock.advance(1);
  await isClosed(slow);
  assert.equal(quick.destroyed, false);
  assert.deepEqual(turned, ['too-slow 127.0.0.1']);
  await until(() => gate.open === 1, 5000, 'one is left');
  assert.equal(gate.waiting, 0);
  assert.equal(clock.pending, 0);
});

test('one address cannot take the places of others', async t => {
  const { gate, turned, enter, come } = await entrance(t, { waitingPerAddress: 2 });
  await come();
  await come();
  await isClosed(await come());
  assert.deepEqual(turned, ['too-many 127.0.0.1']);
  await come('127.0.0.2');
  assert.equal(gate.waiting, 3);
  enter[0]?.();
  await come();
  assert.equal(gate.waiting, 3, 'one that is in makes room');
});

test('a crowd from many addresses pushes out its own oldest, never those who are in', async t => {
  const { gate, turned, enter, come } = await entrance(t, { waiting: 2 });
  const plug = await come();
  enter[0]?.();
  const first = await come('127.0.0.2');
  await come('127.0.0.3');
  await come('127.0.0.4');
  await isClosed(first);
  assert.deepEqual(turned, ['crowded-out 127.0.0.2']);
  assert.equal(plug.destroyed, false);
  assert.equal(gate.waiting, 2);
});

test('who comes too often has to wait a little', async t => {
  const { clock, turned, come } = await entrance(t, { arrivalsAtOnce: 3, arrivalsPerSecond: 1 });
  for (let count = 0; count < 3; count++) (await come()).destroy();
  await isClosed(await come());
  assert.deepEqual(turned, ['too-often 127.0.0.1']);
  await clock.advance(1000);
  const later = await come();
  assert.equal(later.destroyed, false);
  assert.equal(turned.length, 1);
});

test('nobody from outside the local network gets in', () => {
  const turned: string[] = [];
  const gate = new Gate({ limits: LIMITS, clock: new FakeClock(), onTurned: (...what) => turned.push(what.join(' ')) });
  const from = (remoteAddress: string): boolean => {
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress });
    return gate.admit(socket) !== undefined;
  };
  assert.deepEqual(['8.8.8.8', '::ffff:1.2.3.4', '2001:db8::1', ''].map(from), [false, false, false, false]);
  assert.deepEqual(turned, ['not-local 8.8.8.8', 'not-local 1.2.3.4', 'not-local 2001:db8::1']);
  assert.deepEqual(['192.168.1.20', '::ffff:10.0.0.5', 'fe80::1%eth0', '::1'].map(from), [true, true, true, true]);
  assert.equal(plain('::ffff:10.0.0.5'), '10.0.0.5');
  gate.close();
});

test('addresses without end do not fill the memory', () => {
  const gate = new Gate({ limits: LIMITS, clock: new FakeClock(), onTurned: () => undefined });
  for (let count = 0; count < 5000; count++) {
    const remoteAddress = `10.0.${String(count >> 8)}.${String(count & 255)}`;
    const socket: Socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress });
    gate.admit(socket)?.();
  }
  assert.ok(gate.remembered <= 1024, String(gate.remembered));
  gate.close();
});
