import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { FrameReader, frameOf } from '../../simulator/bluetooth/frames.ts';

const hardware =
  '{"header":{"messageId":"00112233445566778899aabbccddeeff","namespace":"Appliance.System.Hardware","method":"GET","payloadVersion":1,"from":"","timestamp":1700000000,"sign":"ecdb363c00cc1ff6e5157d90f298cf02"},"payload":{}}';

// CRCs by zlib of Python and by a table of its own.
const short = [
  ['{"header":{},"payload":{}}', '55aa001a7b22686561646572223a7b7d2c227061796c6f6164223a7b7d7d112f07fcaa55'],
  ['{"x":"é"}', '55aa000a7b2278223a22c3a9227d43042aa5aa55'],
  ['{"a":"ªU"}', '55aa000b7b2261223a22c2aa55227d1962fc7baa55'],
] as const;

/** What a reader makes of these bytes, chunk by chunk. */
function readIn(chunkBytes: number, bytes: Buffer, reader = new FrameReader()): readonly string[] {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    texts.push(...reader.push(bytes.subarray(at, at + chunkBytes)));
  }
  return texts;
}

test('frames are what was worked out by hand', () => {
  for (const [text, hex] of short) assert.equal(frameOf(text).toString('hex'), hex);
  const frame = frameOf(hardware);
  assert.equal(frame.length, 231);
  assert.equal(createHash('md5').update(frame).digest('hex'), 'dd8ff4b0078f23b54a9401b101770406');
});

test('two frames back to back are read in chunks of any size', () => {
  const texts = [hardware, '{"a":"ªU"}'];
  const bytes = Buffer.concat(texts.map(text => frameOf(text)));
  for (let chunkBytes = 1; chunkBytes <= bytes.length; chunkBytes += 1) {
    assert.deepEqual(readIn(chunkBytes, bytes), texts, String(chunkBytes));
  }
});

test('noise before, between and behind frames is dropped', () => {
  const noise = Buffer.from('00ff55', 'hex');
  const frame = frameOf('{"x":"é"}');
  const bytes = Buffer.concat([noise, frame, noise, noise, frame, noise]);
  for (const chunkBytes of [1, 2, 3, 20, 400]) {
    assert.deepEqual(readIn(chunkBytes, bytes), ['{"x":"é"}', '{"x":"é"}'], String(chunkBytes));
  }
});

test('a wrong CRC costs its frame, and the next is read', () => {
  const reader = new FrameReader();
  const bytes = Buffer.concat([frameOf('{"first":1}', 1), frameOf('{"second":2}')]);
  assert.deepEqual(readIn(20, bytes, reader), ['{"second":2}']);
  assert.equal(reader.damaged, 1);
});

test('the head of more than a plug can hold is noise', () => {
  const bytes = Buffer.concat([Buffer.from('55aaffff', 'hex'), frameOf('{}')]);
  assert.deepEqual(readIn(7, bytes), ['{}']);
});
