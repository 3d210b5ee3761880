import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isObject, oneOrMany } from '../../../src/protocol/decode.ts';
import { isSignedWith, sign } from '../../../src/protocol/signature.ts';
import { EXAMPLES, KEY } from './examples.ts';

const ID = '7f3d2c1b0a9e8d7c6b5a493827160504';
const OTHER_ID = '00112233445566778899aabbccddeeff';

// protocol.md 2.6, agreed on by three independent tools.
const VECTORS = [
  ['S1: an ordinary query', ID, KEY, 1735689600, '726a5dbab9214532eb7fe965589d16df'],
  ['S2: an empty key', ID, '', 1735689600, 'f8518191327ecf324459d64d51e61de9'],
  ['S3: a key beyond ASCII', OTHER_ID, 'clé-Ω-🔑', 1735689601, '1f2247427b13a76d63ccd38b6beb0872'],
  ['S4: timestamp 0', OTHER_ID, 'meross', 0, '9d2bd5e55099da64f12e134bddde3fac'],
  ['S5: a reply two seconds later', ID, KEY, 1735689602, 'c4102f10b281309c9adab777907d9df7'],
  ['S6: a plug whose clock was never set', ID, KEY, 437, '9cd983555726be96201c5de43578fca6'],
  ['S7: the case of the key matters', ID, KEY.toUpperCase(), 1735689600, '8bfeaee8cf2dd3990f9a671c9cf76d17'],
  ['S8: the case of the message id matters', ID.toUpperCase(), KEY, 1735689600, '6e0a66f164863bef5d1022aef2b01279'],
] as const;

for (const [what, messageId, key, timestamp, expected] of VECTORS) {
  test(`a plug accepts our signature: ${what}`, () => {
    assert.equal(sign(messageId, key, timestamp), expected);
    assert.equal(isSignedWith({ messageId, timestamp, sign: expected }, key), true);
  });
}

interface Signed {
  readonly messageId: string;
  readonly timestamp: number;
  readonly sign: string;
}

/** Every signed header in a message: its own, and those of the messages inside it. */
function signedHeaders(message: unknown): readonly Signed[] {
  if (!isObject(message)) return [];
  const { header, payload } = message;
  const own: Signed[] = [];
  if (isObject(header)) {
    const { messageId, timestamp, sign } = header;
    if (typeof messageId === 'string' && typeof timestamp === 'number' && typeof sign === 'string') {
      own.push({ messageId, timestamp, sign });
    }
  }
  return [...own, ...(isObject(payload) ? oneOrMany(payload['multiple']).flatMap(signedHeaders) : [])];
}

for (const { what, requestKey, request, reply } of EXAMPLES) {
  test(`the documented exchange "${what}" is signed as we would sign it`, () => {
    const requests = signedHeaders(JSON.parse(request));
    const replies = signedHeaders(JSON.parse(reply));
    assert.equal(requests.length, 1);
    assert.equal(replies.length, what === 'two queries in one' ? 3 : 1);
    for (const header of requests) assert.equal(sign(header.messageId, requestKey, header.timestamp), header.sign);
    for (const header of replies) assert.equal(sign(header.messageId, KEY, header.timestamp), header.sign);
  });
}

test('a signature in upper case is accepted', () => {
  const header = { messageId: ID, timestamp: 1735689602, sign: 'C4102F10B281309C9ADAB777907D9DF7' };
  assert.equal(isSignedWith(header, KEY), true);
});

test('a signature made with another key, for another second or for another message is rejected', () => {
  const header = { messageId: ID, timestamp: 1735689600, sign: '726a5dbab9214532eb7fe965589d16df' };
  assert.equal(isSignedWith(header, KEY), true);
  assert.equal(isSignedWith(header, `${KEY} `), false);
  assert.equal(isSignedWith({ ...header, timestamp: 1735689601 }, KEY), false);
  assert.equal(isSignedWith({ ...header, messageId: OTHER_ID }, KEY), false);
  assert.equal(isSignedWith({ ...header, sign: '' }, KEY), false);
});

test('whatever the key, a signature is 32 lower-case hex digits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(), (key, timestamp) => {
      assert.match(sign(ID, key, timestamp), /^[0-9a-f]{32}$/);
    }),
  );
});
