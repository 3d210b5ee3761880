import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { sendRequest, at, exchangeBytes, message, plugOf, httpPost } from './client.ts';

const multiple = 'Appliance.Control.Multiple';

function command(method: string, name: string, payload: object, messageId?: string): object {
  return { header: { messageId, method, namespace: `Appliance.${name}` }, payload };
}

const electricity = command('GET', 'Control.Electricity', {}, 'a'.repeat(32));
const light = command('GET', 'System.DNDMode', {}, 'b'.repeat(32));
const days = command('GET', 'Control.ConsumptionX', {}, 'c'.repeat(32));
const all = command('GET', 'System.All', {}, 'd'.repeat(32));

test('commands are answered in order, each with a signed header of its own', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17', { now: () => 1735689630_503 });
  const off = command('SET', 'Control.ToggleX', { togglex: { channel: 0, onoff: 0 } });
  const reply = await sendRequest(plug, 'SET', multiple, { multiple: [off, light] });
  assert.equal(reply?.header['method'], 'SETACK');
  assert.deepEqual(at(reply.payload, 'multiple', 0, 'payload'), {});
  assert.deepEqual(at(reply.payload, 'multiple', 1), {
    header: {
      messageId: 'b'.repeat(32),
      namespace: 'Appliance.System.DNDMode',
      method: 'GETACK',
      payloadVersion: 1,
      from: `/appliance/${plug.uuid}/publish`,
      timestamp: 1735689630,
      timestampMs: 503,
      sign: createHash('md5')
        .update(`${'b'.repeat(32)}${plug.key}1735689630`)
        .digest('hex'),
    },
    payload: { DNDMode: { mode: 0 } },
  });
  assert.equal(plug.isOn(), false);
});

test('a short header is answered by a short one on 6.1.8', async t => {
  const plug = await plugOf(t, 'mss310-6.1.8');
  const on = command('SET', 'Control.ToggleX', { togglex: { channel: 0, onoff: 1 } });
  const reply = await sendRequest(plug, 'SET', multiple, { multiple: [on] });
  const header = { method: 'SETACK', namespace: 'Appliance.Control.ToggleX' };
  assert.deepEqual(reply?.payload, { multiple: [{ header, payload: {} }] });
});

test('an mss310 2.1.17 hangs up on what would make 2.1 kB, as recorded', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17');
  const pairs = [
    [electricity, light],
    [days, electricity],
  ];
  for (const commands of pairs) {
    const reply = await sendRequest(plug, 'SET', multiple, { multiple: commands });
    assert.ok(reply !== undefined && reply.bytes < 2100, 'two commands');
  }
  const triples = [
    [days, electricity, light],
    [all, electricity, light],
  ];
  for (const commands of triples)
    assert.equal(await sendRequest(plug, 'SET', multiple, { multiple: commands }), undefined);
});

test('a later generation answers as much as its limit of commands allows', async t => {
  const plug = await plugOf(t, 'mss305');
  const reply = await sendRequest(plug, 'SET', multiple, { multiple: [all, days, light] });
  assert.ok(reply !== undefined && reply.bytes > 2100);
  assert.equal(await sendRequest(plug, 'SET', multiple, { multiple: [light, light, light, light] }), undefined);
});

test('a Multiple that is none, or holds what the plug would refuse, is hung up on', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17');
  const outlet = command('GET', 'Control.Light', {});
  for (const payload of [{}, { multiple: {} }, { multiple: [null] }, { multiple: [light, outlet] }]) {
    assert.equal(await sendRequest(plug, 'SET', multiple, payload), undefined, JSON.stringify(payload));
  }
  const nested = command('SET', 'Control.Multiple', { multiple: [light] });
  assert.equal(await sendRequest(plug, 'SET', multiple, { multiple: [nested] }), undefined);
  assert.equal(await sendRequest(plug, 'GET', multiple, { multiple: [light] }), undefined);
});

test('the first generation has no Multiple', async t => {
  const plug = await plugOf(t, 'mss310-1.1.13');
  assert.equal(await sendRequest(plug, 'SET', multiple, { multiple: [electricity] }), undefined);
});

const off = command('SET', 'Control.ToggleX', { togglex: { channel: 0, onoff: 0 } }, 'e'.repeat(32));

test('a Multiple is refused, or answered by an empty list, and nothing has acted', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17');
  plug.faults.multiple = 'refused';
  assert.equal(await sendRequest(plug, 'SET', multiple, { multiple: [off] }), undefined);
  plug.faults.multiple = 'empty';
  const reply = await sendRequest(plug, 'SET', multiple, { multiple: [off, light] });
  assert.equal(reply?.header['method'], 'SETACK');
  assert.deepEqual(reply.payload, { multiple: [] });
  assert.equal(plug.isOn(), true);
});

test('a Multiple is carried out and answered for its first part alone', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17');
  plug.faults.multiple = 'fewer';
  const reply = await sendRequest(plug, 'SET', multiple, { multiple: [light, off] });
  assert.deepEqual(at(reply?.payload, 'multiple', 0, 'payload'), { DNDMode: { mode: 0 } });
  assert.equal(at(reply?.payload, 'multiple', 1), undefined);
  assert.equal(plug.isOn(), true);
});

test('the answer to a Multiple ends in the middle of its last part, and so does the connection', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17', { now: () => 1735689630_503 });
  plug.faults.keepOpen = true;
  plug.faults.multiple = 'truncated';
  const request = message(plug, 'SET', multiple, { multiple: [off, light] }, { messageId: 'f'.repeat(32) });
  const cut = (await exchangeBytes(plug, httpPost(request))).toString();
  assert.equal(plug.isOn(), false);
  plug.faults.multiple = 'works';
  plug.faults.keepOpen = false;
  const whole = (await exchangeBytes(plug, httpPost(request))).toString();
  assert.equal(whole.slice(0, cut.length), cut);
  const lastBegins = whole.lastIndexOf('{"header":');
  const middle = (lastBegins + whole.length - 3) / 2;
  assert.ok(Math.abs(cut.length - middle) <= 1, `${cut.length} of ${whole.length}`);
});

test('how large a Multiple may be is another number on another plug', async t => {
  const plug = await plugOf(t, 'mss305');
  const whole = await sendRequest(plug, 'SET', multiple, { multiple: [light, days] });
  assert.ok(whole !== undefined);
  // The part of a millisecond has one to three digits.
  plug.faults.largestMultiple = whole.bytes + 9;
  assert.ok(await sendRequest(plug, 'SET', multiple, { multiple: [light, days] }));
  plug.faults.largestMultiple = whole.bytes - 10;
  assert.equal(await sendRequest(plug, 'SET', multiple, { multiple: [light, days] }), undefined);
  assert.ok(await sendRequest(plug, 'SET', multiple, { multiple: [light] }));
});
