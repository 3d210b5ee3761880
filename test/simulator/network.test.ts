import assert from 'node:assert/strict';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { SimulatedNetwork, type SimulatedNetworkOptions, SimulatedPlug } from '../../simulator/index.ts';
import { at, get, plugOf, until } from './client.ts';

const probe = '{"id":"48cbd88f969eb3c486085cfe7b5eb1e4","devName":"*"}';
const linuxOnly = { skip: process.platform === 'linux' ? false : 'one loopback address' };

interface ProbeListener {
  readonly socket: Socket;
  readonly port: number;
  readonly received: { readonly content: unknown; readonly from: RemoteInfo }[];
}

async function listen(t: TestContext): Promise<ProbeListener> {
  const socket = createSocket('udp4');
  const received: ProbeListener['received'] = [];
  socket.on('message', (bytes, from) => received.push({ content: JSON.parse(bytes.toString()), from }));
  t.after(() => socket.close());
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { socket, port: socket.address().port, received };
}

async function networkOf(t: TestContext, options: SimulatedNetworkOptions): Promise<SimulatedNetwork> {
  const network = new SimulatedNetwork({ port: 0, replyPort: 0, ...options });
  t.after(() => network.close());
  await network.start();
  return network;
}

test('a plug introduces itself to who probes', async t => {
  const uuid = '2401011234567890340148e1e9a1b2c3';
  const plug = await plugOf(t, 'mss310-2.1.17', { uuid, name: 'Kettle' });
  const network = await networkOf(t, { plugs: [plug] });
  const listener = await listen(t);
  listener.socket.send(probe, network.port, '127.0.0.1');
  await until(() => listener.received.length > 0);
  const expected = {
    uuid,
    devName: 'Kettle',
    deviceType: 'mss310',
    subType: 'us',
    devSoftWare: '2.1.17',
    devHardWare: '2.0.0',
    ip: '127.0.0.1',
    port: Number(plug.host.split(':')[1]),
    mac: '48:e1:e9:a1:b2:c3',
  };
  assert.deepEqual(listener.received[0]?.content, expected);
  assert.deepEqual(plug.probeReply, expected);
  assert.deepEqual(
    network.probes.map(({ text, address, port }) => [text, address, port]),
    [[probe, '127.0.0.1', listener.port]],
  );
});

test('answers go to a port of their own', async t => {
  const plug = await plugOf(t, 'mss305');
  const listener = await listen(t);
  const network = await networkOf(t, { plugs: [plug], replyPort: listener.port });
  const mouth = await listen(t);
  mouth.socket.send(probe, network.port, '127.0.0.1');
  await until(() => listener.received.length > 0);
  assert.equal(at(listener.received[0]?.content, 'devName'), 'mss305');
  assert.deepEqual(mouth.received, []);
});

test('plugs at addresses of their own say so, in words and by where they send from', linuxOnly, async t => {
  const plugs: SimulatedPlug[] = [];
  for (const last of [21, 22]) {
    plugs.push(
      await plugOf(t, 'mss310-6.1.8', { address: `127.0.0.${last}`, uuid: `24010112345678903401000000000${last}0` }),
    );
  }
  // The broadcast address of 127.0.0.16/28.
  const network = await networkOf(t, { plugs, address: '127.0.0.31' });
  const listener = await listen(t);
  listener.socket.send(probe, network.port, '127.0.0.31');
  await until(() => listener.received.length === 2);
  const received = listener.received.map(({ content, from }) => [at(content, 'ip'), from.address]).sort();
  assert.deepEqual(received, [
    ['127.0.0.21', '127.0.0.21'],
    ['127.0.0.22', '127.0.0.22'],
  ]);
  const [first] = plugs;
  assert.ok(first !== undefined);
  assert.ok(first.host.startsWith('127.0.0.21:'));
  const all = await get(first, 'Appliance.System.All');
  assert.equal(at(all, 'all', 'system', 'firmware', 'innerIp'), '127.0.0.21');
});

test('a real broadcast arrives too', linuxOnly, async t => {
  const plug = await plugOf(t, 'mss305');
  const network = await networkOf(t, { plugs: [plug], address: '127.255.255.255' });
  const listener = await listen(t);
  listener.socket.setBroadcast(true);
  listener.socket.send(probe, network.port, '127.255.255.255');
  await until(() => listener.received.length > 0);
});

test('who has no power, is shy or was never started does not answer; who moved reports the new place', async t => {
  const plug = await plugOf(t, 'mss305');
  const network = await networkOf(t, {});
  network.plugs.add(plug).add(new SimulatedPlug({ model: plug.model }));
  const listener = await listen(t);
  const isAnswered = async (): Promise<number> => {
    listener.received.length = 0;
    listener.socket.send(probe, network.port, '127.0.0.1');
    await pause(40);
    return listener.received.length;
  };
  assert.equal(await isAnswered(), 1);
  await plug.unplug();
  assert.equal(await isAnswered(), 0);
  await plug.move();
  plug.update({ firmwareVersion: '8.4.0' });
  assert.equal(await isAnswered(), 1);
  assert.equal(at(listener.received[0]?.content, 'port'), Number(plug.host.split(':')[1]));
  assert.equal(at(listener.received[0]?.content, 'devSoftWare'), '8.4.0');
  plug.faults.answersProbe = false;
  assert.equal(await isAnswered(), 0);
});

test('what is no probe gets no answer', async t => {
  const network = await networkOf(t, { plugs: [await plugOf(t, 'mss305')] });
  const listener = await listen(t);
  for (const text of ['hello', '[]', '{"devName":"*"}', '{"id":"1","devName":"other"}']) {
    listener.socket.send(text, network.port, '127.0.0.1');
  }
  await until(() => network.probes.length === 4);
  await pause(30);
  assert.deepEqual(listener.received, []);
});

test('a network is started once, stays on loopback, and ends', async t => {
  assert.throws(() => new SimulatedNetwork({ address: '192.0.2.1' }), /not an IPv4 loopback/);
  const network = await networkOf(t, {});
  await network.start();
  const { port } = network;
  const second = new SimulatedNetwork({ port });
  await assert.rejects(second.start(), { code: 'EADDRINUSE' });
  await network.close();
  assert.throws(() => network.port, /has not been started/);
  await second.start();
  await second.close();
  await second.close();
});
