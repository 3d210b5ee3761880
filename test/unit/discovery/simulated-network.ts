/** A network of addresses on loopback, such as 127.0.0.16/28: plugs, other services, and hosts outside. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../../src/clock.ts';
import { search, type DiscoveredPlug, type SearchOptions } from '../../../src/discovery/search.ts';
import { loadModel, SimulatedPlug, type SimulatedPlugOptions } from '../../../simulator/index.ts';
import type { FakeClock } from '../../support/fake-clock.ts';
import { fasterClock } from '../../support/faster-clock.ts';

export const KEY = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';

/** A clock that runs four times as fast, for tests that take seconds over real sockets. */
export const QUICK = fasterClock(4);

/** The highest number of times within any second. */
export function maxPerSecond(times: readonly number[]): number {
  return Math.max(...times.map(from => times.filter(time => time >= from && time < from + 1000).length));
}

/** Only Linux answers on all of 127/8. */
export const LINUX = { skip: process.platform === 'linux' ? false : 'one loopback address' };

/** A TCP port that is free at all addresses; the whole network shares it. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('not listening');
  return address.port;
}

export async function udpPort(
  t: TestContext,
  address: string,
  port = 0,
  reuseAddr = false,
): Promise<{ socket: UdpSocket; port: number }> {
  const socket = createSocket({ type: 'udp4', reuseAddr });
  t.after(() => void socket.close());
  socket.bind(port, address);
  await once(socket, 'listening');
  return { socket, port: socket.address().port };
}

/** From now on, packets to these hosts get lost, as to unused addresses of a network. */
export function dropPackets(t: TestContext, isLost: (host: string) => boolean): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on the socket it was called on
  const original = Socket.prototype.connect as (this: Socket, ...args: unknown[]) => Socket;
  t.mock.method(Socket.prototype, 'connect', function (this: Socket, ...args: unknown[]) {
    const target = [args[0]].flat()[0];
    const host = typeof target === 'object' && target !== null && 'host' in target ? String(target.host) : '';
    return isLost(host) ? this : original.apply(this, args);
  });
}

/** A UDP port that was free a moment ago. */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

let plugCount = 0;

/** A plug that ends with the test; a uuid of its own, and the common key. */
export async function plugAt(
  t: TestContext,
  address: string,
  port: number,
  { model = 'mss310-2.1.17', ...options }: Omit<SimulatedPlugOptions, 'model'> & { readonly model?: string } = {},
): Promise<SimulatedPlug> {
  plugCount += 1;
  const uuid = `2401010000000000003448e1e9${plugCount.toString(16).padStart(6, '0')}`;
  const plug = new SimulatedPlug({ model: await loadModel(model), key: KEY, uuid, address, port, ...options });
  t.after(() => plug.close());
  await plug.start();
  return plug;
}

/** Another service at an address; counts its connections. */
export async function serviceAt(
  t: TestContext,
  address: string,
  port: number,
  serve: (socket: Socket) => void,
): Promise<{ readonly connections: () => number }> {
  const sockets: Socket[] = [];
  const server = createServer(socket => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    serve(socket);
    // A service that does not read would not notice that its client has left.
    socket.resume();
  });
  server.listen(port, address);
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server, 'listening');
  return { connections: () => sockets.length };
}

/** Records every connection that is tried from now on. */
export interface Attempts {
  readonly hosts: readonly string[];
  /** The times, by `now`. */
  readonly times: readonly number[];
  /** The highest number at the same time, from the attempt to the end. */
  readonly mostAtOnce: () => number;
}

export function watchConnects(t: TestContext, port: number, now = (): number => performance.now()): Attempts {
  const hosts: string[] = [];
  const times: number[] = [];
  let open: readonly Socket[] = [];
  let maxOpen = 0;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on the socket it was called on
  const original = Socket.prototype.connect as (this: Socket, ...args: unknown[]) => Socket;
  t.mock.method(Socket.prototype, 'connect', function (this: Socket, ...args: unknown[]) {
    const target = [args[0]].flat()[0];
    if (typeof target === 'object' && target !== null && 'port' in target && target.port === port) {
      hosts.push('host' in target ? String(target.host) : '');
      times.push(now());
      open = [...open.filter(socket => !socket.destroyed), this];
      maxOpen = Math.max(maxOpen, open.length);
    }
    return original.apply(this, args);
  });
  return { hosts, times, mostAtOnce: () => maxOpen };
}

/** Searches to the end, by default without a probe, and returns the plugs in the order of addresses. */
export async function foundBy(
  options: Partial<SearchOptions> & Pick<SearchOptions, 'subnets'>,
): Promise<readonly DiscoveredPlug[]> {
  const found: DiscoveredPlug[] = [];
  await search({
    keys: [KEY],
    clock: systemClock,
    signal: new AbortController().signal,
    probe: false,
    onFound: plug => void found.push(plug),
    ...options,
  });
  return found.sort((a, b) => Number(a.host.split('.')[3]) - Number(b.host.split('.')[3]));
}

/** Lets a clock run, some hundred times as fast as real ones, until a promise is settled. */
export async function drive<T>(clock: FakeClock, promise: Promise<T>, stepMs = 4): Promise<T> {
  const progress = { isOver: false };
  const end = (): void => {
    progress.isOver = true;
  };
  promise.then(end, end);
  // Sockets need some turns of the event loop, which take no time by this clock.
  while (!progress.isOver) {
    await clock.advance(stepMs);
    await turn();
  }
  return promise;
}

/** The timers and sockets, once those that are closing are closed. */
export async function resources(): Promise<string> {
  await pause(50);
  const names = process.getActiveResourcesInfo().filter(name => /TCP|UDP|Timeout/i.test(name));
  const kinds = [...new Set(names)].sort();
  return kinds.map(kind => `${kind} ${names.filter(name => name === kind).length}`).join(', ');
}
