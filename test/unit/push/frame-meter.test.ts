import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FrameMeter, type FrameViolation } from '../../../src/push/frame-meter.ts';
import { BROKER_LIMITS } from '../../../src/push/limits.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { hex, RAW_PACKETS } from './broker-fixture.ts';

const PING = Buffer.from([0xc0, 0]);

function meter(clock = new FakeClock()): FrameMeter {
  return new FrameMeter({ limits: BROKER_LIMITS, clock, firstType: 1 });
}

/** A PUBLISH with so many bytes behind its length. */
function packet(bytes: number): Buffer {
  const length: number[] = [];
  for (let left = bytes; ; left >>= 7) {
    length.push(left > 127 ? (left & 127) | 128 : left);
    if (left <= 127) break;
  }
  return Buffer.concat([Buffer.from([0x30, ...length]), Buffer.alloc(bytes)]);
}

function violationIn(chunks: readonly Buffer[]): FrameViolation | undefined {
  const frameMeter = meter();
  return chunks.map(chunk => frameMeter.take(chunk)).find(violation => violation !== undefined);
}

test('the packets of plugs pass', () => {
  for (const connect of [RAW_PACKETS.connect31, RAW_PACKETS.connect311]) {
    assert.equal(violationIn([hex(connect), hex(RAW_PACKETS.subscribe), packet(0), packet(4000), PING]), undefined);
  }
});

test('a packet that claims more than any plug sends is refused before its body arrives', () => {
  const connect = hex(RAW_PACKETS.connect311);
  assert.equal(violationIn([connect, packet(16 * 1024)]), undefined);
  assert.equal(violationIn([connect, packet(16 * 1024 + 1).subarray(0, 4)]), 'too-large');
  assert.equal(violationIn([connect, Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f])]), 'too-large');
  assert.equal(violationIn([Buffer.from([0x10, 0x81, 0x08])]), 'too-large', 'a login of 1,025 bytes');
});

test('bytes that are not MQTT are refused at once', () => {
  assert.equal(violationIn([Buffer.from('GET / HTTP/1.1\r\n')]), 'not-mqtt');
  assert.equal(violationIn([PING]), 'not-mqtt', 'a ping before the login');
  assert.equal(violationIn([hex(RAW_PACKETS.connect311), Buffer.from([0x00])]), 'not-mqtt');
  assert.equal(violationIn([hex(RAW_PACKETS.connect311), Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80])]), 'not-mqtt');
});

test('more packets at once than any plug sends are refused; the same over time are not', async () => {
  const { packetsAtOnce, packetsPerSecond } = BROKER_LIMITS;
  const many = Array.from({ length: packetsAtOnce }, () => PING);
  assert.equal(violationIn([hex(RAW_PACKETS.connect311), ...many]), 'too-many');
  const clock = new FakeClock();
  const overTime = meter(clock);
  assert.equal(overTime.take(hex(RAW_PACKETS.connect311)), undefined);
  for (let sent = 0; sent < 3 * packetsAtOnce; sent += packetsPerSecond) {
    await clock.advance(1000);
    assert.equal(overTime.take(Buffer.concat(many.slice(0, packetsPerSecond))), undefined);
  }
});

test('it does not matter in which pieces the bytes arrive', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.array(byte).map(all => Uint8Array.from(all)),
  );
  fc.assert(
    fc.property(body, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (tail, steps) => {
      const all = Buffer.concat([hex(RAW_PACKETS.connect311), packet(300), Buffer.from(tail)]);
      const pieces: Buffer[] = [];
      for (let at = 0, turn = 0; at < all.length; turn++) {
        const end = at + (steps[turn % steps.length] ?? 1);
        pieces.push(all.subarray(at, end));
        at = end;
      }
      assert.equal(violationIn(pieces), violationIn([all]));
    }),
  );
});
