import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { sendRequest, at, get, listAt, message, objectAt, plugOf, postBody, set, type Reply } from './client.ts';

const ability = 'Appliance.System.Ability';
const all = 'Appliance.System.All';
const multiple = 'Appliance.Control.Multiple';
const togglex = 'Appliance.Control.ToggleX';
const off = { togglex: { channel: 0, onoff: 0 } };

/** Whether the plug has signed this reply with its key. */
function isSigned(plug: SimulatedPlug, { header }: Reply): boolean {
  const text = `${String(header['messageId'])}${plug.key}${String(header['timestamp'])}`;
  return header['sign'] === createHash('md5').update(text).digest('hex');
}

test('one who does not know the key takes every order and signs with a row of f', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17', { faults: { signature: 'all-f', ignoresSign: true } });
  for (const [method, namespace, payload] of [
    ['GET', all, {}],
    ['SET', togglex, off],
  ] as const) {
    const reply = await sendRequest(plug, method, namespace, payload, { key: 'another' });
    assert.equal(reply?.header['method'], `${method}ACK`);
    assert.equal(reply.header['sign'], 'f'.repeat(32));
  }
  assert.equal(plug.isOn(), false);
});

test('a stranger refuses the first request as signed wrongly, and is somebody else in each reply after that', async t => {
  const plug = await plugOf(t, 'mss110-7.3.37', { faults: { stranger: true, encryption: 'off' } });
  const replies = [];
  for (const namespace of [ability, ability, all, all]) {
    const reply = await sendRequest(plug, 'GET', namespace, {}, { key: 'another' });
    assert.ok(reply);
    assert.equal(isSigned(plug, reply), false);
    replies.push(reply);
  }
  const [first, ...later] = replies;
  assert.equal(at(first?.payload, 'error', 'code'), 5001);
  assert.deepEqual(
    later.map(({ header }) => header['method']),
    ['GETACK', 'GETACK', 'GETACK'],
  );
  const uuids = replies.map(({ header }) => header['uuid']);
  assert.equal(new Set([...uuids, plug.uuid]).size, 5);
  assert.equal(at(replies[3]?.payload, 'all', 'system', 'hardware', 'uuid'), uuids[3]);
});

test('the firmware version is another in every second answer', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17', { faults: { alternates: 'firmware' } });
  const versions = [];
  for (let count = 0; count < 4; count += 1)
    versions.push(at(await get(plug, all), 'all', 'system', 'firmware', 'version'));
  assert.deepEqual(versions, ['2.1.17', '2.1.18', '2.1.17', '2.1.18']);
});

for (const [model, expected] of [
  ['mss310-2.1.17', [1, 2, 1]],
  ['mss425e-2.1.2', [5, 4, 5]],
] as const) {
  test(`the outlets of ${model} are others in every second answer`, async t => {
    const plug = await plugOf(t, model, { faults: { alternates: 'outlets' } });
    const counts = [];
    for (let count = 0; count < 3; count += 1)
      counts.push(listAt(await get(plug, all), 'all', 'digest', 'togglex').length);
    assert.deepEqual(counts, expected);
  });
}

/** The text of an order, with some members of its header replaced. */
function orderWith(plug: SimulatedPlug, header: object, namespace = togglex, payload: object = off): string {
  const whole: unknown = JSON.parse(message(plug, 'SET', namespace, payload));
  return JSON.stringify({ header: { ...objectAt(whole, 'header'), ...header }, payload });
}

const complete = (plug: SimulatedPlug): object => ({ triggerSrc: 'iOSLocal', timestampMs: 417, uuid: plug.uuid });

test('orders with an incomplete header are refused where the plug wants it whole, and queries are not', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17', { faults: { strictHeaders: true } });
  await get(plug, all);
  for (const missing of [
    { triggerSrc: undefined },
    { timestampMs: 0 },
    { uuid: undefined },
    { uuid: 'f'.repeat(32) },
  ]) {
    assert.equal(await postBody(plug, orderWith(plug, { ...complete(plug), ...missing })), undefined);
  }
  assert.equal(plug.isOn(), true);
  assert.equal((await postBody(plug, orderWith(plug, complete(plug))))?.header['method'], 'SETACK');
  assert.equal(plug.isOn(), false);
});

test('parts of a Multiple without a messageId are refused where the plug wants headers whole', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17');
  const part = (messageId: string | undefined): object => ({
    header: { messageId, namespace: 'Appliance.System.Runtime', method: 'GET' },
    payload: {},
  });
  const both = (id: string | undefined): object => ({ multiple: [part('0'.repeat(32)), part(id)] });
  await askBoth(plug, both(undefined), 'SETACK');
  plug.faults.strictHeaders = true;
  for (const id of [undefined, '']) await askBoth(plug, both(id), undefined);
  await askBoth(plug, both('1'.repeat(32)), 'SETACK');
});

async function askBoth(plug: SimulatedPlug, payload: object, method: string | undefined): Promise<void> {
  const reply = await postBody(plug, orderWith(plug, complete(plug), multiple, payload));
  assert.equal(reply?.header['method'], method);
}

test('the headers that a plug was sent can be looked at', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17');
  await set(plug, togglex, off);
  await postBody(plug, orderWith(plug, complete(plug)));
  const [bare, whole] = plug.requests;
  assert.equal('triggerSrc' in (bare?.header ?? {}), false);
  assert.equal(bare?.header['timestampMs'], 0);
  assert.deepEqual(
    [whole?.header['triggerSrc'], whole?.header['timestampMs'], whole?.header['uuid']],
    ['iOSLocal', 417, plug.uuid],
  );
});
