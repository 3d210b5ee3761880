import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOT_IN_USE, nextUsage, type Usage } from '../../../src/features/outlet-usage.ts';

const RULE = { aboveWatts: 10, holdMs: 15_000 };
const USED: Usage = { isInUse: true, lowSinceMs: undefined };
const lowSince = (lowSinceMs: number): Usage => ({ isInUse: true, lowSinceMs });
const NOW = 100_000;

// 8 W is the low mark of a threshold of 10 W.
for (const [what, before, on, watts, expected] of [
  ['unused and off', NOT_IN_USE, false, 0, NOT_IN_USE],
  ['unused, off, and a measurement from before', NOT_IN_USE, false, 500, NOT_IN_USE],
  ['unused and well below', NOT_IN_USE, true, 0.5, NOT_IN_USE],
  ['unused and between the marks', NOT_IN_USE, true, 9, NOT_IN_USE],
  ['unused and at the threshold', NOT_IN_USE, true, 10, NOT_IN_USE],
  ['unused and just above the threshold', NOT_IN_USE, true, 10.1, USED],
  ['used and above', USED, true, 11, USED],
  ['used and at the threshold', USED, true, 10, USED],
  ['used and between the marks', USED, true, 8.1, USED],
  ['used and low for the first time', USED, true, 8, lowSince(NOW)],
  ['used and suddenly nothing', USED, true, 0, lowSince(NOW)],
  ['low not long enough', lowSince(NOW - 14_999), true, 0, lowSince(NOW - 14_999)],
  ['low long enough', lowSince(NOW - 15_000), true, 0, NOT_IN_USE],
  ['low longer than that', lowSince(NOW - 60_000), true, 8, NOT_IN_USE],
  ['low, and then between the marks', lowSince(NOW - 14_000), true, 9, USED],
  ['low, and then above', lowSince(NOW - 14_000), true, 2000, USED],
  ['low for long, and then above', lowSince(NOW - 60_000), true, 2000, USED],
  ['used and switched off', USED, false, 500, NOT_IN_USE],
  ['low and switched off', lowSince(NOW - 1), false, 0, NOT_IN_USE],
] as const) {
  test(`use of an outlet: ${what}`, () => {
    assert.deepEqual(nextUsage(before, { on, watts }, RULE, NOW), expected);
  });
}

test('at a threshold of 0 W whatever draws anything is in use, and nothing is not', () => {
  const rule = { aboveWatts: 0, holdMs: 0 };
  assert.deepEqual(nextUsage(NOT_IN_USE, { on: true, watts: 0.001 }, rule, NOW), USED);
  assert.deepEqual(nextUsage(USED, { on: true, watts: 0 }, rule, NOW), NOT_IN_USE);
  assert.deepEqual(nextUsage(NOT_IN_USE, { on: true, watts: 0 }, rule, NOW), NOT_IN_USE);
});

test('a load at the edge does not flicker', () => {
  const loads = [9.9, 10.1, 9.9, 10.1, 8.2, 10, 9.5, 10.1];
  let state = NOT_IN_USE;
  const shown = loads.map((watts, at) => {
    state = nextUsage(state, { on: true, watts }, RULE, NOW + at * 10_000);
    return state.isInUse;
  });
  assert.deepEqual(shown, [false, true, true, true, true, true, true, true]);
});
