import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MalformedError } from '../../../src/errors.ts';
import { isObject, oneOrMany } from '../../../src/protocol/decode.ts';
import { encode, parse, type Method, type Request, type SigningOptions } from '../../../src/protocol/envelope.ts';
import { isOurs } from '../../../src/protocol/message-id.ts';
import * as multiple from '../../../src/protocol/namespaces/multiple.ts';
import { isSignedWith } from '../../../src/protocol/signature.ts';
import { EXAMPLES, UUID } from './examples.ts';

const request: Request = { namespace: 'Appliance.System.All', method: 'GET', payload: { all: {} } };
const signing: SigningOptions = {
  messageId: '7f3d2c1b0a9e8d7c6b5a493827160504',
  key: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  timestamp: 1735689600,
  from: 'http://192.0.2.10/config',
  timestampMs: 0,
};
/** The vendor's app sends this in a header; the examples of the notes do not have it. */
const triggerSrc = 'iOSLocal';

const headerOf = (json: string): Readonly<Record<string, unknown>> =>
  (JSON.parse(json) as { readonly header: Readonly<Record<string, unknown>> }).header;

/** A reply with other header fields. */
const replyText = (header: Readonly<Record<string, unknown>>, rest: object = { payload: {} }): string =>
  JSON.stringify({ header: { messageId: 'a', namespace: 'N', method: 'GETACK', timestamp: 1, ...header }, ...rest });

test('a request on the wire has exactly the members of the protocol notes', () => {
  assert.deepEqual(JSON.parse(encode(request, signing)), {
    header: {
      messageId: '7f3d2c1b0a9e8d7c6b5a493827160504',
      method: 'GET',
      namespace: 'Appliance.System.All',
      payloadVersion: 1,
      from: 'http://192.0.2.10/config',
      timestamp: 1735689600,
      timestampMs: 0,
      triggerSrc,
      sign: '726a5dbab9214532eb7fe965589d16df',
    },
    payload: { all: {} },
  });
});

for (const { what, requestKey: key, request: documentedRequest } of EXAMPLES) {
  test(`the documented request "${what}" is sent exactly as documented`, () => {
    const { header, payload } = parse(documentedRequest);
    const { messageId, timestamp, namespace } = header;
    assert.ok(header.method === 'GET' || header.method === 'SET');
    const sent = encode({ namespace, method: header.method, payload }, { ...signing, messageId, key, timestamp });
    const documented = JSON.parse(documentedRequest) as { readonly header: object };
    assert.deepEqual(JSON.parse(sent), { ...documented, header: { ...documented.header, triggerSrc } });
  });
}

test('a header names the plug, if known, and the millisecond in which it was made', () => {
  const { timestampMs: _, ...withoutMs } = signing;
  const headers = Array.from({ length: 30 }, () => headerOf(encode(request, { ...withoutMs, uuid: UUID })));
  for (const header of headers) {
    assert.equal(header['uuid'], UUID);
    assert.ok(Number.isInteger(header['timestampMs']));
    assert.ok(Number(header['timestampMs']) >= 0 && Number(header['timestampMs']) <= 999);
  }
  assert.equal('uuid' in headerOf(encode(request, signing)), false);
  assert.equal(headerOf(encode(request, { ...signing, timestampMs: 317 }))['timestampMs'], 317);
});

test('the requests inside one request have ids of their own, all recognised as ours', () => {
  const { payload } = multiple.set([request, { ...request, method: 'SET' }, request]);
  const ids = oneOrMany(payload['multiple']).map(entry => {
    const header = isObject(entry) ? entry['header'] : undefined;
    return isObject(header) ? String(header['messageId']) : '';
  });
  assert.equal(new Set(ids).size, 3);
  assert.ok(ids.every(isOurs), ids.join(' '));
});

test('a command to switch reads as documented', () => {
  const [, , on] = EXAMPLES;
  assert.ok(on);
  const { payload } = parse(on.request);
  assert.deepEqual(payload, { togglex: { channel: 0, onoff: 1 } });
});

const method = fc.constantFrom<Method>('GET', 'SET', 'DELETE');
const payload = fc.dictionary(
  fc.string().filter(key => key !== '__proto__'),
  fc.jsonValue(),
);
const anyText = fc.string({ unit: 'grapheme' });
const anySigning = fc.record({ messageId: anyText, key: anyText, timestamp: fc.maxSafeNat(), from: anyText });

test('any request that is sent can be read back', () => {
  fc.assert(
    fc.property(anyText, method, payload, anySigning, (namespace, method, payload, signing) => {
      const message = parse(encode({ namespace, method, payload }, signing));
      const { header } = message;
      assert.equal(header.namespace, namespace);
      assert.equal(header.method, method);
      assert.equal(header.messageId, signing.messageId);
      assert.equal(header.timestamp, signing.timestamp);
      assert.equal(isSignedWith(header, signing.key), true);
      assert.deepEqual(message.payload, JSON.parse(JSON.stringify(payload)));
    }),
  );
});

test('the key is in no request', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-zA-Z]{20,32}$/), key => {
      assert.equal(encode(request, { ...signing, key }).includes(key), false);
    }),
  );
});

test('names and texts in any script are read as they were sent', () => {
  const text = 'Küche – 台所 – кухня – 🔌 – \u2028 – "\\';
  const { payload } = parse(replyText({}, { payload: { text } }));
  assert.equal(payload['text'], text);
  const escaped = '{"header":{"namespace":"N","method":"PUSH"},"payload":{"text":"\\u00fc\\ud83d\\udd0c"}}';
  assert.equal(parse(escaped).payload['text'], 'ü🔌');
});

for (const [what, rest] of [
  ['missing', {}],
  ['null', { payload: null }],
  ['a list', { payload: [] }],
  ['a text', { payload: 'ok' }],
] as const) {
  test(`an acknowledgement whose payload is ${what} counts as an empty one`, () => {
    assert.deepEqual(parse(replyText({ method: 'SETACK' }, rest)).payload, {});
  });
}

test('a plug with newer firmware is identified by header.uuid', () => {
  assert.equal(parse(replyText({ uuid: UUID, from: '/appliance/ffff/publish' })).header.uuid, UUID);
});

test('a plug with older firmware is identified by the uuid in header.from', () => {
  assert.equal(parse(replyText({ from: `/appliance/${UUID}/publish` })).header.uuid, UUID);
  assert.equal(parse(replyText({ uuid: '', from: `/appliance/${UUID}/publish` })).header.uuid, UUID);
  assert.equal(parse(replyText({ uuid: null, from: `/appliance/${UUID}/publish` })).header.uuid, UUID);
});

test('a plug that writes its uuid in capitals is the same plug', () => {
  assert.equal(parse(replyText({ uuid: UUID.toUpperCase() })).header.uuid, UUID);
  assert.equal(parse(replyText({ from: `/appliance/${UUID.toUpperCase()}/publish` })).header.uuid, UUID);
});

test('a reply that does not name its sender has no uuid, rather than a wrong one', () => {
  for (const header of [{}, { from: '' }, { from: 'Meross' }, { from: '/appliance//publish' }, { from: 5, uuid: 7 }]) {
    assert.equal(parse(replyText(header)).header.uuid, undefined, JSON.stringify(header));
  }
});

test('a plug whose clock was never set, or that sends no time at all, is understood', () => {
  assert.equal(parse(replyText({ timestamp: 25 })).header.timestamp, 25);
  assert.equal(parse(replyText({ timestamp: '437' })).header.timestamp, 437);
  assert.equal(parse(replyText({ timestamp: undefined })).header.timestamp, 0);
});

test('unknown members are ignored', () => {
  const { header } = parse(replyText({ triggerSrc: 'DevicePysical', payloadVersion: 2, extra: [{}] }, { more: 1 }));
  assert.equal(header.method, 'GETACK');
});

for (const [what, json] of [
  ['nothing', ''],
  ['a web page', '<html>404</html>'],
  ['half a reply', '{"header":{"messageId":"7f3d'],
  ['two replies in one', '{"header":{}}{"header":{}}'],
  ['a text', '"ok"'],
  ['null', 'null'],
  ['a list', '[]'],
  ['an object without a header', '{"payload":{}}'],
  ['a header that is null', '{"header":null,"payload":{}}'],
  ['a header that is a list', '{"header":[],"payload":{}}'],
  ['no namespace', '{"header":{"method":"GETACK"},"payload":{}}'],
  ['no method', '{"header":{"namespace":"N"},"payload":{}}'],
  ['a method that is a number', '{"header":{"namespace":"N","method":5001},"payload":{}}'],
  ['a time that is a word', '{"header":{"namespace":"N","method":"PUSH","timestamp":"now"},"payload":{}}'],
  ['a time beyond numbers', '{"header":{"namespace":"N","method":"PUSH","timestamp":1e999},"payload":{}}'],
] as const) {
  test(`${what} is rejected as a reply`, () => {
    assert.throws(() => parse(json), MalformedError);
  });
}

test('a request has the current milliseconds, but never 0, which some firmware takes for none', t => {
  const { timestampMs: _, ...now } = signing;
  const clock = t.mock.method(Date, 'now', () => 1_735_689_600_042);
  assert.equal(headerOf(encode(request, now))['timestampMs'], 42);
  clock.mock.mockImplementation(() => 1_735_689_600_000);
  assert.equal(headerOf(encode(request, now))['timestampMs'], 1);
});
