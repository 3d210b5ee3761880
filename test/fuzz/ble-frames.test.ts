import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { deadline } from '../../src/clock.ts';
import { MerossError } from '../../src/errors.ts';
import { BleTransport } from '../../src/setup/ble-transport.ts';
import { chunksOf, frame, MAX_TEXT_BYTES } from '../../src/setup/ble-frame.ts';
import type { RadioConnection } from '../../src/setup/radio.ts';
import { Reassembly } from '../../src/setup/reassembly.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { damaged, damages, piecesOf, sizes } from './support/damage.ts';
import { fuzz } from './support/fuzz.ts';

const SUBJECT = 'ble-frames';
/** A frame of the largest size, but for its last byte. */
const MOST_WAITING = MAX_TEXT_BYTES + 9;

const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.nat({ max: 600 }).map(count => 'x'.repeat(count)),
  )
  .map(raw => raw.toWellFormed());
/** Bytes that are no frame, with heads and tails of frames in them. */
const noise = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '55aa',
        'aa55',
        '55',
        'aa',
        '55aa0000',
        '55aa0004',
        '55aa4000',
        '55aa4001',
        '55aaffff',
        '55aa55aa',
      ),
      fc.stringMatching(/^[0-9a-f]{2}$/),
    ),
    { maxLength: 12 },
  )
  .map(list => Buffer.from(list.join(''), 'hex'));

function pushAll(reassembly: Reassembly, pieces: readonly Buffer[]): string[] {
  return pieces.flatMap(piece => {
    const texts = reassembly.push(piece);
    assert.ok(reassembly.waiting <= MOST_WAITING, `${reassembly.waiting} bytes wait`);
    return texts;
  });
}

test('texts arrive whole and in order, in pieces of any size and with noise between them', async () => {
  await fuzz(
    { subject: SUBJECT, runs: 2000 },
    fc.property(fc.array(fc.tuple(noise, text), { maxLength: 4 }), noise, sizes, (list, end, pieceSizes) => {
      const whole = Buffer.concat([...list.flatMap(([before, sent]) => [before, frame(sent)]), end]);
      assert.deepEqual(
        pushAll(new Reassembly(), piecesOf(whole, pieceSizes)),
        list.map(([, sent]) => sent),
      );
    }),
  );
});

test('a text of any allowed length arrives whole, and a longer one is not sent', async () => {
  const length = fc.oneof(fc.nat({ max: MAX_TEXT_BYTES }), fc.constantFrom(MAX_TEXT_BYTES, MAX_TEXT_BYTES + 1, 70_000));
  await fuzz(
    { subject: SUBJECT, runs: 300 },
    fc.property(length, fc.integer({ min: 100, max: 1000 }), (count, pieceSize) => {
      const sent = 'x'.repeat(count);
      if (count > MAX_TEXT_BYTES) assert.throws(() => frame(sent), RangeError);
      else assert.deepEqual(pushAll(new Reassembly(), piecesOf(frame(sent), [pieceSize])), [sent]);
    }),
  );
});

test('a damaged frame never becomes another text, and the reply to the next request is read', async () => {
  await fuzz(
    { subject: SUBJECT, runs: 2000 },
    fc.property(text, damages, sizes, text, (sent, list, pieceSizes, next) => {
      const reassembly = new Reassembly();
      const texts = pushAll(reassembly, piecesOf(damaged(frame(sent), list), pieceSizes));
      assert.ok(texts.length === 0 || (texts.length === 1 && texts[0] === sent), 'another text');
      reassembly.clear();
      assert.deepEqual(pushAll(reassembly, piecesOf(frame(next), pieceSizes)), [next]);
    }),
  );
});

test('any bytes leave at most one unfinished frame in memory, and nothing after a new start', async () => {
  const long = noise.map(before => Buffer.alloc(40_000, Buffer.concat([before, Buffer.from([0])])));
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), { weight: 4, arbitrary: noise }, long);
  await fuzz(
    { subject: SUBJECT, runs: 500 },
    fc.property(fc.array(bytes, { maxLength: 10 }), pieces => {
      const reassembly = new Reassembly();
      pushAll(
        reassembly,
        pieces.map(piece => Buffer.from(piece)),
      );
      reassembly.clear();
      assert.deepEqual([reassembly.waiting, reassembly.damaged], [0, 0]);
      assert.deepEqual(reassembly.push(frame('text')), ['text']);
    }),
  );
});

test('a frame goes into packets of any size, and none of them is larger', async () => {
  await fuzz(
    { subject: SUBJECT, runs: 500 },
    fc.property(text, fc.integer({ min: 1, max: 500 }), (sent, size) => {
      const chunks = chunksOf(frame(sent), size);
      assert.ok(chunks.every(({ length }) => length > 0 && length <= size));
      assert.deepEqual(Buffer.concat(chunks), frame(sent));
    }),
  );
});

/** A radio that takes every packet, and has the plug send what the test wants. */
class ScriptedRadio implements RadioConnection {
  readonly mtu = 244;
  notify: (piece: Uint8Array) => void = () => undefined;
  disconnect: () => void = () => undefined;
  onNotify(listener: (piece: Uint8Array) => void): void {
    this.notify = listener;
  }
  onDisconnect(listener: () => void): void {
    this.disconnect = listener;
  }
  write(): Promise<void> {
    return Promise.resolve();
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
}

test('whatever a plug sends over Bluetooth, a request ends with one typed error, and no timer is left', async () => {
  const key = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
  const piece = fc.oneof(
    fc.json().map(frame),
    fc.string({ unit: 'binary' }).map(raw => frame(raw.toWellFormed())),
    fc.tuple(text, damages).map(([sent, list]) => damaged(frame(sent), list)),
    noise,
  );
  await fuzz(
    { subject: SUBJECT, runs: 500 },
    fc.asyncProperty(fc.array(piece, { maxLength: 4 }), fc.boolean(), async (pieces, drops) => {
      const clock = new FakeClock();
      const radio = new ScriptedRadio();
      const transport = new BleTransport(radio, { clock });
      transport.useKey(key);
      const { signal, cancel } = deadline(clock, 5000);
      const outcome = transport
        .request({ namespace: 'Appliance.System.All', method: 'GET', payload: {} }, signal)
        .catch((error: unknown) => error);
      await clock.advance(1000);
      for (const each of pieces) radio.notify(each);
      await turn();
      if (drops) radio.disconnect();
      await clock.advance(5000);
      const error = await outcome;
      assert.ok(error instanceof MerossError, String(error));
      assert.ok(!error.message.includes(key));
      cancel();
      await transport.close();
      assert.equal(clock.pending, 0);
    }),
  );
});
