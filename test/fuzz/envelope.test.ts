import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MalformedError, MerossError } from '../../src/errors.ts';
import { BOUNDS } from '../../src/protocol/bounds.ts';
import { encode, parse, type Message, type Request } from '../../src/protocol/envelope.ts';
import { checkReply } from '../../src/protocol/reply.ts';
import { isSignedWith } from '../../src/protocol/signature.ts';
import { EXAMPLES, KEY } from '../unit/protocol/examples.ts';
import { jsonNear } from './support/any-json.ts';
import { damaged, damages } from './support/damage.ts';
import { fuzz } from './support/fuzz.ts';

const SUBJECT = 'envelope';
const hexId = fc.stringMatching(/^[0-9a-f]{32}$/);
const METHODS = ['GET', 'SET', 'DELETE'] as const;

const request: fc.Arbitrary<Request> = fc.record({
  namespace: fc.string({ maxLength: BOUNDS.text.most }),
  method: fc.constantFrom(...METHODS),
  payload: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })),
});

/** The message, or nothing if it was refused as malformed; any other error is a fault. */
function read(json: string): Message | undefined {
  try {
    return parse(json);
  } catch (error) {
    assert.ok(error instanceof MalformedError, `${String(error)} is no MalformedError`);
    assert.ok(error.message.length < 400, `a message of ${error.message.length} characters`);
    return undefined;
  }
}

function assertSound({ header, payload }: Message): void {
  const { messageId, namespace, method, uuid, timestamp, sign } = header;
  for (const text of [messageId, namespace, method, sign]) assert.ok(text.length <= BOUNDS.text.most);
  assert.ok(Number.isFinite(timestamp));
  if (uuid !== undefined) assert.match(uuid, /^[\w-]{8,64}$/);
  assert.ok(typeof payload === 'object' && !Array.isArray(payload));
  // What was read can be written, into a report for example.
  JSON.stringify(payload);
}

test('a request is read as it was written, is signed with its key only, and does not contain the key', async () => {
  const signing = fc.record({
    messageId: hexId,
    key: fc.oneof(hexId, fc.string({ maxLength: 40 })),
    timestamp: fc.nat(),
    from: fc.constantFrom('http://192.0.2.10/config', ''),
    uuid: fc.option(hexId, { nil: undefined }),
  });
  await fuzz(
    { subject: SUBJECT, runs: 1500 },
    fc.property(request, signing, fc.string(), (sent, options, otherKey) => {
      const json = encode(sent, options);
      const { header, payload } = parse(json);
      assert.deepEqual(payload, JSON.parse(JSON.stringify(sent.payload)));
      const { messageId, namespace, method, timestamp, uuid } = header;
      assert.deepEqual([messageId, namespace, method], [options.messageId, sent.namespace, sent.method]);
      assert.deepEqual([timestamp, uuid], [options.timestamp, options.uuid]);
      assert.ok(isSignedWith(header, options.key));
      assert.equal(isSignedWith(header, otherKey), otherKey.toWellFormed() === options.key.toWellFormed());
      if (options.key.length === 32 && !JSON.stringify(sent).includes(options.key) && options.key !== options.messageId)
        assert.ok(!json.includes(options.key));
    }),
  );
});

test('a recorded message with any damage is read within bounds, or refused as malformed', async () => {
  const texts = EXAMPLES.flatMap(({ request, reply }) => [request, reply]);
  await fuzz(
    { subject: SUBJECT, runs: 2000 },
    fc.property(fc.constantFrom(...texts), damages, (text, list) => {
      const message = read(damaged(Buffer.from(text), list).toString('utf8'));
      if (message) assertSound(message);
    }),
  );
});

test('a message that breaks off anywhere is refused', async () => {
  const texts = EXAMPLES.map(({ reply }) => reply);
  await fuzz(
    { subject: SUBJECT, runs: 1000 },
    fc.property(
      fc.constantFrom(...texts),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (text, part) => {
        assert.equal(read(text.slice(0, Math.floor(part * text.length))), undefined);
      },
    ),
  );
});

test('any header and any payload are read within bounds, or refused as malformed', async () => {
  const names = ['messageId', 'namespace', 'method', 'uuid', 'from', 'timestamp', 'sign', 'header', 'payload'];
  const values = [
    'GETACK',
    'PUSH',
    'ERROR',
    'Appliance.System.All',
    '/appliance/2401011234567890340148e1e9a1b2c3/publish',
  ];
  const json = jsonNear(names, values);
  const header = fc.record(
    { namespace: json, method: json, messageId: json, from: json, timestamp: json, uuid: json },
    { requiredKeys: [] },
  );
  await fuzz(
    { subject: SUBJECT, runs: 2000 },
    fc.property(fc.oneof(json, fc.record({ header: fc.oneof(header, json), payload: json })), value => {
      const message = read(JSON.stringify(value));
      if (message) assertSound(message);
    }),
  );
});

test('JSON of any depth is read up to the limit, and refused beyond', async () => {
  const shape = fc.constantFrom({ open: '[', close: ']' }, { open: '{"a":', close: '}' });
  await fuzz(
    { subject: SUBJECT, runs: 500 },
    fc.property(fc.integer({ min: 1, max: 5000 }), shape, (depth, { open, close }) => {
      const inner = `${open.repeat(depth)}0${close.repeat(depth)}`;
      const message = read(`{"header":{"namespace":"x","method":"y","not":"]]}}\\"{["},"payload":{"a":${inner}}}`);
      assert.equal(message !== undefined, depth + 2 <= BOUNDS.depth.most);
    }),
  );
});

test('only the reply to our request, from our plug, is accepted; anything else gets a typed error', async () => {
  const uuid = '2401011234567890340148e1e9a1b2c3';
  const header = fc.record({
    messageId: fc.constantFrom('a'.repeat(32), 'b'.repeat(32), ''),
    namespace: fc.constantFrom('Appliance.System.All', 'Appliance.Control.ToggleX', '\n\n', 'x'.repeat(256)),
    method: fc.oneof(fc.constantFrom('GETACK', 'SETACK', 'DELACK', 'ERROR', 'PUSH'), fc.string()),
    uuid: fc.constantFrom(uuid, `${uuid.slice(0, -1)}4`, undefined),
    timestamp: fc.nat(),
    sign: fc.constant(''),
  });
  const error = jsonNear(['error', 'code', 'detail'], [5001, '5001', 5000, 'sign error', Number.MIN_VALUE]);
  const payload = fc.oneof(
    error.map(value => ({ error: value })),
    error.map(code => ({ error: { code } })),
    fc.constant({}),
  );
  await fuzz(
    { subject: SUBJECT, runs: 2000 },
    fc.property(header, payload, fc.constantFrom(...METHODS), fc.boolean(), (header, payload, method, isSigned) => {
      const request = { namespace: 'Appliance.System.All', method, payload: {} };
      const signature = isSigned ? { signature: { key: KEY, isNeeded: () => true } } : {};
      try {
        checkReply({ header, payload }, { request, messageId: 'a'.repeat(32), uuid, ...signature });
      } catch (thrown) {
        assert.ok(thrown instanceof MerossError, String(thrown));
        assert.ok(!thrown.message.includes(KEY) && !thrown.message.includes('\n'), thrown.message);
        assert.ok(thrown.message.length < 400);
        return;
      }
      assert.deepEqual([header.messageId, header.uuid, header.namespace], ['a'.repeat(32), uuid, request.namespace]);
      assert.equal(header.method, { GET: 'GETACK', SET: 'SETACK', DELETE: 'DELACK' }[method]);
      assert.equal(isSigned, false, 'nothing here is signed');
    }),
  );
});
