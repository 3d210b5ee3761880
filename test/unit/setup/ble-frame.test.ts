import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { chunksOf, frame, MAX_TEXT_BYTES } from '../../../src/setup/ble-frame.ts';
import { Reassembly } from '../../../src/setup/reassembly.ts';

const ID = '00112233445566778899aabbccddeeff';
const header = (namespace: string, method: string): string =>
  `{"header":{"messageId":"${ID}","namespace":"${namespace}","method":"${method}","payloadVersion":1,"from":"","timestamp":1700000000,"sign":"ecdb363c00cc1ff6e5157d90f298cf02"},"payload":`;

// provisioning-mqtt-ble.md, 2.5: three independent computations of the CRC agree.
const F0 = '{"header":{},"payload":{}}';
const F1 = `${header('Appliance.System.Hardware', 'GET')}{}}`;
const F2 = `${header('Appliance.Config.Key', 'SET')}{"key":{"userId":"1000","key":"0123456789abcdef0123456789abcdef","gateway":{"host":"192.168.1.10","port":8883,"secondHost":"192.168.1.10","secondPort":8883,"redirect":1}}}}`;
const F3 = `${header('Appliance.Config.WifiX', 'SET')}{"wifi":{"ssid":"TWFpc29u","password":"E+9mR2LPPfX3KwGORdXMgg==","bssid":"11:22:33:44:55:66","channel":6,"encryption":6,"cipher":3}}}`;
const F4 = '{"x":"é"}';
const TRICKY = '{"a":"ªU"}';
const ALL = [F0, F1, F2, F3, F4, TRICKY];

const VECTORS = [
  ['F0', F0, 26, '112f07fc', 36, 'a8ab814d6d1d0dcabe08896f98137323'],
  ['F4', F4, 10, '43042aa5', 20, '39b26796733643a0646aa39ba3088a4d'],
  ['F1', F1, 221, 'adc66f88', 231, 'dd8ff4b0078f23b54a9401b101770406'],
  ['F2', F2, 385, 'd790f1a5', 395, 'cefc1db5afb131b001cd68723dcae20b'],
  ['F3', F3, 348, '6d0df9c6', 358, '082ae704cafa1b8969ead5034020b730'],
] as const;

for (const [name, text, size, crc, total, md5] of VECTORS) {
  test(`frame ${name} is the documented one, byte for byte`, () => {
    const bytes = frame(text);
    assert.equal(bytes.length, total);
    assert.equal(bytes.subarray(0, 4).toString('hex'), `55aa${size.toString(16).padStart(4, '0')}`);
    assert.equal(bytes.subarray(-6).toString('hex'), `${crc}aa55`);
    assert.equal(createHash('md5').update(bytes).digest('hex'), md5);
  });
}

test('the short frames are the documented hex', () => {
  const hex = (text: string): string => frame(text).toString('hex');
  assert.equal(hex(F0), '55aa001a7b22686561646572223a7b7d2c227061796c6f6164223a7b7d7d112f07fcaa55');
  assert.equal(hex(F4), '55aa000a7b2278223a22c3a9227d43042aa5aa55');
  assert.equal(hex(TRICKY), '55aa000b7b2261223a22c2aa55227d1962fc7baa55');
});

for (const [text, size, count, last] of [
  [F0, 20, 2, 16],
  [F0, 200, 1, 36],
  [F1, 20, 12, 11],
  [F1, 200, 2, 31],
  [F1, 241, 1, 231],
  [F2, 20, 20, 15],
  [F2, 200, 2, 195],
  [F2, 241, 2, 154],
  [F3, 20, 18, 18],
  [F3, 200, 2, 158],
  [F3, 241, 2, 117],
] as const) {
  test(`a frame of ${frame(text).length} bytes goes in ${count} pieces of ${size}`, () => {
    const pieces = chunksOf(frame(text), size);
    assert.equal(pieces.length, count);
    assert.equal(pieces.at(-1)?.length, last);
    assert.deepEqual(Buffer.concat(pieces), frame(text));
  });
}

test('a text too long for a frame is refused', () => {
  assert.equal(frame('x'.repeat(MAX_TEXT_BYTES)).length, MAX_TEXT_BYTES + 10);
  assert.throws(() => frame('x'.repeat(MAX_TEXT_BYTES + 1)), RangeError);
});

/** What comes out when these bytes come in, in pieces of one size. */
function received(bytes: Buffer, size: number, reassembly = new Reassembly()): readonly string[] {
  return chunksOf(bytes, size).flatMap(piece => reassembly.push(piece));
}

test('messages back to back arrive, whatever the size of the pieces: 1 to 400', () => {
  const stream = Buffer.concat(ALL.map(frame));
  for (let size = 1; size <= 400; size += 1) assert.deepEqual(received(stream, size), ALL, `pieces of ${size}`);
});

const NOISE = Buffer.from('00ff55aa55ffaa55aa', 'hex');

test('noise before, between and behind messages is passed over, at every size of pieces', () => {
  const stream = Buffer.concat([Buffer.from('55'), frame(F1), Buffer.from('aa5555'), frame(F4), Buffer.from('00')]);
  for (let size = 1; size <= 40; size += 1) assert.deepEqual(received(stream, size), [F1, F4], `pieces of ${size}`);
});

test('a damaged message is dropped, counted, and does not take the next one with it', () => {
  const first = frame(F2);
  for (const at of [4, 60, first.length - 6, first.length - 1]) {
    const broken = Buffer.from(first);
    broken.writeUInt8(broken.readUInt8(at) ^ 0xff, at);
    const reassembly = new Reassembly();
    assert.deepEqual(received(Buffer.concat([broken, frame(F0)]), 23, reassembly), [F0]);
    assert.equal(reassembly.damaged, 1);
  }
});

test('a message of which a piece was lost does not take the next one with it', () => {
  const pieces = chunksOf(frame(F2), 100);
  for (let missing = 0; missing < pieces.length; missing += 1) {
    const rest = pieces.filter((_, at) => at !== missing);
    const reassembly = new Reassembly();
    const decoded = [...rest, frame(F1)].flatMap(piece => reassembly.push(piece));
    assert.deepEqual(decoded, [F1], `without piece ${missing}`);
  }
});

test('noise that looks like the beginning of a long message does not hold up a sound one', () => {
  const reassembly = new Reassembly();
  assert.deepEqual(reassembly.push(Buffer.from('55aa3fff', 'hex')), []);
  assert.deepEqual(reassembly.push(frame(F0)), [F0]);
  assert.equal(reassembly.waiting, 0);
});

test('a length that no plug sends is noise', () => {
  const reassembly = new Reassembly();
  assert.deepEqual(reassembly.push(Buffer.concat([Buffer.from('55aaffff', 'hex'), frame(F0)])), [F0]);
});

test('however much noise arrives, no more than one message is kept', () => {
  const noise = fc.uint8Array({ minLength: 1, maxLength: 300 });
  const heads = fc.constantFrom(Buffer.from('55aa4000', 'hex'), Buffer.from('55aa0fa0', 'hex'), NOISE);
  fc.assert(
    fc.property(fc.array(fc.oneof(noise, heads), { minLength: 1, maxLength: 200 }), pieces => {
      const reassembly = new Reassembly();
      for (const piece of pieces) {
        reassembly.push(piece);
        assert.ok(reassembly.waiting < MAX_TEXT_BYTES + 10);
      }
    }),
    { numRuns: 50 },
  );
  const reassembly = new Reassembly();
  for (let at = 0; at < 2000; at += 1) reassembly.push(Buffer.alloc(200, Buffer.from('55aa3fff', 'hex')));
  assert.ok(reassembly.waiting < MAX_TEXT_BYTES + 10);
  reassembly.clear();
  assert.equal(reassembly.waiting, 0);
});

test('any texts, in pieces of any sizes, arrive as they were sent', () => {
  const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 300 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(texts, fc.infiniteStream(fc.integer({ min: 1, max: 250 })), (sent, sizes) => {
      const reassembly = new Reassembly();
      const decoded: string[] = [];
      for (let rest = Buffer.concat(sent.map(frame)); rest.length > 0;) {
        const [size = 1] = sizes.take(1);
        decoded.push(...reassembly.push(rest.subarray(0, size)));
        rest = rest.subarray(size);
      }
      assert.deepEqual(decoded, sent);
    }),
    { numRuns: 100 },
  );
});
