import assert from 'node:assert/strict';
import type { Socket } from 'node:dgram';
import { test, type TestContext } from 'node:test';
import type { DiscoveredPlug, SearchOptions } from '../../../src/discovery/search.ts';
import { SimulatedNetwork, type SimulatedPlug } from '../../../simulator/index.ts';
import {
  foundBy,
  freePort,
  freeUdpPort,
  LINUX,
  maxPerSecond,
  plugAt,
  QUICK,
  serviceAt,
  udpPort,
  watchConnects,
} from './simulated-network.ts';

const SUBNET = '127.0.0.16/28';

/** The plugs of 127.0.0.16/28, and the UDP ports they listen on and answer to. */
async function networkOf(
  t: TestContext,
  plugs: readonly SimulatedPlug[],
): Promise<{ network: SimulatedNetwork; probe: Exclude<SearchOptions['probe'], false | undefined> }> {
  const replyPort = await freeUdpPort();
  const network = new SimulatedNetwork({ plugs, address: '127.0.0.31', port: 0, replyPort });
  t.after(() => network.close());
  await network.start();
  return { network, probe: { port: network.port, replyPort } };
}

/** Answers every probe with these datagrams, from an address of the subnet. */
async function forgedHintsFrom(
  t: TestContext,
  sendHints: (sendHint: (text: string | Buffer) => void) => void,
): Promise<Exclude<SearchOptions['probe'], false | undefined>> {
  const replyPort = await freeUdpPort();
  const { socket, port } = await udpPort(t, '127.0.0.31');
  const { socket: sender } = await udpPort(t, '127.0.0.29');
  socket.on('message', () => {
    sendHints(text => sender.send(text, replyPort, '127.0.0.1'));
  });
  return { port, replyPort };
}

const hint = (fields: object): string =>
  JSON.stringify({ uuid: '2401011234567890340148e1e9a1b2c3', devName: 'Liar', deviceType: 'mss310', ...fields });

test(
  'plugs that answer the probe are queried first, and are found with their name, type and firmware',
  LINUX,
  async t => {
    const port = await freePort();
    const silentPlug = await plugAt(t, '127.0.0.17', port);
    silentPlug.faults.answersProbe = false;
    const named = await plugAt(t, '127.0.0.30', port, { name: 'Kettle' });
    const foreign = await plugAt(t, '127.0.0.29', port, { name: 'Neighbour', key: 'another key' });
    const { network, probe } = await networkOf(t, [silentPlug, named, foreign]);
    const found: DiscoveredPlug[] = [];
    await foundBy({ subnets: [SUBNET], port, probe, onFound: plug => void found.push(plug) });
    const details = { type: 'mss310', firmwareVersion: '2.1.17' };
    const [first, second, third] = found;
    assert.deepEqual(
      [first, second].sort((a, b) => (a?.host ?? '').localeCompare(b?.host ?? '')),
      [
        { host: '127.0.0.29', port, uuid: foreign.uuid, key: 'refused', name: 'Neighbour', ...details },
        { host: '127.0.0.30', port, uuid: named.uuid, key: 'fits', keyIndex: 0, name: 'Kettle', ...details },
      ],
    );
    assert.deepEqual(third, { host: '127.0.0.17', port, uuid: silentPlug.uuid, key: 'fits', keyIndex: 0 });
    assert.equal(found.length, 3);
    // Three equal probes, a second apart.
    assert.equal(network.probes.length, 3);
    for (const { text } of network.probes) assert.match(text, /^\{"id":"[0-9a-f]{32}","devName":"\*"\}$/);
    const [one = 0, two = 0, three = 0] = network.probes.map(({ at }) => at);
    for (const gap of [two - one, three - two]) assert.ok(gap > 950 && gap < 2500, `${gap} ms`);
  },
);

test('the probe goes to the broadcast address of each subnet, and nowhere else', LINUX, async t => {
  const replyPort = await freeUdpPort();
  const { socket, port } = await udpPort(t, '127.0.0.31');
  const received: string[] = [];
  const listen = (name: string) => (receiver: Socket) => void receiver.on('message', () => void received.push(name));
  listen('first')(socket);
  listen('second')((await udpPort(t, '127.0.0.47', port)).socket);
  for (const other of ['127.0.0.1', '127.0.0.16', '127.0.0.32', '127.255.255.255']) {
    listen(other)((await udpPort(t, other, port)).socket);
  }
  await foundBy({
    subnets: [SUBNET, '127.0.0.32/28'],
    port: await freePort(),
    probe: { port, replyPort },
    clock: QUICK,
  });
  assert.deepEqual(received.sort(), ['first', 'first', 'first', 'second', 'second', 'second']);
});

test('a search goes on without the probe if its port is in use', LINUX, async t => {
  const port = await freePort();
  const plug = await plugAt(t, '127.0.0.17', port);
  const { network, probe } = await networkOf(t, [plug]);
  await udpPort(t, '0.0.0.0', probe.replyPort);
  const found = await foundBy({ subnets: [SUBNET], port, probe, clock: QUICK });
  assert.deepEqual(found, [{ host: '127.0.0.17', port, uuid: plug.uuid, key: 'fits', keyIndex: 0 }]);
  assert.equal(network.probes.length, 0);
});

test('the probe shares its port with another program that allows it', LINUX, async t => {
  const port = await freePort();
  const plug = await plugAt(t, '127.0.0.17', port);
  const { network, probe } = await networkOf(t, [plug]);
  await udpPort(t, '0.0.0.0', probe.replyPort, true);
  assert.equal((await foundBy({ subnets: [SUBNET], port, probe, clock: QUICK })).length, 1);
  assert.equal(network.probes.length, 3);
});

test('whatever comes by UDP, only the reply of a plug to a signed query counts', LINUX, async t => {
  const port = await freePort();
  const plug = await plugAt(t, '127.0.0.17', port);
  const page = await serviceAt(t, '127.0.0.18', port, socket => void socket.end('HTTP/1.1 404 Not Found\r\n\r\n'));
  const outside = await serviceAt(t, '127.0.0.33', port, socket => void socket.end());
  const other = await freePort();
  const otherPort = await serviceAt(t, '127.0.0.17', other, socket => void socket.end());
  const probe = await forgedHintsFrom(t, sendHint => {
    for (const text of ['', 'hello', '[]', 'null', '{}', '{"uuid":{}}', '['.repeat(5000), Buffer.alloc(60_000, 0xff)])
      sendHint(text);
    for (const ip of ['127.0.0.33', '8.8.8.8', '127.0.0.31', '127.0.0.16', '::1', 'localhost', '', 17, null])
      sendHint(hint({ ip }));
    // Another host in the name of our plug, and its uuid at other addresses.
    sendHint(hint({ ip: '127.0.0.17', port: other }));
    sendHint(hint({ ip: '127.0.0.18', uuid: plug.uuid }));
    sendHint(hint({ ip: '127.0.0.19', uuid: plug.uuid }));
  });
  const connects = watchConnects(t, port);
  const found = await foundBy({ subnets: [SUBNET], port, probe, clock: QUICK });
  assert.deepEqual(found, [{ host: '127.0.0.17', port, uuid: plug.uuid, key: 'fits', keyIndex: 0 }]);
  assert.deepEqual([outside.connections(), otherPort.connections(), plug.requests.length], [0, 0, 2]);
  // Each host that sent a hint got a second query, and none a third.
  assert.ok(page.connections() <= 4);
  for (const host of connects.hosts) assert.ok(/^127\.0\.0\.(1[7-9]|2\d|30)$/.test(host), host);
});

test('a flood of hints makes the search neither faster nor query an address repeatedly', LINUX, async t => {
  const port = await freePort();
  const probe = await forgedHintsFrom(t, sendHint => {
    for (let i = 0; i < 400; i += 1) sendHint(hint({ ip: `127.0.0.${17 + (i % 14)}` }));
  });
  const { hosts, times } = watchConnects(t, port, () => QUICK.now());
  assert.deepEqual(await foundBy({ subnets: [SUBNET], port, probe, clock: QUICK }), []);
  assert.ok(hosts.length <= 2 * 14, `${hosts.length} connections`);
  assert.ok(maxPerSecond(times) <= 60);
});

test('a plug that was asleep at its query, and then answers the probe, is queried once more', LINUX, async t => {
  const port = await freePort();
  const plug = await plugAt(t, '127.0.0.17', port, { name: 'Sleeper' });
  await plug.unplug();
  const { network, probe } = await networkOf(t, [plug]);
  t.after(QUICK.after(800, () => void plug.plugIn()));
  const found = await foundBy({ subnets: [SUBNET], port, probe, clock: QUICK });
  assert.deepEqual(
    found.map(({ name, uuid }) => [name, uuid]),
    [['Sleeper', plug.uuid]],
  );
  assert.equal(network.probes.length, 3);
});
