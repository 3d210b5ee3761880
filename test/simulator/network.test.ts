import assert from 'node:assert/strict';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { SimulatedNetwork, type SimulatedNetworkOptions, SimulatedPlug } from '../../simulator/index.ts';
import { at, get, plugOf, until } from './client.ts';

const probe = '{"id":"48cbd88f969eb3c486085cfe7b5eb1e4","devName":"*"}';
const linuxOnly = { skip: process.platform === 'linux' ? false : 'one loopback address' };

interface Ear {
  readonly socket: Socket;
  readonly port: number;
  readonly heard: { readonly says: unknown; readonly from: RemoteInfo }[];
}

async function listen(t: TestContext): Promise<Ear> {
  const socket = createSocket('udp4');
  const heard: Ear['heard'] = [];
  socket.on('message', (bytes, from) => heard.push({ says: JSON.parse(bytes.toString()), from }));
  t.after(() => socket.close());
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { socket, port: socket.address().port, heard };
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
  const ear = await listen(t);
  ear.socket.send(probe, network.port, '127.0.0.1');
  await until(() => ear.heard.length > 0);
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
  assert.deepEqual(ear.heard[0]?.says, expected);
  assert.deepEqual(plug.introduction, expected);
  assert.deepEqual(
    network.probes.map(({ text, address, port }) => [text, address, port]),
    [[probe, '127.0.0.1', ear.port]],
  );
});

test('answers go to a port of their own', async t => {
  const plug = await plugOf(t, 'mss305');
  const ear = await listen(t);
  const network = await networkOf(t, { plugs: [plug], replyPort: ear.port });
  const mouth = await listen(t);
  mouth.socket.send(probe, network.port, '127.0.0.1');
  await until(() => ear.heard.length > 0);
  assert.equal(at(ear.heard[0]?.says, 'devName'), 'mss305');
  assert.deepEqual(mouth.heard, []);
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
  const ear = await listen(t);
  ear.socket.send(probe, network.port, '127.0.0.31');
  await until(() => ear.heard.length === 2);
  const heard = ear.heard.map(({ says, from }) => [at(says, 'ip'), from.address]).sort();
  assert.deepEqual(heard, [
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
  const ear = await listen(t);
  ear.socket.setBroadcast(true);
  ear.socket.send(probe, network.port, '127.255.255.255');
  await until(() => ear.heard.length > 0);
});

test('who has no power, is shy or was never started does not answer; who moved tells the new place', async t => {
  const plug = await plugOf(t, 'mss305');
  const network = await networkOf(t, {});
  network.plugs.add(plug).add(new SimulatedPlug({ model: plug.model }));
  const ear = await listen(t);
  const answers = async (): Promise<number> => {
    ear.heard.length = 0;
    ear.socket.send(probe, network.port, '127.0.0.1');
    await pause(40);
    return ear.heard.length;
  };
  assert.equal(await answers(), 1);
  await plug.unplug();
  assert.equal(await answers(), 0);
  await plug.move();
  plug.update({ firmwareVersion: '8.4.0' });
  assert.equal(await answers(), 1);
  assert.equal(at(ear.heard[0]?.says, 'port'), Number(plug.host.split(':')[1]));
  assert.equal(at(ear.heard[0]?.says, 'devSoftWare'), '8.4.0');
  plug.faults.answersProbe = false;
  assert.equal(await answers(), 0);
});

test('what is no probe gets no answer', async t => {
  const network = await networkOf(t, { plugs: [await plugOf(t, 'mss305')] });
  const ear = await listen(t);
  for (const text of ['hello', '[]', '{"devName":"*"}', '{"id":"1","devName":"other"}']) {
    ear.socket.send(text, network.port, '127.0.0.1');
  }
  await until(() => network.probes.length === 4);
  await pause(30);
  assert.deepEqual(ear.heard, []);
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
