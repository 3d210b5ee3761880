import assert from 'node:assert/strict';
import { connect, createServer, Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import {
  ConnectionLimiter,
  plainAddress,
  type ConnectionLimits,
} from '../../../../src/push/embedded/connection-limiter.ts';
import { BROKER_LIMITS } from '../../../../src/push/limits.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { until } from '../../../support/until.ts';
import { portOf } from '../../transport/plain-server.ts';

interface LimiterFixture {
  readonly limiter: ConnectionLimiter;
  readonly clock: FakeClock;
  readonly rejected: string[];
  /** The admitted connections, in order. */
  readonly loginCallbacks: (() => void)[];
  /** Connects from that loopback address, and waits until the limiter has handled it. */
  readonly connectFrom: (from?: string) => Promise<Socket>;
}

async function limiterFixture(t: TestContext, limits: Partial<ConnectionLimits>): Promise<LimiterFixture> {
  const clock = new FakeClock();
  const rejected: string[] = [];
  const loginCallbacks: (() => void)[] = [];
  let connectionCount = 0;
  const onRejected = (reason: string, address: string): void => {
    rejected.push(`${reason} ${address}`);
  };
  const limiter = new ConnectionLimiter({ limits: { ...BROKER_LIMITS, ...limits }, clock, onRejected });
  const server = createServer(socket => {
    const markLoggedIn = limiter.admit(socket);
    if (markLoggedIn) loginCallbacks.push(markLoggedIn);
    socket.resume();
    connectionCount += 1;
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const sockets: Socket[] = [];
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    limiter.close();
    server.close();
  });
  const connectFrom = async (from = '127.0.0.1'): Promise<Socket> => {
    const countBefore = connectionCount;
    const socket = connect({ port: portOf(server.address()), host: '127.0.0.1', localAddress: from });
    socket.on('error', () => undefined).resume();
    sockets.push(socket);
    await until(() => connectionCount > countBefore, 5000, 'a connection');
    return socket;
  };
  return { limiter, clock, rejected, loginCallbacks, connectFrom };
}

const isClosed = (socket: Socket): Promise<boolean> => until(() => socket.closed, 5000, 'it is closed');

test('a connection without a login in time is closed; one that has logged in stays', async t => {
  const { limiter, clock, rejected, loginCallbacks, connectFrom } = await limiterFixture(t, { loginMs: 10_000 });
  const slow = await connectFrom();
  const quick = await connectFrom();
  loginCallbacks[1]?.();
  await clock.advance(9_999);
  assert.equal(limiter.openCount, 2);
  await clock.advance(1);
  await isClosed(slow);
  assert.equal(quick.destroyed, false);
  assert.deepEqual(rejected, ['too-slow 127.0.0.1']);
  await until(() => limiter.openCount === 1, 5000, 'one is left');
  assert.equal(limiter.waiting, 0);
  assert.equal(clock.pending, 0);
});

test('one address cannot use up the connections of others', async t => {
  const { limiter, rejected, loginCallbacks, connectFrom } = await limiterFixture(t, { waitingPerAddress: 2 });
  await connectFrom();
  await connectFrom();
  await isClosed(await connectFrom());
  assert.deepEqual(rejected, ['too-many 127.0.0.1']);
  await connectFrom('127.0.0.2');
  assert.equal(limiter.waiting, 3);
  loginCallbacks[0]?.();
  await connectFrom();
  assert.equal(limiter.waiting, 3, 'one that is in makes room');
});

test('too many connections close the oldest waiting one, never one that has logged in', async t => {
  const { limiter, rejected, loginCallbacks, connectFrom } = await limiterFixture(t, { waiting: 2 });
  const plug = await connectFrom();
  loginCallbacks[0]?.();
  const first = await connectFrom('127.0.0.2');
  await connectFrom('127.0.0.3');
  await connectFrom('127.0.0.4');
  await isClosed(first);
  assert.deepEqual(rejected, ['crowded-out 127.0.0.2']);
  assert.equal(plug.destroyed, false);
  assert.equal(limiter.waiting, 2);
});

test('an address that connects too often has to wait a little', async t => {
  const { clock, rejected, connectFrom } = await limiterFixture(t, { arrivalsAtOnce: 3, arrivalsPerSecond: 1 });
  for (let count = 0; count < 3; count++) (await connectFrom()).destroy();
  await isClosed(await connectFrom());
  assert.deepEqual(rejected, ['too-often 127.0.0.1']);
  await clock.advance(1000);
  const later = await connectFrom();
  assert.equal(later.destroyed, false);
  assert.equal(rejected.length, 1);
});

test('connections from outside the local network are refused', () => {
  const rejected: string[] = [];
  const limiter = new ConnectionLimiter({
    limits: BROKER_LIMITS,
    clock: new FakeClock(),
    onRejected: (...what) => rejected.push(what.join(' ')),
  });
  const from = (remoteAddress: string): boolean => {
    const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress });
    return limiter.admit(socket) !== undefined;
  };
  assert.deepEqual(['8.8.8.8', '::ffff:1.2.3.4', '2001:db8::1', ''].map(from), [false, false, false, false]);
  assert.deepEqual(rejected, ['not-local 8.8.8.8', 'not-local 1.2.3.4', 'not-local 2001:db8::1']);
  assert.deepEqual(['192.168.1.20', '::ffff:10.0.0.5', 'fe80::1%eth0', '::1'].map(from), [true, true, true, true]);
  assert.equal(plainAddress('::ffff:10.0.0.5'), '10.0.0.5');
  limiter.close();
});

test('any number of addresses does not fill the memory', () => {
  const limiter = new ConnectionLimiter({ limits: BROKER_LIMITS, clock: new FakeClock(), onRejected: () => undefined });
  for (let count = 0; count < 5000; count++) {
    const remoteAddress = `10.0.${String(count >> 8)}.${String(count & 255)}`;
    const socket: Socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress });
    limiter.admit(socket)?.();
  }
  assert.ok(limiter.addressCount <= 1024, String(limiter.addressCount));
  limiter.close();
});
