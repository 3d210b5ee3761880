import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { sendRequest, at, dial, exchangeBytes, get, message, plugOf, httpPost, readReply } from './client.ts';

const ability = 'Appliance.System.Ability';
const togglex = 'Appliance.Control.ToggleX';
const model = 'mss310-6.1.8';

async function bytesOf(plug: SimulatedPlug): Promise<Buffer> {
  return exchangeBytes(plug, httpPost(message(plug, 'GET', ability)));
}

function headOf(bytes: Buffer): string {
  return bytes.toString('latin1', 0, bytes.indexOf('{'));
}

function off(plug: SimulatedPlug): string {
  return httpPost(message(plug, 'SET', togglex, { togglex: { channel: 0, onoff: 0 } }));
}

const heads = [
  ['crlf', 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n'],
  ['status-lf', 'HTTP/1.1 200 OK\ncontent-type: application/json\r\nconnection: close\r\n\r\n'],
  ['lf', 'HTTP/1.1 200 OK\ncontent-type: application/json\nconnection: close\n\n'],
] as const;

for (const [lineEnding, head] of heads) {
  test(`the response head ends its lines with ${lineEnding}`, async t => {
    const plug = await plugOf(t, model);
    plug.faults.lineEnding = lineEnding;
    const bytes = await bytesOf(plug);
    assert.equal(headOf(bytes), head);
    assert.doesNotThrow(() => JSON.parse(bytes.toString('utf8', head.length)));
  });
}

test('the length is announced rightly, or 100 bytes too long', async t => {
  const plug = await plugOf(t, model);
  for (const [contentLength, surplus] of [
    ['right', 0],
    ['too-long', 100],
  ] as const) {
    plug.faults.contentLength = contentLength;
    const bytes = await bytesOf(plug);
    const head = headOf(bytes);
    const announced = Number(/content-length: (\d+)\r\n/.exec(head)?.[1]);
    assert.equal(announced, bytes.length - head.length + surplus);
  }
});

test('a connection that is kept open takes a second request', async t => {
  const plug = await plugOf(t, model);
  plug.faults.keepOpen = true;
  plug.faults.contentLength = 'right';
  const socket = dial(plug);
  t.after(() => socket.destroy());
  for (const count of [1, 2]) {
    socket.write(httpPost(message(plug, 'GET', ability)));
    const bytes = await new Promise<Buffer>(resolve => socket.once('data', resolve));
    assert.notEqual(readReply(bytes), undefined);
    assert.equal(plug.requests.length, count);
  }
  await pause(30);
  assert.equal(socket.readableEnded, false);
});

test('the body is cut', async t => {
  const plug = await plugOf(t, model);
  const whole = await bytesOf(plug);
  plug.faults.cutBodyAt = 100;
  const cut = await bytesOf(plug);
  assert.equal(cut.length, headOf(whole).length + 100);
  assert.throws(() => readReply(cut), SyntaxError);
  plug.faults.contentLength = 'right';
  const announced = Number(/content-length: (\d+)/.exec(headOf(await bytesOf(plug)))?.[1]);
  assert.equal(announced, whole.length - headOf(whole).length);
});

const garbage = [
  ['html', /^<!DOCTYPE html>/],
  // Byte 255 alone is no UTF-8.
  ['binary', /\u{fffd}$/u],
  ['empty', /^$/],
  ['json-array', /^\[1,2,3\]$/],
] as const;

for (const [kind, body] of garbage) {
  test(`${kind} comes in place of the answer, and the relay has switched`, async t => {
    const plug = await plugOf(t, 'mss310-2.1.17');
    plug.faults.garbage = kind;
    const text = (await exchangeBytes(plug, off(plug))).toString('utf8');
    assert.match(text.slice(text.indexOf('\r\n\r\n') + 4), body);
    assert.equal(plug.isOn(), false);
  });
}

test('10 MiB come in place of the answer, no faster than they are taken', async t => {
  const plug = await plugOf(t, model);
  plug.faults.garbage = 'huge';
  const bytes = await bytesOf(plug);
  assert.equal(bytes.length - headOf(bytes).length, 10 * 1024 * 1024);
  const socket = dial(plug);
  socket.write(httpPost(message(plug, 'GET', ability)));
  await once(socket, 'data');
  socket.pause();
  await pause(50);
  assert.equal(plug.requests.at(-1)?.outcome, 'pending');
  socket.destroy();
  await pause(50);
  assert.equal(plug.requests.at(-1)?.outcome, 'abandoned');
});

test('another status is said', async t => {
  const plug = await plugOf(t, model);
  plug.faults.httpStatus = 503;
  assert.match(headOf(await bytesOf(plug)), /^HTTP\/1\.1 503 Service Unavailable\r\n/);
});

test('another plug answers at this address', async t => {
  const plug = await plugOf(t, model);
  plug.faults.otherUuid = '2401011234567890340148e1e9a1b2c3';
  const reply = await sendRequest(plug, 'GET', 'Appliance.System.All');
  assert.equal(reply?.header['from'], '/appliance/2401011234567890340148e1e9a1b2c3/publish');
  assert.equal(at(reply.payload, 'all', 'system', 'hardware', 'uuid'), plug.faults.otherUuid);
  assert.equal(at(reply.payload, 'all', 'system', 'hardware', 'macAddress'), '48:e1:e9:a1:b2:c3');
});

test('the sign of an answer is wrong, or in upper case', async t => {
  const plug = await plugOf(t, model, { now: () => 1735689600_000 });
  const messageId = '7f3d2c1b0a9e8d7c6b5a493827160504';
  const signOf = async (): Promise<unknown> =>
    (await sendRequest(plug, 'GET', ability, {}, { messageId }))?.header['sign'];
  const right = String(await signOf());
  plug.faults.signature = 'upper-case';
  assert.equal(await signOf(), right.toUpperCase());
  assert.notEqual(right, right.toUpperCase());
  plug.faults.signature = 'wrong';
  const wrong = String(await signOf());
  assert.match(wrong, /^[0-9a-f]{32}$/);
  assert.notEqual(wrong, right);
});

test('the clock is off by some seconds, or was never set', async t => {
  const plug = await plugOf(t, model, { now: () => 1735689600_000 });
  plug.faults.clockOffsetSeconds = -86400;
  assert.equal((await sendRequest(plug, 'GET', ability))?.header['timestamp'], 1735603200);
  plug.faults.unsetClock = true;
  assert.equal((await sendRequest(plug, 'GET', ability))?.header['timestamp'], 437);
  plug.press();
  assert.equal(at(await get(plug, togglex), 'togglex', 'lmTime'), 437);
});

test('the answer is to a question that nobody asked', async t => {
  const plug = await plugOf(t, model);
  plug.faults.wrongMessageId = true;
  const reply = await sendRequest(plug, 'GET', ability);
  assert.match(String(reply?.header['messageId']), /^[0-9a-f]{32}$/);
  assert.notEqual(reply?.header['messageId'], plug.requests[0]?.messageId);
});

test('every SET is refused with an ERROR, and nothing switches', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17');
  plug.faults.refuseWithError = 5000;
  const reply = readReply(await exchangeBytes(plug, off(plug)));
  assert.equal(reply?.header['method'], 'ERROR');
  assert.deepEqual(reply.payload, { error: { code: 5000 } });
  assert.equal(plug.isOn(), true);
  assert.equal(plug.requests[0]?.outcome, 'error 5000');
  assert.equal((await sendRequest(plug, 'GET', ability))?.header['method'], 'GETACK');
});

test('the plug has another key', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17');
  plug.faults.wrongKey = true;
  const reply = readReply(await exchangeBytes(plug, off(plug)));
  assert.deepEqual(reply?.payload, { error: { code: 5001, detail: 'sign error' } });
  assert.equal(plug.isOn(), true);
  plug.faults.wrongKey = false;
  assert.equal((await sendRequest(plug, 'GET', ability))?.header['method'], 'GETACK');
});

test('the plug hangs up without a byte, always or on some questions', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17');
  plug.faults.hangUp = true;
  assert.equal((await exchangeBytes(plug, off(plug))).length, 0);
  assert.equal(plug.isOn(), true);
  assert.equal(plug.requests[0]?.outcome, 'refused');
  plug.faults.hangUp = (namespace, method) => namespace === ability && method === 'GET';
  assert.equal((await bytesOf(plug)).length, 0);
  assert.notEqual((await exchangeBytes(plug, off(plug))).length, 0);
  assert.equal(plug.isOn(), false);
});
