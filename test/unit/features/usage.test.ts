import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UNUSED, usage, type Usage } from '../../../src/features/usage.ts';

const RULE = { aboveWatts: 10, holdMs: 15_000 };
const USED: Usage = { isInUse: true, lowSinceMs: undefined };
const lowSince = (lowSinceMs: number): Usage => ({ isInUse: true, lowSinceMs });
const NOW = 100_000;

// 8 W is the low mark of a threshold of 10 W.
for (const [what, before, on, watts, expected] of [
  ['unused and off', UNUSED, false, 0, UNUSED],
  ['unused, off, and a measurement from before', UNUSED, false, 500, UNUSED],
  ['unused and well below', UNUSED, true, 0.5, UNUSED],
  ['unused and between the marks', UNUSED, true, 9, UNUSED],
  ['unused and at the threshold', UNUSED, true, 10, UNUSED],
  ['unused and just above the threshold', UNUSED, true, 10.1, USED],
  ['used and above', USED, true, 11, USED],
  ['used and at the threshold', USED, true, 10, USED],
  ['used and between the marks', USED, true, 8.1, USED],
  ['used and low for the first time', USED, true, 8, lowSince(NOW)],
  ['used and suddenly nothing', USED, true, 0, lowSince(NOW)],
  ['low not long enough', lowSince(NOW - 14_999), true, 0, lowSince(NOW - 14_999)],
  ['low long enough', lowSince(NOW - 15_000), true, 0, UNUSED],
  ['low longer than that', lowSince(NOW - 60_000), true, 8, UNUSED],
  ['low, and then between the marks', lowSince(NOW - 14_000), true, 9, USED],
  ['low, and then above', lowSince(NOW - 14_000), true, 2000, USED],
  ['low for long, and then above', lowSince(NOW - 60_000), true, 2000, USED],
  ['used and switched off', USED, false, 500, UNUSED],
  ['low and switched off', lowSince(NOW - 1), false, 0, UNUSED],
] as const) {
  test(`use of an outlet: ${what}`, () => {
    assert.deepEqual(usage(before, { on, watts }, RULE, NOW), expected);
  });
}

test('at a threshold of 0 W whatever draws anything is in use, and nothing is not', () => {
  const rule = { aboveWatts: 0, holdMs: 0 };
  assert.deepEqual(usage(UNUSED, { on: true, watts: 0.001 }, rule, NOW), USED);
  assert.deepEqual(usage(USED, { on: true, watts: 0 }, rule, NOW), UNUSED);
  assert.deepEqual(usage(UNUSED, { on: true, watts: 0 }, rule, NOW), UNUSED);
});

test('a load at the edge does not flicker', () => {
  const loads = [9.9, 10.1, 9.9, 10.1, 8.2, 10, 9.5, 10.1];
  let state = UNUSED;
  const shown = loads.map((watts, at) => {
    state = usage(state, { on: true, watts }, RULE, NOW + at * 10_000);
    return state.isInUse;
  });
  assert.deepEqual(shown, [false, true, true, true, true, true, true, true]);
});
