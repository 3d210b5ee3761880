import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MalformedError, NoAnswerError } from '../../../src/errors.ts';
import { BOUNDS } from '../../../src/protocol/bounds.ts';
import { HttpReply } from '../../../src/transport/http-reply.ts';

/** A reply of which these pieces have arrived; then the connection stays open, is ended by the plug, or breaks. */
function received(chunks: readonly Buffer[], then: 'open' | 'ended' | Error): HttpReply {
  const reply = new HttpReply();
  reply.receiveStatus(200);
  for (const chunk of chunks) reply.receive(chunk);
  if (then === 'ended') reply.end();
  else if (then !== 'open') reply.breakOff(then);
  return reply;
}

const textOf = async (reply: HttpReply): Promise<string | undefined> => (await reply.result).text;

/** The bytes of a text in pieces, cut anywhere, also in the middle of a character. */
const pieces = (text: string, cuts: readonly number[]): readonly Buffer[] => {
  const bytes = Buffer.from(text);
  const places = [0, ...cuts.map(cut => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return places.slice(1).map((end, i) => bytes.subarray(places[i], end));
};

test('a reply reads the same however it is cut into packets, and whether or not the connection is closed', async () => {
  const object = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(object, fc.array(fc.nat(), { maxLength: 12 }), async (value, cuts) => {
      const text = JSON.stringify(value);
      assert.equal(await textOf(received(pieces(text, cuts), 'ended')), text);
      assert.equal(await textOf(received(pieces(text, cuts), 'open')), text);
    }),
  );
});

test('a reply over a connection that stays open is settled by its last brace, not before', async () => {
  const reply = received([Buffer.from('{"a":{}')], 'open');
  assert.equal(reply.isSettled, false);
  reply.receive(Buffer.from('}'));
  assert.equal(reply.isSettled, true);
  assert.equal(await textOf(reply), '{"a":{}}');
});

test('braces within texts do not end a reply', async () => {
  const text = '{"a":"}","b":"{}","c":"\\"}"}';
  assert.equal(await textOf(received(pieces(text, [7, 16, 24]), 'open')), text);
});

test('a connection that breaks before the first byte keeps its own error, because the plug has sent nothing', async () => {
  const reset = new Error('ECONNRESET');
  await assert.rejects(received([], reset).result, error => error === reset);
});

test('a connection that breaks in the middle is a reply that breaks off, and keeps its cause', async () => {
  const reset = new Error('ECONNRESET');
  await assert.rejects(received([Buffer.from('{"a"')], reset).result, (error: unknown) => {
    assert.ok(error instanceof MalformedError);
    assert.match(error.message, /4 bytes/);
    assert.equal(error.cause, reset);
    return true;
  });
});

test('a connection that breaks after the last byte is no error', async () => {
  assert.equal(await textOf(received([Buffer.from('{}')], new Error('ECONNRESET'))), '{}');
});

test('a reply that ends too early is passed on unchanged, and its reader reports the error', async () => {
  assert.equal(await textOf(received([Buffer.from('{"a":')], 'ended')), '{"a":');
});

test('an empty reply counts as a hang-up', async () => {
  for (const chunks of [[], [Buffer.alloc(0)]]) {
    await assert.rejects(received(chunks, 'ended').result, error => error instanceof NoAnswerError && error.hungUp);
  }
});

test('the limit counts all packets together, and the reply is settled at the limit', async () => {
  const half = Buffer.alloc(BOUNDS.replyBytes.most / 2, 'a');
  const reply = received([half, half, Buffer.from('a'), half], 'open');
  assert.equal(reply.isSettled, true);
  await assert.rejects(reply.result, MalformedError);
  assert.equal((await textOf(received([half, half], 'ended')))?.length, BOUNDS.replyBytes.most);
});

test('a status other than 200 settles the reply, and its body is not read', async () => {
  const reply = new HttpReply();
  reply.receiveStatus(404);
  assert.equal(reply.isSettled, true);
  reply.receive(Buffer.from('{}'));
  assert.deepEqual(await reply.result, { status: 404 });
});
