import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { dial, get, message, plugOf, httpPost, until } from './client.ts';

const ability = 'Appliance.System.Ability';
const all = 'Appliance.System.All';
const consumption = 'Appliance.Control.ConsumptionX';

/** Asks, and hangs up by itself after a moment. Whether the plug has replied by then; it must not have hung up. */
async function replies(plug: SimulatedPlug, namespace: string): Promise<boolean> {
  const socket = dial(plug);
  await once(socket, 'connect');
  socket.write(httpPost(message(plug, 'GET', namespace)));
  const before = plug.requests.length;
  const reply = once(socket, 'data').then(() => true);
  await until(() => plug.requests.length > before);
  const replied = await Promise.race([reply, pause(40, false)]);
  assert.equal(socket.readyState === 'open' || replied, true, 'the socket stays open');
  socket.destroy();
  return replied;
}

test('a plug is silent on one namespace and answers the others', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17', { faults: { silent: namespace => namespace === consumption } });
  assert.equal(await replies(plug, consumption), false);
  assert.equal(await replies(plug, all), true);
});

test('a plug is deaf to everything for some seconds after a request of one namespace', async t => {
  let now = Date.now();
  const plug = await plugOf(t, 'mss310-2.1.17', {
    now: () => now,
    faults: { silent: namespace => namespace === consumption, deafSeconds: 15 },
  });
  assert.equal(await replies(plug, all), true);
  assert.equal(await replies(plug, consumption), false);
  now += 14_999;
  assert.equal(await replies(plug, all), false);
  now += 1;
  assert.equal(await replies(plug, all), true);
});

test('a plug that is pulled out while it is deaf hears again', async t => {
  const now = Date.now();
  const faults = { silent: (namespace: string) => namespace === consumption, deafSeconds: 15 };
  const plug = await plugOf(t, 'mss310-2.1.17', { now: () => now, faults });
  await replies(plug, consumption);
  await plug.unplug();
  await plug.plugIn();
  assert.equal(await replies(plug, all), true);
});

test('a plug answers for 8 of 16 seconds', async t => {
  let now = Date.now();
  const plug = await plugOf(t, 'mss310-2.1.17', { now: () => now, faults: { answersFor: { seconds: 8, of: 16 } } });
  for (const answers of [true, false, true, false]) {
    assert.equal(await replies(plug, all), answers);
    now += 7999;
    assert.equal(await replies(plug, all), answers);
    now += 1;
  }
});

test('a plug answers Ability and then nothing', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17', { faults: { answersOnly: namespace => namespace === ability } });
  assert.equal(await replies(plug, ability), true);
  assert.equal(await replies(plug, all), false);
  plug.faults.answersOnly = true;
  await get(plug, all);
});
