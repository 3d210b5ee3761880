import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { decrypt, encrypt } from '../../simulator/lan-cipher.ts';
import { sendRequest, at, dial, exchangeBytes, get, message, plugOf, httpPost, until } from './client.ts';
import { aesKeyOf, sendEncryptedRequest, postEncrypted } from './encrypted-client.ts';

const all = 'Appliance.System.All';
const ability = 'Appliance.System.Ability';
const suite = 'Appliance.Encrypt.Suite';
const togglex = 'Appliance.Control.ToggleX';
const recordedWithAes = 'mss110-7.3.37';
const off = { togglex: { channel: 0, onoff: 0 } };

function encryptedRequest(plug: SimulatedPlug): string {
  return httpPost(encrypt(message(plug, 'GET', all), aesKeyOf(plug)));
}

test('a plug with LAN encryption is read and switched in AES', async t => {
  const plug = await plugOf(t, recordedWithAes);
  const read = await sendEncryptedRequest(plug, 'GET', all, { all: {} });
  assert.equal(at(read?.payload, 'all', 'digest', 'togglex', 0, 'onoff'), 1);
  const done = await sendEncryptedRequest(plug, 'SET', togglex, off);
  assert.equal(done?.header['method'], 'SETACK');
  assert.equal(plug.isOn(), false);
  assert.equal(plug.requests.at(-1)?.namespace, togglex);
});

test('what it answers in clear it answers in AES too', async t => {
  const plug = await plugOf(t, recordedWithAes);
  for (const namespace of [ability, suite]) {
    const wrapped = await sendEncryptedRequest(plug, 'GET', namespace);
    assert.deepEqual(wrapped?.payload, await get(plug, namespace));
  }
  assert.equal(await sendEncryptedRequest(plug, 'GET', 'Appliance.Encrypt.ECDHE'), undefined);
});

test('the sign counts inside of AES as well', async t => {
  const plug = await plugOf(t, recordedWithAes);
  const reply = await postEncrypted(plug, message(plug, 'GET', all, {}, { key: 'another' }));
  assert.deepEqual(reply?.payload, { error: { code: 5001, detail: 'sign error' } });
});

test('a body in AES with another key is hung up on', async t => {
  const plug = await plugOf(t, recordedWithAes);
  const request = message(plug, 'GET', all);
  assert.equal(await postEncrypted(plug, request, aesKeyOf(plug, 'another')), undefined);
  plug.faults.wrongKey = true;
  assert.equal(await postEncrypted(plug, request), undefined);
  assert.equal((await sendRequest(plug, 'GET', ability))?.header['method'], 'ERROR');
  plug.faults.wrongKey = false;
  plug.faults.otherUuid = '2401011234567890340148e1e9a1b2c3';
  assert.equal(await postEncrypted(plug, request), undefined);
  plug.faults.otherUuid = undefined;
  assert.ok(await postEncrypted(plug, request));
});

test('a plug without encryption hangs up on AES', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17');
  assert.equal(await sendEncryptedRequest(plug, 'GET', all), undefined);
  assert.deepEqual(plug.requests, []);
});

test('a plug starts to encrypt, and stops again', async t => {
  const plug = await plugOf(t, 'mss310-6.1.8');
  assert.equal(plug.abilities.has('Appliance.Encrypt.ECDHE'), false);
  plug.faults.encryption = 'required';
  assert.equal(await sendRequest(plug, 'GET', all), undefined);
  const abilities = at(await get(plug, ability), 'ability');
  assert.deepEqual(at(abilities, 'Appliance.Encrypt.ECDHE'), {});
  assert.deepEqual(at(abilities, suite), {});
  assert.deepEqual(await get(plug, suite), { suite: { ka: 'ecdhe256', se: 'mrskey', ds: '' } });
  assert.equal((await sendEncryptedRequest(plug, 'GET', all))?.header['method'], 'GETACK');
  plug.faults.encryption = 'as recorded';
  assert.ok(await sendRequest(plug, 'GET', all));
  assert.equal(at(await get(plug, ability), 'ability', suite), undefined);
});

test('a plug that lists ECDHE takes everything in clear, and AES all the same', async t => {
  const plug = await plugOf(t, recordedWithAes);
  plug.faults.encryption = 'off';
  assert.ok(plug.abilities.has('Appliance.Encrypt.ECDHE'));
  assert.ok(await sendRequest(plug, 'GET', all));
  assert.ok(await sendRequest(plug, 'SET', togglex, off));
  assert.equal(plug.isOn(), false);
  assert.ok(await sendEncryptedRequest(plug, 'GET', all));
});

test('answers in AES suffer what answers in clear suffer', async t => {
  const plug = await plugOf(t, recordedWithAes);
  const whole = await exchangeBytes(plug, encryptedRequest(plug));
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n';
  assert.equal(whole.toString('latin1', 0, head.length), head);
  plug.faults.lineEnding = 'lf';
  plug.faults.contentLength = 'right';
  plug.faults.cutBodyAt = 64;
  const cut = (await exchangeBytes(plug, encryptedRequest(plug))).toString('latin1');
  const [cutHead = '', cutBody] = cut.split('\n\n');
  assert.ok(cutHead.startsWith('HTTP/1.1 200 OK\n'));
  assert.equal(Number(/content-length: (\d+)/.exec(cutHead)?.[1]), whole.length - head.length);
  assert.equal(cutBody?.length, 64);
  plug.faults.cutBodyAt = undefined;
  plug.faults.lineEnding = 'crlf';
  plug.faults.hangUp = true;
  assert.equal((await exchangeBytes(plug, encryptedRequest(plug))).length, 0);
});

test('a connection that is kept open takes a second question in AES', async t => {
  const plug = await plugOf(t, recordedWithAes);
  plug.faults.keepOpen = true;
  const socket = dial(plug);
  t.after(() => socket.destroy());
  for (const count of [1, 2]) {
    socket.write(encryptedRequest(plug));
    const bytes = await new Promise<Buffer>(resolve => socket.once('data', resolve));
    assert.ok(decrypt(bytes.toString('latin1', bytes.indexOf('\r\n\r\n') + 4), aesKeyOf(plug)), String(count));
  }
});

for (const [clearRefusal, head] of [
  [400, /^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*content-length: 0\r\n\r\n$/],
  [500, /^HTTP\/1\.1 500 Internal Server Error\r\n[\s\S]*content-length: 0\r\n\r\n$/],
  ['hang-up', /^$/],
] as const) {
  test(`what is in clear is refused by ${clearRefusal}, and what is encrypted is answered`, async t => {
    const plug = await plugOf(t, 'mss110-7.3.37', { faults: { clearRefusal } });
    assert.match((await exchangeBytes(plug, httpPost(message(plug, 'GET', all)))).toString('latin1'), head);
    assert.equal((await sendEncryptedRequest(plug, 'GET', all))?.header['method'], 'GETACK');
    await get(plug, 'Appliance.System.Ability');
  });
}

test('what is in clear gets no reply at all, and what is encrypted is answered', async t => {
  const plug = await plugOf(t, 'mss110-7.3.37', { faults: { clearRefusal: 'silent' } });
  const socket = dial(plug);
  t.after(() => socket.destroy());
  socket.write(httpPost(message(plug, 'GET', all)));
  await until(() => plug.requests[0]?.outcome === 'silent');
  assert.equal(socket.bytesRead, 0);
  assert.equal((await sendEncryptedRequest(plug, 'GET', all))?.header['method'], 'GETACK');
});
