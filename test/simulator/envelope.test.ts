import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { sendRequest, exchangeBytes, message, plugOf, httpPost } from './client.ts';

const ability = 'Appliance.System.Ability';
const uuid = '2401011234567890340148e1e9a1b2c3';
const key = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

test('a documented request and its documented answer', async t => {
  // Vector of the protocol notes, 9.5: same id, key and second of the plug's clock.
  const plug = await plugOf(t, 'mss310-6.1.8', { uuid, key, now: () => 1735689620_120 });
  const request =
    '{"header":{"messageId":"40f7c12aa4011223901376b94f5757ac","method":"GET","namespace":"Appliance.System.All","payloadVersion":1,"from":"http://192.0.2.10/config","timestamp":1735689620,"timestampMs":0,"sign":"4e82493c0b34e1ed16564aa876bb917b"},"payload":{"all":{}}}';
  const reply =
    '{"header":{"messageId":"40f7c12aa4011223901376b94f5757ac","namespace":"Appliance.System.All","method":"ERROR","payloadVersion":1,"from":"/appliance/2401011234567890340148e1e9a1b2c3/publish","timestamp":1735689620,"timestampMs":120,"sign":"70493c842f0c75fbaecb8717e94db091"},"payload":{"error":{"code":5001,"detail":"sign error"}}}';
  const bytes = await exchangeBytes(plug, httpPost(request));
  assert.equal(
    bytes.toString(),
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n${reply}`,
  );
  assert.equal(plug.requests.at(-1)?.outcome, 'error 5001');
});

test('answers are signed with the key of the plug and the time of the plug', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17', { now: () => 1735689602_317 });
  const messageId = '7f3d2c1b0a9e8d7c6b5a493827160504';
  const reply = await sendRequest(plug, 'GET', ability, {}, { messageId });
  assert.deepEqual(Object.keys(reply?.header ?? {}), [
    'messageId',
    'namespace',
    'method',
    'payloadVersion',
    'from',
    'timestamp',
    'timestampMs',
    'sign',
  ]);
  assert.equal(reply?.header['messageId'], messageId);
  assert.equal(reply.header['timestampMs'], 317);
  assert.equal(reply.header['sign'], md5(`${messageId}${plug.key}1735689602`));
});

test('newer firmware echoes who triggered, and says its uuid', async t => {
  const plug = await plugOf(t, 'mss305', { uuid });
  const reply = await sendRequest(plug, 'GET', ability, {}, { triggerSrc: 'Homebridge' });
  assert.deepEqual(Object.keys(reply?.header ?? {}).slice(2, 7), [
    'triggerSrc',
    'method',
    'payloadVersion',
    'from',
    'uuid',
  ]);
  assert.equal(reply?.header['uuid'], uuid);
});

test('an empty key is a key', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17', { key: '' });
  assert.equal((await sendRequest(plug, 'GET', ability))?.header['method'], 'GETACK');
  assert.equal((await sendRequest(plug, 'GET', ability, {}, { key: 'meross' }))?.header['method'], 'ERROR');
});

test('a timestamp may be a string, and long ago', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17');
  assert.equal((await sendRequest(plug, 'GET', ability, {}, { timestamp: '0' }))?.header['method'], 'GETACK');
});

const oddRequests = [
  ['without from', { from: undefined }],
  ['with a messageId of 16 characters', { messageId: '0123456789abcdef' }],
] as const;

for (const [what, overrides] of oddRequests) {
  test(`new firmware hangs up on a request ${what}, old firmware answers it`, async t => {
    assert.equal(await sendRequest(await plugOf(t, 'mss305'), 'GET', ability, {}, overrides), undefined);
    assert.ok(await sendRequest(await plugOf(t, 'mss310-2.1.17'), 'GET', ability, {}, overrides));
  });
}

test('new firmware hangs up on a messageId that it has seen; old firmware only remembers', async t => {
  const twice = { messageId: 'ffffffffffffffffffffffffffffffff' };
  const newer = await plugOf(t, 'mss305');
  assert.ok(await sendRequest(newer, 'GET', ability, {}, twice));
  assert.equal(await sendRequest(newer, 'GET', ability, {}, twice), undefined);
  const older = await plugOf(t, 'mss310-2.1.17');
  assert.ok(await sendRequest(older, 'GET', ability, {}, twice));
  assert.ok(await sendRequest(older, 'GET', ability, {}, twice));
  assert.deepEqual(
    older.requests.map(request => request.reusedId),
    [false, true],
  );
});

test('a request is remembered with its payload and HTTP headers', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17');
  await sendRequest(plug, 'SET', 'Appliance.System.DNDMode', { DNDMode: { mode: 1 } });
  const [seen] = plug.requests;
  assert.equal(seen?.method, 'SET');
  assert.equal(seen.namespace, 'Appliance.System.DNDMode');
  assert.deepEqual(seen.payload, { DNDMode: { mode: 1 } });
  assert.equal(seen.headers['x-test'], 'yes');
  assert.equal(seen.messageId.length, 32);
  assert.equal(seen.outcome, 'answered');
  assert.ok(performance.now() - seen.at < 5000);
});

test('what is not a message gets not a byte', async t => {
  const plug = await plugOf(t, 'mss310-2.1.17');
  const good = httpPost(message(plug, 'GET', ability));
  const bad = [
    httpPost('{'),
    httpPost('[]'),
    httpPost('{"header":{}}'),
    good.replace('POST', 'GET'),
    good.replace('/config', '/'),
    good.replace(/Content-Length: \d+/, 'Transfer-Encoding: chunked'),
    good.replace(/Content-Length: \d+/, 'Content-Length: 999999'),
    'hello\r\n\r\n',
  ];
  for (const bytes of bad) assert.equal((await exchangeBytes(plug, bytes)).length, 0, bytes);
  assert.deepEqual(plug.requests, []);
  assert.notEqual((await exchangeBytes(plug, good)).length, 0);
});
