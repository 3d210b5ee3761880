import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysOf, minuteOf, timeOf, weekOf } from '../../../src/features/timer-rules.ts';
import { MalformedError } from '../../../src/errors.ts';
import * as digestTimerx from '../../../src/protocol/namespaces/digest-timerx.ts';
import * as timerx from '../../../src/protocol/namespaces/timerx.ts';

test('days become a week mask and back, and "daily" is the one on which all sources agree', () => {
  assert.deepEqual(['daily', 'mon', 'sun', 'Mon, tue'].map(weekOf), [255, 129, 192, 131]);
  assert.deepEqual(['', 'monday', 'mon,', 'daily,mon'].map(weekOf), [undefined, undefined, undefined, undefined]);
  assert.deepEqual([255, 127, 131, 128].map(daysOf), ['daily', 'daily', 'mon,tue', 'never']);
});

test('times of the day become minutes and back', () => {
  assert.deepEqual(['0:00', '07:05', '23:59'].map(minuteOf), [0, 425, 1439]);
  assert.deepEqual(['24:00', '7', '7:5', '12:60', ''].map(minuteOf), Array(5).fill(undefined));
  assert.deepEqual([0, 425, 1439].map(timeOf), ['00:00', '07:05', '23:59']);
});

const TIMER = { id: 'hb1', channel: 2, on: true, minuteOfDay: 963, week: timerx.EVERY_DAY, alias: 'Tea' };

test('a timer that was written is read back as it was, as an object or in a list', () => {
  const { payload } = timerx.set(TIMER, 1_700_000_000);
  const expected = { ...TIMER, isEnabled: true, isOnce: false };
  assert.deepEqual(timerx.parse({ digest: {}, ...payload }), expected);
  assert.deepEqual(timerx.parse({ timerx: [payload['timerx']] }), expected);
});

test('a timer is asked for, and removed, by its id', () => {
  assert.deepEqual(timerx.get('hb1').payload, { timerx: { id: 'hb1' } });
  assert.deepEqual(timerx.remove('hb1'), {
    namespace: 'Appliance.Control.TimerX',
    method: 'DELETE',
    payload: { timerx: { id: 'hb1' } },
  });
  assert.deepEqual(digestTimerx.get(), {
    namespace: 'Appliance.Digest.TimerX',
    method: 'GET',
    payload: { digest: [] },
  });
});

test('a plug that has no such timer sends an empty object', () => {
  for (const payload of [{ digest: {}, timerx: {} }, { timerx: [] }, {}])
    assert.equal(timerx.parse(payload), undefined);
});

test('a single timer of the app is one, whatever its kind', () => {
  const { timerx: row } = timerx.set(TIMER, 0).payload;
  assert.ok(typeof row === 'object');
  assert.equal(timerx.parse({ timerx: { ...row, type: 2 } })?.isOnce, true);
  assert.equal(timerx.parse({ timerx: { ...row, enable: 0 } })?.isEnabled, false);
});

for (const [what, row] of [
  ['no id', { time: 1, extend: { toggle: { onoff: 1 } } }],
  ['no action', { id: 'a', time: 1 }],
  ['a time that no day has', { id: 'a', time: 1440, extend: { toggle: { onoff: 1 } } }],
] as const) {
  test(`a timer with ${what} makes no sense`, () => {
    assert.throws(() => timerx.parse({ timerx: row }), MalformedError);
  });
}

test('the list of timers has a row for each', () => {
  assert.deepEqual(digestTimerx.parse({ digest: [{ channel: 0, id: 'a', count: 3 }, { id: 'b' }] }), [
    { channel: 0, id: 'a' },
    { channel: 0, id: 'b' },
  ]);
  assert.deepEqual(digestTimerx.parse({ digest: [] }), []);
  assert.throws(() => digestTimerx.parse({ digest: [{ channel: 0 }] }), MalformedError);
});
