import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { BluetoothError, type Peripheral, type Radio } from '../../../src/setup/radio.ts';
import { peripheralsNearby } from '../../../src/setup/bluetooth-scan.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const plug = (id: string, rssi: number | undefined): Peripheral => ({
  id,
  name: '',
  rssi,
  connect: () => Promise.reject(new BluetoothError('not here')),
});

/** Receives these, and then nothing. */
function radioWith(...peripherals: readonly Peripheral[]): Radio & { readonly ended: () => number } {
  let ended = 0;
  return {
    ended: () => ended,
    async *scan(signal) {
      try {
        yield* peripherals;
        if (!signal.aborted) await once(signal, 'abort');
      } finally {
        ended += 1;
      }
    },
    close: () => Promise.resolve(),
  };
}

const ids = (found: readonly Peripheral[]): string => found.map(({ id }) => id).join();

test('plugs are listened for some seconds, and the nearest comes first', async () => {
  const clock = new FakeClock();
  const radio = radioWith(plug('far', -90), plug('near', -40), plug('unknown', undefined));
  const found = peripheralsNearby(radio, { clock, signal: new AbortController().signal });
  await clock.advance(10_000);
  assert.equal(ids(await found), 'near,far,unknown');
  assert.deepEqual([radio.ended(), clock.pending], [1, 0]);
});

test('whoever has heard enough need not wait', async () => {
  const clock = new FakeClock();
  const radio = radioWith(plug('one', -50), plug('two', -60));
  const found = await peripheralsNearby(radio, {
    clock,
    signal: new AbortController().signal,
    onFound: ({ id }) => id === 'one',
  });
  assert.deepEqual([ids(found), radio.ended(), clock.pending], ['one', 1, 0]);
});

test('an interruption, and a radio that fails, are reported as such', async () => {
  const stop = new AbortController();
  const clock = new FakeClock();
  const reason = new Error('Ctrl-C');
  const found = peripheralsNearby(radioWith(), { clock, signal: stop.signal });
  stop.abort(reason);
  await assert.rejects(found, reason);
  const off: Radio = {
    scan: () => {
      throw new BluetoothError('switched off');
    },
    close: () => Promise.resolve(),
  };
  await assert.rejects(peripheralsNearby(off, { clock, signal: new AbortController().signal }), BluetoothError);
  assert.equal(clock.pending, 0);
});
