import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { sendRequest, dial, exchangeBytes, message, plugOf, httpPost, until } from './client.ts';

const ability = 'Appliance.System.Ability';
const model = 'mss310-2.1.17';

function off(plug: SimulatedPlug): string {
  return httpPost(message(plug, 'SET', 'Appliance.Control.ToggleX', { togglex: { channel: 0, onoff: 0 } }));
}

async function sendAndLeave(plug: SimulatedPlug, bytes: string): Promise<void> {
  const socket = dial(plug);
  socket.write(bytes);
  await until(() => plug.requests.length > 0);
  socket.destroy();
}

async function resetBy(socket: Socket): Promise<void> {
  await once(socket, 'connect');
  socket.resetAndDestroy();
}

test('a late answer comes with the late switching of the relay', async t => {
  const plug = await plugOf(t, model);
  plug.faults.delayMs = 300;
  const started = performance.now();
  const reply = exchangeBytes(plug, off(plug));
  await until(() => plug.requests.length === 1);
  assert.equal(plug.isOn(), true);
  assert.equal(plug.requests[0]?.outcome, 'pending');
  assert.notEqual((await reply).length, 0);
  assert.ok(performance.now() - started >= 295);
  assert.equal(plug.isOn(), false);
});

test('a client that leaves before the answer has switched nothing', async t => {
  const plug = await plugOf(t, model);
  plug.faults.delayMs = 400;
  await sendAndLeave(plug, off(plug));
  await until(() => plug.requests[0]?.outcome === 'abandoned');
  await pause(450);
  assert.equal(plug.isOn(), true);
});

test('the relay of a plug that acts early switches although nobody waits for the answer', async t => {
  const plug = await plugOf(t, model);
  plug.faults.delayMs = 10_000;
  plug.faults.actEarly = true;
  await sendAndLeave(plug, off(plug));
  assert.equal(plug.isOn(), false);
  await until(() => plug.requests[0]?.outcome === 'abandoned');
});

test('the relay of a plug that acts early switches although it hangs up', async t => {
  const plug = await plugOf(t, model);
  plug.faults.hangUp = true;
  plug.faults.actEarly = true;
  assert.equal((await exchangeBytes(plug, off(plug))).length, 0);
  assert.equal(plug.isOn(), false);
});

test('a silent plug reads, says nothing and does nothing, unless it acts early', async t => {
  for (const actEarly of [false, true]) {
    const plug = await plugOf(t, model);
    plug.faults.silent = true;
    plug.faults.actEarly = actEarly;
    const socket = dial(plug);
    const received: unknown[] = [];
    socket.on('data', chunk => received.push(chunk));
    socket.write(off(plug));
    await until(() => plug.requests[0]?.outcome === 'silent');
    await pause(50);
    assert.deepEqual(received, []);
    assert.equal(socket.readableEnded, false);
    assert.equal(plug.isOn(), !actEarly);
    socket.destroy();
  }
});

test('a sleepy plug reads nothing for a while, and then nothing of those who have gone', async t => {
  const plug = await plugOf(t, model);
  plug.faults.acceptDelayMs = 120;
  const started = performance.now();
  const abandoned = dial(plug);
  plug.faults.actEarly = true;
  abandoned.write(off(plug), () => {
    abandoned.destroy();
  });
  assert.ok(await sendRequest(plug, 'GET', ability));
  assert.ok(performance.now() - started >= 115);
  await until(() => plug.requests.every(request => request.outcome !== 'pending'));
  const setting = plug.requests.find(request => request.method === 'SET');
  assert.ok(setting === undefined || setting.outcome === 'abandoned');
  assert.equal(plug.isOn(), true);
});

test('one request after another is one in flight', async t => {
  const plug = await plugOf(t, model);
  assert.equal(plug.maxInFlight, 0);
  for (let count = 0; count < 20; count += 1) await sendRequest(plug, 'GET', ability);
  assert.equal(plug.maxInFlight, 1);
});

test('requests in hand at the same time are counted', async t => {
  const plug = await plugOf(t, model);
  plug.faults.delayMs = 200;
  await Promise.all([1, 2, 3].map(() => sendRequest(plug, 'GET', ability)));
  assert.equal(plug.maxInFlight, 3);
  await sendRequest(plug, 'GET', ability);
  assert.equal(plug.maxInFlight, 3);
});

test('a request that is never answered is in hand until its connection closes', async t => {
  const plug = await plugOf(t, model);
  plug.faults.silent = true;
  const socket = dial(plug);
  socket.write(off(plug));
  await until(() => plug.requests.length === 1);
  plug.faults.silent = false;
  await sendRequest(plug, 'GET', ability);
  assert.equal(plug.maxInFlight, 2);
  socket.destroy();
  await pause(100);
  await Promise.all([sendRequest(plug, 'GET', ability), sendRequest(plug, 'GET', ability)]);
  assert.equal(plug.maxInFlight, 2);
});

test('a hung up request is no longer in hand', async t => {
  const plug = await plugOf(t, model);
  plug.faults.hangUp = true;
  for (let count = 0; count < 5; count += 1) await exchangeBytes(plug, off(plug));
  assert.equal(plug.maxInFlight, 1);
});

test('clients that reset their connections harm nobody', async t => {
  const plug = await plugOf(t, model);
  plug.faults.delayMs = 20;
  for (let count = 0; count < 10; count += 1) {
    await resetBy(dial(plug));
    const talking = dial(plug);
    talking.on('error', () => undefined);
    talking.write(httpPost(message(plug, 'GET', ability)));
    await resetBy(talking);
  }
  plug.faults.delayMs = 0;
  plug.faults.garbage = 'huge';
  const reading = dial(plug);
  reading.on('error', () => undefined);
  reading.write(httpPost(message(plug, 'GET', ability)));
  await once(reading, 'data');
  reading.resetAndDestroy();
  plug.faults.garbage = undefined;
  assert.ok(await sendRequest(plug, 'GET', ability));
});
