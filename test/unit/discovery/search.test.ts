import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import type { DiscoveredPlug } from '../../../src/discovery/search.ts';
import { foundBy, freePort, KEY, LINUX, plugAt, serviceAt, watchConnects } from './simulated-network.ts';

const SUBNET = '127.0.0.16/28';
const PAGE = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>';

test('plugs of all kinds are found, each once, with whether their key fits', LINUX, async t => {
  const port = await freePort();
  const plain = await plugAt(t, '127.0.0.17', port);
  const encrypting = await plugAt(t, '127.0.0.18', port, { model: 'mss110-7.3.37' });
  const old = await plugAt(t, '127.0.0.19', port, { model: 'mss310-1.1.13' });
  old.faults.lineEnding = 'lf';
  const halfOld = await plugAt(t, '127.0.0.20', port);
  halfOld.faults.lineEnding = 'status-lf';
  const foreign = await plugAt(t, '127.0.0.25', port, { key: 'another key' });
  const strip = await plugAt(t, '127.0.0.30', port, { model: 'mss425e-2.1.2' });
  const plugs = [plain, encrypting, old, halfOld, foreign, strip];

  const found = await foundBy({ subnets: [SUBNET], port });
  const expected = plugs.map(plug => ({
    ...{ host: plug.host.split(':')[0], port, uuid: plug.uuid },
    ...(plug === foreign ? { key: 'refused' } : { key: 'fits', keyIndex: 0 }),
  }));
  assert.deepEqual(found, expected);
  for (const plug of plugs) {
    const query = 'GET Appliance.System.Ability';
    assert.deepEqual(
      plug.requests.map(({ namespace, method }) => `${method} ${namespace}`),
      plug === foreign ? [query] : [query, query],
    );
    assert.equal(plug.maxInFlight, 1);
  }
});

test('of several keys, a plug gets a signature made with the key that it has, and with no other', LINUX, async t => {
  const port = await freePort();
  const first = await plugAt(t, '127.0.0.17', port);
  const second = await plugAt(t, '127.0.0.18', port, { key: 'second' });
  const none = await plugAt(t, '127.0.0.19', port, { key: 'none of them' });
  const found = await foundBy({ subnets: [SUBNET], port, keys: [KEY, 'second', 'third'] });
  assert.deepEqual(
    found.map(({ uuid, key }) => [uuid, key]),
    [
      [first.uuid, 'fits'],
      [second.uuid, 'fits'],
      [none.uuid, 'refused'],
    ],
  );
  assert.deepEqual(
    [first, second, none].map(({ requests }) => requests.length),
    [2, 2, 1],
  );
});

test(
  'a process that answers as if it had our key is not found as our plug and gets no signature of ours',
  LINUX,
  async t => {
    const port = await freePort();
    const otherService = await plugAt(t, '127.0.0.17', port);
    otherService.faults.stranger = true;
    const guesser = await plugAt(t, '127.0.0.18', port);
    guesser.faults.ignoresSign = true;
    guesser.faults.signature = 'all-f';
    const found = await foundBy({ subnets: [SUBNET], port });
    assert.deepEqual(
      found.map(({ host, key }) => [host, key]),
      [['127.0.0.17', 'refused']],
    );
    assert.equal(otherService.requests.length, 1, 'only a query that is signed with a random key');
    assert.equal(guesser.requests.length, 1);
  },
);

test('any other service at an address is left alone and not reported', LINUX, async t => {
  const port = await freePort();
  const replyWith = (text: string) => (socket: { end: (text: string) => unknown }) => void socket.end(text);
  const json = (body: string): string => `HTTP/1.1 200 OK\r\n\r\n${body}`;
  const services = [
    replyWith(PAGE),
    replyWith('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n'),
    replyWith('HTTP/1.1 301 Moved\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n'),
    replyWith('SSH-2.0-OpenSSH_9.9\r\n'),
    replyWith(json('{"header":{"messageId":"1","method":"ERROR","namespace":"x"},"payload":{"error":{"code":5001}}}')),
    replyWith(json('{}')),
    replyWith(json('x'.repeat(200_000))),
    replyWith(''),
  ];
  const servers = [];
  for (const [index, serve] of services.entries()) {
    servers.push(await serviceAt(t, `127.0.0.${17 + index}`, port, serve));
  }
  const reset = await serviceAt(t, '127.0.0.27', port, socket => void socket.resetAndDestroy());
  const plug = await plugAt(t, '127.0.0.30', port);
  const connects = watchConnects(t, port);
  const found = await foundBy({ subnets: [SUBNET], port });
  assert.deepEqual(
    found.map(({ uuid }) => uuid),
    [plug.uuid],
  );
  // One connection and one query; no service is queried twice, whatever its answer.
  for (const { connections } of [...servers, reset]) assert.ok(connections() <= 2);
  for (let last = 17; last <= 30; last += 1) {
    assert.ok(connects.hosts.filter(host => host === `127.0.0.${last}`).length <= (last === 30 ? 3 : 2));
  }
});

test('only a host that refuses a key as a plug does gets a signature of ours', LINUX, async t => {
  const port = await freePort();
  const signed: boolean[] = [];
  const readRequest = async (socket: Socket): Promise<void> => {
    const [bytes] = (await once(socket, 'data').catch(() => [])) as [Buffer?];
    const body = bytes?.toString().split('\r\n\r\n')[1];
    if (body !== undefined) {
      const { header } = JSON.parse(body) as { header: { messageId: string; timestamp: number; sign: string } };
      const ours = createHash('md5')
        .update(`${header.messageId}${KEY}${String(header.timestamp)}`)
        .digest('hex');
      signed.push(header.sign === ours);
    }
    socket.end(PAGE);
  };
  await serviceAt(t, '127.0.0.17', port, socket => void readRequest(socket));
  await foundBy({ subnets: [SUBNET], port });
  assert.deepEqual(signed, [false]);
});

test('a host that echoes our query, names no plug, or accepts any key is not found as our plug', LINUX, async t => {
  const port = await freePort();
  const reply = (change: (header: Record<string, unknown>) => object) => async (socket: Socket) => {
    const [bytes] = (await once(socket, 'data').catch(() => [])) as [Buffer?];
    const body = bytes?.toString().split('\r\n\r\n')[1];
    if (body === undefined) return;
    const { header } = JSON.parse(body) as { header: Record<string, unknown> };
    socket.end(`HTTP/1.1 200 OK\r\n\r\n${JSON.stringify({ header: change(header), payload: { ability: {} } })}`);
  };
  const echo = reply(header => header);
  const nameless = reply(header => ({ ...header, method: 'GETACK' }));
  const crooked = reply(header => ({ ...header, method: 'GETACK', from: '/appliance/\u001b[31m/publish' }));
  const careless = reply(header => ({ ...header, method: 'GETACK', uuid: '2401011234567890340148e1e9a1b2c3' }));
  for (const [index, serve] of [echo, nameless, crooked, careless].entries()) {
    await serviceAt(t, `127.0.0.${17 + index}`, port, socket => void serve(socket));
  }
  const plug = await plugAt(t, '127.0.0.30', port);
  const found = await foundBy({ subnets: [SUBNET], port });
  assert.deepEqual(
    found.map(({ uuid }) => uuid),
    [plug.uuid],
  );
});

test('no address outside the subnets is queried, nor are network and broadcast address', LINUX, async t => {
  const port = await freePort();
  const outside = [];
  for (const last of [1, 15, 16, 31, 32, 33]) {
    outside.push(await serviceAt(t, `127.0.0.${last}`, port, socket => void socket.end(PAGE)));
  }
  const connects = watchConnects(t, port);
  await foundBy({ subnets: [SUBNET], port });
  assert.deepEqual(
    outside.map(({ connections }) => connections()),
    [0, 0, 0, 0, 0, 0],
  );
  const expected = Array.from({ length: 14 }, (_, index) => `127.0.0.${17 + index}`);
  assert.deepEqual(connects.hosts, expected);
});

test('a subnet that must not be searched, or no key, ends a search before anything is sent', async t => {
  const port = await freePort();
  const connects = watchConnects(t, port);
  for (const subnet of ['8.8.8.0/24', '192.168.0.0/16', 'house']) {
    await assert.rejects(foundBy({ subnets: [SUBNET, subnet], port }), RangeError);
  }
  await assert.rejects(foundBy({ subnets: [SUBNET], port, keys: [] }), RangeError);
  assert.deepEqual(connects.hosts, []);
});

test('addresses in two subnets are queried once; skipped ones never', LINUX, async t => {
  const port = await freePort();
  const plug = await plugAt(t, '127.0.0.17', port);
  const skipped = await plugAt(t, '127.0.0.18', port);
  const skip = (host: string): boolean => host === '127.0.0.18';
  const found = await foundBy({ subnets: ['127.0.0.16/29', SUBNET], port, skip });
  assert.deepEqual(
    found.map(({ uuid }) => uuid),
    [plug.uuid],
  );
  assert.deepEqual([plug.requests.length, skipped.requests.length], [2, 0]);
});

test('plugs are reported as they are found, not at the end', LINUX, async t => {
  const port = await freePort();
  await plugAt(t, '127.0.0.17', port);
  const late = await plugAt(t, '127.0.0.30', port);
  const foundPlugs: [DiscoveredPlug, number][] = [];
  const onFound = (plug: DiscoveredPlug): void => void foundPlugs.push([plug, late.requests.length]);
  await foundBy({ subnets: [SUBNET], port, onFound });
  assert.deepEqual(
    foundPlugs.map(([{ host }, requestCount]) => [host, requestCount]),
    [
      ['127.0.0.17', 1],
      ['127.0.0.30', 2],
    ],
  );
});

test('if a listener throws, the search ends with its error', LINUX, async t => {
  const port = await freePort();
  await plugAt(t, '127.0.0.17', port);
  const last = await plugAt(t, '127.0.0.30', port);
  const onFound = (): void => {
    throw new Error('our own mistake');
  };
  await assert.rejects(foundBy({ subnets: [SUBNET], port, onFound }), /our own mistake/);
  assert.ok(last.requests.length <= 1);
});
