import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryEntry } from '../../../src/history/history-entry.ts';
import { HistoryRecorder } from '../../../src/history/history-recorder.ts';
import { BEGIN, HOUR_MS, MINUTE_MS, WallClock } from './wall-clock.ts';

/** A recorder, and what it wrote; times as seconds since {@link BEGIN}. */
function recording(clock = new WallClock()) {
  const entries: HistoryEntry[] = [];
  const recorder = new HistoryRecorder({
    clock,
    newestAt: () => entries.at(-1)?.at,
    write: entry => entries.push(entry),
  });
  return { clock, recorder, entries, written: () => entries.map(entry => ({ ...entry, at: entry.at - BEGIN })) };
}

test('a switch is written at once, and its state at every ten minutes of the clock', async () => {
  const { clock, recorder, written } = recording();
  await clock.advance(3 * MINUTE_MS);
  recorder.toggle(true);
  await clock.advance(MINUTE_MS);
  recorder.toggle(true);
  await clock.advance(MINUTE_MS);
  recorder.toggle(false);
  await clock.advance(15 * MINUTE_MS);
  recorder.close();
  assert.deepEqual(written(), [
    { at: 180, on: true },
    { at: 300, on: false },
    { at: 600, on: false },
    { at: 1200, on: false },
  ]);
});

test('power is the average since the entry before, and not the last sample', async () => {
  const { clock, recorder, written } = recording();
  recorder.toggle(true);
  recorder.power(100);
  await clock.advance(6 * MINUTE_MS);
  recorder.power(0);
  await clock.advance(3 * MINUTE_MS);
  recorder.power(1000);
  await clock.advance(MINUTE_MS);
  recorder.power(5);
  await clock.advance(10 * MINUTE_MS);
  recorder.close();
  assert.deepEqual(written(), [
    { at: 0, on: true },
    { at: 600, watts: 160, on: true },
    { at: 1200, watts: 5, on: true },
  ]);
});

test('an entry for a switch has the average until then, and the next one that of the time after', async () => {
  const { clock, recorder, written } = recording();
  recorder.toggle(true);
  recorder.power(60);
  await clock.advance(4 * MINUTE_MS);
  recorder.toggle(false);
  recorder.power(0);
  await clock.advance(6 * MINUTE_MS);
  recorder.close();
  assert.deepEqual(written(), [
    { at: 0, on: true },
    { at: 240, watts: 60, on: false },
    { at: 600, watts: 0, on: false },
  ]);
});

for (const [minutesAway, watts] of [
  [1.9, 50],
  [2.1, undefined],
] as const) {
  test(`of ten minutes, ${minutesAway} without a measurement make ${watts ?? 'no'} watts`, async () => {
    const { clock, recorder, written } = recording();
    recorder.toggle(true);
    recorder.power(50);
    await clock.advance(4 * MINUTE_MS);
    recorder.power(undefined);
    await clock.advance(minutesAway * MINUTE_MS);
    recorder.power(50);
    await clock.advance((6 - minutesAway) * MINUTE_MS);
    recorder.close();
    assert.deepEqual(written()[1], { at: 600, ...(watts !== undefined && { watts }), on: true });
  });
}

test('an unreachable plug gets no entries; when it is back it gets one at once, and is measured from there', async () => {
  const { clock, recorder, written } = recording();
  recorder.toggle(true);
  recorder.power(80);
  await clock.advance(2 * MINUTE_MS);
  recorder.toggle(undefined);
  recorder.power(undefined);
  await clock.advance(45 * MINUTE_MS);
  recorder.power(80);
  recorder.toggle(true);
  await clock.advance(3 * MINUTE_MS);
  recorder.close();
  assert.deepEqual(written(), [
    { at: 0, on: true },
    { at: 2820, on: true },
    { at: 3000, watts: 80, on: true },
  ]);
});

test('a plug that is unreachable for a moment leaves no trace', async () => {
  const { clock, recorder, written } = recording();
  recorder.toggle(true);
  for (let times = 0; times < 5; times += 1) {
    await clock.advance(MINUTE_MS);
    recorder.toggle(undefined);
    await clock.advance(10_000);
    recorder.toggle(true);
  }
  recorder.close();
  assert.deepEqual(written(), [{ at: 0, on: true }]);
});

test('after a restart in the middle of the ten minutes no average is made of the rest of them', async () => {
  const { clock, entries, recorder, written } = recording();
  await clock.advance(5 * MINUTE_MS);
  entries.push({ at: BEGIN, watts: 20, on: true });
  recorder.power(1000);
  await clock.advance(5 * MINUTE_MS);
  recorder.toggle(true);
  await clock.advance(10 * MINUTE_MS);
  recorder.close();
  assert.deepEqual(written().slice(1), [
    { at: 600, on: true },
    { at: 1200, watts: 1000, on: true },
  ]);
});

test('power that is no number counts as not known', async () => {
  const { clock, recorder, written } = recording();
  recorder.toggle(true);
  recorder.power(NaN);
  await clock.advance(10 * MINUTE_MS);
  recorder.close();
  assert.deepEqual(written()[1], { at: 600, on: true });
});

test('nothing is written before anything is known', async () => {
  const { clock, recorder, written } = recording();
  await clock.advance(HOUR_MS);
  recorder.close();
  assert.deepEqual(written(), []);
});

test('entries stay on the beat of a clock that is set, forward and back', async () => {
  const { clock, recorder, written } = recording();
  recorder.toggle(true);
  recorder.power(40);
  await clock.advance(4 * MINUTE_MS);
  clock.aheadSeconds = 3 * 60 + 2 * 3600;
  await clock.advance(26 * MINUTE_MS);
  clock.aheadSeconds = 60;
  await clock.advance(30 * MINUTE_MS);
  recorder.close();
  const found = written();
  assert.ok(found.length >= 6, JSON.stringify(found));
  // The timer that ran when the clock was set fires off the beat, once each.
  const offBeat = found.filter(({ at }) => at % 600 !== 0);
  assert.ok(offBeat.length <= 2, JSON.stringify(found));
  // An average of minutes does not count for hours.
  assert.deepEqual(found[1], { at: 2 * 3600 + 13 * 60, on: true });
  assert.deepEqual(found.at(-1)?.watts, 40);
});

test('a timer that comes a moment early makes no entry of its own', async () => {
  const { clock, recorder, written } = recording();
  recorder.toggle(true);
  await clock.advance(5 * MINUTE_MS);
  clock.aheadSeconds = -1;
  await clock.advance(5 * MINUTE_MS);
  assert.equal(written().length, 1);
  await clock.advance(1000);
  assert.deepEqual(written()[1], { at: 600, on: true });
  recorder.close();
});

test('after the end nothing ticks, and nothing is written', async () => {
  const { clock, recorder, written } = recording();
  recorder.toggle(true);
  await clock.advance(10 * MINUTE_MS);
  recorder.close();
  assert.equal(clock.pending, 0);
  recorder.toggle(false);
  recorder.tick();
  assert.equal(written().length, 2);
});
