import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IDLE, nextApplianceState, type ApplianceState } from '../../../src/features/appliance-state.ts';

const RULE = { runsAboveWatts: 10, finishedAfterMs: 180_000 };
const RUNNING: ApplianceState = { phase: 'running', lowSinceMs: undefined };
const FINISHED: ApplianceState = { phase: 'finished', lowSinceMs: undefined };
const lowSince = (lowSinceMs: number): ApplianceState => ({ phase: 'running', lowSinceMs });
const NOW = 1_000_000;

for (const [what, before, watts, expected] of [
  ['idle, in standby', IDLE, 1, IDLE],
  ['idle, exactly at the threshold', IDLE, 10, IDLE],
  ['idle, watts unknown', IDLE, undefined, IDLE],
  ['idle, and it starts', IDLE, 10.1, RUNNING],
  ['running on', RUNNING, 2000, RUNNING],
  ['running, the first moment of rest', RUNNING, 3, lowSince(NOW)],
  ['running, at the threshold', RUNNING, 10, lowSince(NOW)],
  ['running, watts unknown', RUNNING, undefined, RUNNING],
  ['pausing', lowSince(NOW - 179_999), 0, lowSince(NOW - 179_999)],
  ['pausing, and it goes on', lowSince(NOW - 179_999), 60, RUNNING],
  ['pausing for too long to go on', lowSince(NOW - 180_000), 0, FINISHED],
  ['pausing for long, and it goes on all the same', lowSince(NOW - 180_000), 60, RUNNING],
  ['pausing, watts unknown: the wait starts again', lowSince(NOW - 179_999), undefined, RUNNING],
  ['finished, in standby', FINISHED, 1, FINISHED],
  ['finished, watts unknown', FINISHED, undefined, FINISHED],
  ['finished, and it starts again', FINISHED, 60, RUNNING],
] as const) {
  test(`an appliance: ${what}`, () => {
    assert.deepEqual(nextApplianceState(before, watts, RULE, NOW), expected);
  });
}

test('a washing programme with its pauses is done once, at the end', () => {
  const minute = 60_000;
  // Watts at the beginning of each minute: fill, heat, soak for two minutes, spin, pause, spin, standby.
  const programme = [40, 2000, 2000, 3, 3, 400, 2, 2, 400, 1, 1, 1, 1, 1];
  let state = IDLE;
  const phases = programme.map((watts, at) => {
    state = nextApplianceState(state, watts, RULE, at * minute);
    return state.phase;
  });
  assert.deepEqual(phases.slice(0, 12), Array<string>(12).fill('running'));
  assert.deepEqual(phases.slice(12), ['finished', 'finished']);
});
