import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MalformedError, NoAnswerError } from '../../../src/errors.ts';
import { BOUNDS } from '../../../src/protocol/bounds.ts';
import { readBody } from '../../../src/transport/body.ts';

// eslint-disable-next-line @typescript-eslint/require-await -- a stream, of which there is nothing to wait for
async function* stream(chunks: readonly unknown[], then?: Error): AsyncGenerator {
  yield* chunks;
  if (then) throw then;
}

/** A stream that never ends, and records whether it was closed. */
function endless(chunks: readonly Buffer[]): { body: AsyncIterable<unknown>; isReleased: () => boolean } {
  let isReleased = false;
  async function* body(): AsyncGenerator {
    try {
      yield* chunks;
      await new Promise(() => undefined);
    } finally {
      isReleased = true;
    }
  }
  return { body: body(), isReleased: () => isReleased };
}

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
      assert.equal(await readBody(stream(pieces(text, cuts))), text);
      assert.equal(await readBody(endless(pieces(text, cuts)).body), text);
    }),
  );
});

test('a connection that stays open is closed when the reply is complete', async () => {
  const { body, isReleased } = endless([Buffer.from('{"a":{}'), Buffer.from('}')]);
  assert.equal(await readBody(body), '{"a":{}}');
  assert.equal(isReleased(), true);
});

test('braces within texts do not end a reply', async () => {
  const text = '{"a":"}","b":"{}","c":"\\"}"}';
  assert.equal(await readBody(endless(pieces(text, [7, 16, 24])).body), text);
});

test('a connection that breaks before the first byte keeps its own error, because the plug has sent nothing', async () => {
  const reset = new Error('ECONNRESET');
  await assert.rejects(readBody(stream([], reset)), error => error === reset);
});

test('a connection that breaks in the middle is a reply that breaks off, and keeps its cause', async () => {
  const reset = new Error('ECONNRESET');
  await assert.rejects(readBody(stream([Buffer.from('{"a"')], reset)), (error: unknown) => {
    assert.ok(error instanceof MalformedError);
    assert.match(error.message, /4 bytes/);
    assert.equal(error.cause, reset);
    return true;
  });
});

test('a connection that breaks after the last byte is no error', async () => {
  assert.equal(await readBody(stream([Buffer.from('{}')], new Error('ECONNRESET'))), '{}');
});

test('a reply that ends too early is passed on unchanged, and its reader reports the error', async () => {
  assert.equal(await readBody(stream([Buffer.from('{"a":')])), '{"a":');
});

test('an empty reply counts as a hang-up', async () => {
  for (const chunks of [[], [Buffer.alloc(0)]]) {
    await assert.rejects(readBody(stream(chunks)), error => error instanceof NoAnswerError && error.hungUp);
  }
});

test('the limit counts all packets together, and the connection is closed at the limit', async () => {
  const half = Buffer.alloc(BOUNDS.replyBytes.most / 2, 'a');
  const { body, isReleased } = endless([half, half, Buffer.from('a'), half]);
  await assert.rejects(readBody(body), MalformedError);
  assert.equal(isReleased(), true);
  assert.equal((await readBody(stream([half, half]))).length, BOUNDS.replyBytes.most);
});
