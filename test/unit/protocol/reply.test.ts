import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MalformedError, NotSignedError, OtherPlugError, RefusedError, WrongKeyError } from '../../../src/errors.ts';
import { parse, type Message } from '../../../src/protocol/envelope.ts';
import { checkReply, type Expectation } from '../../../src/protocol/reply.ts';
import { sign } from '../../../src/protocol/signature.ts';
import { EXAMPLES, KEY, UUID } from './examples.ts';

const NAMESPACE = 'Appliance.Control.ToggleX';
const OTHER_UUID = 'ffffffffffffffffffffffffffffffff';

const expectation: Expectation = {
  request: { namespace: NAMESPACE, method: 'SET', payload: {} },
  messageId: '7f3d2c1b0a9e8d7c6b5a493827160504',
  uuid: UUID,
};

/** A correct reply, changed by the arguments. */
function reply(header: Partial<Message['header']> = {}, payload: Message['payload'] = {}): Message {
  const { messageId } = expectation;
  return {
    header: { messageId, namespace: NAMESPACE, method: 'SETACK', uuid: UUID, timestamp: 1, sign: '', ...header },
    payload,
  };
}

const error = (payload: Message['payload'], header: Partial<Message['header']> = {}): Message =>
  reply({ method: 'ERROR', ...header }, payload);

/** The error of checkReply; fails if it accepts the reply. */
function refusal(message: Message, expected: Expectation = expectation): unknown {
  try {
    checkReply(message, expected);
  } catch (thrown) {
    return thrown;
  }
  return assert.fail('accepted');
}

test("our plug's acknowledgement of our command is accepted", () => {
  checkReply(reply(), expectation);
});

test('any plug may answer until the plug is known', () => {
  checkReply(reply({ uuid: OTHER_UUID }), { ...expectation, uuid: undefined });
});

for (const { what, request, reply } of EXAMPLES.filter(({ reply }) => !reply.includes('"ERROR"'))) {
  test(`the documented reply to "${what}" is accepted`, () => {
    const { header, payload } = parse(request);
    const { namespace, messageId, method } = header;
    assert.ok(method === 'GET' || method === 'SET');
    checkReply(parse(reply), { request: { namespace, method, payload }, messageId, uuid: UUID });
  });
}

test('the documented reply to a wrong key is reported as a wrong key', () => {
  const example = EXAMPLES.find(({ reply }) => reply.includes('"ERROR"'));
  assert.ok(example);
  const { header, payload } = parse(example.request);
  const request = { namespace: header.namespace, method: 'GET', payload } as const;
  const thrown = refusal(parse(example.reply), { request, messageId: header.messageId, uuid: UUID });
  assert.ok(thrown instanceof WrongKeyError);
  assert.equal(thrown.namespace, 'Appliance.System.All');
});

test('a reply to another request is rejected, whatever its sender and content', () => {
  const other = { messageId: '00112233445566778899aabbccddeeff' };
  assert.ok(refusal(reply(other)) instanceof MalformedError);
  assert.ok(refusal(reply({ ...other, uuid: OTHER_UUID })) instanceof MalformedError);
  assert.ok(refusal(error({ error: { code: 5001 } }, other)) instanceof MalformedError);
  assert.ok(refusal(reply({ messageId: expectation.messageId.toUpperCase() })) instanceof MalformedError);
  assert.ok(refusal(reply({ messageId: '' })) instanceof MalformedError);
});

test('a reply without a sender is rejected, even while any plug may answer', () => {
  assert.ok(refusal(reply({ uuid: undefined })) instanceof MalformedError);
  assert.ok(refusal(reply({ uuid: undefined }), { ...expectation, uuid: undefined }) instanceof MalformedError);
});

test('another plug at the address is reported with both uuids', () => {
  const thrown = refusal(reply({ uuid: OTHER_UUID }));
  assert.ok(thrown instanceof OtherPlugError);
  assert.equal(thrown.expected, UUID);
  assert.equal(thrown.found, OTHER_UUID);
  assert.equal(thrown.namespace, NAMESPACE);
});

test('another plug with another key is reported as "another plug", not "wrong key": the address is the cause', () => {
  assert.ok(refusal(error({ error: { code: 5001 } }, { uuid: OTHER_UUID })) instanceof OtherPlugError);
});

test('another plug that replies to another request is still reported as "another plug"', () => {
  assert.ok(refusal(reply({ uuid: OTHER_UUID, method: 'PUSH', namespace: 'N' })) instanceof OtherPlugError);
});

test('an error counts whatever its signature and namespace, because it is signed with a key that we do not have', () => {
  const thrown = refusal(error({ error: { code: 5001, detail: 'sign error' } }, { sign: 'x', namespace: 'N' }));
  assert.ok(thrown instanceof WrongKeyError);
  assert.equal(thrown.namespace, NAMESPACE);
});

test('a reply with a wrong signature is accepted, because some firmware signs wrongly with the right key', () => {
  checkReply(reply({ sign: '00000000000000000000000000000000' }), expectation);
});

for (const [what, header] of [
  ['a reply to a query', { method: 'GETACK' }],
  ['our own command, echoed', { method: 'SET' }],
  ['a PUSH', { method: 'PUSH' }],
  ['an acknowledgement in lower case', { method: 'setack' }],
  ['an acknowledgement of another namespace', { namespace: 'Appliance.System.All' }],
] as const) {
  test(`${what} does not prove that the command was carried out`, () => {
    assert.ok(refusal(reply(header)) instanceof MalformedError);
  });
}

test('any error other than 5001 is a refusal with its code', () => {
  for (const code of [5000, 5002, 5003, 5004, 5020, 0, -1]) {
    const thrown = refusal(error({ error: { code } }));
    assert.ok(thrown instanceof RefusedError);
    assert.equal(thrown.code, code);
    assert.equal(thrown.namespace, NAMESPACE);
  }
});

test('5001 as a text is a wrong key too', () => {
  assert.ok(refusal(error({ error: { code: '5001' } })) instanceof WrongKeyError);
});

for (const [what, payload] of [
  ['nothing', {}],
  ['null', { error: null }],
  ['a bare number', { error: 5001 }],
  ['a text', { error: 'sign error' }],
  ['a list', { error: [{ code: 5001 }] }],
  ['no code', { error: { detail: 'sign error' } }],
  ['a word for a code', { error: { code: 'many' } }],
  ['an object for a code', { error: { code: {} } }],
] as const) {
  test(`an error that contains ${what} is malformed, and not reported as a wrong key`, () => {
    assert.ok(refusal(error(payload)) instanceof MalformedError);
  });
}

test('where a plug has to sign, a reply without its signature is refused, unless it is a refusal itself', () => {
  const asked: string[] = [];
  const isNeeded = (uuid: string): boolean => asked.push(uuid) > 0;
  const signed = { ...expectation, signature: { key: KEY, isNeeded } };
  const header = { sign: sign(expectation.messageId, KEY, 1) };
  checkReply(reply(header), signed);
  assert.deepEqual(asked, [UUID]);
  const thrown = refusal(reply(), signed);
  assert.ok(thrown instanceof NotSignedError);
  assert.equal(thrown.namespace, NAMESPACE);
  assert.ok(refusal(reply({ ...header, timestamp: 2 }), signed) instanceof NotSignedError);
  assert.ok(refusal(error({ error: { code: 5000 } }), signed) instanceof RefusedError);
  assert.ok(refusal(error({ error: { code: 5001 } }), signed) instanceof WrongKeyError);
  assert.ok(refusal(error({ error: {} }), signed) instanceof NotSignedError, 'an error without a code is no refusal');
  checkReply(reply(), { ...expectation, signature: { key: KEY, isNeeded: () => false } });
});
