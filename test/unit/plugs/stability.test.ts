import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  STABLE,
  recordEvent,
  recovered,
  stableAt,
  recordActivity,
  type Budget,
  type Stability,
} from '../../../src/plugs/stability.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BUDGET: Budget = { free: 3, summarizesAtOnce: true };

/** Records an event at each of these times. @returns the actions */
function actionsAt(
  times: readonly number[],
  budget = BUDGET,
  from: Stability = STABLE,
): readonly [string[], Stability] {
  let stability = from;
  const actions = times.map(now => {
    const [verdict, next] = recordEvent(stability, now, budget);
    stability = next;
    return verdict;
  });
  return [actions, stability];
}

const every = (ms: number, count: number, from = 0): readonly number[] =>
  Array.from({ length: count }, (_, index) => from + index * ms);

describe('how much is logged of what happens again and again', () => {
  for (const [what, times, expected] of [
    ['once', [0], ['log']],
    ['three times in a row', every(MINUTE, 3), ['log', 'log', 'log']],
    ['a fourth time', every(MINUTE, 4), ['log', 'log', 'log', 'sum up']],
    ['on and on', every(MINUTE, 6), ['log', 'log', 'log', 'sum up', 'count', 'count']],
    ['every two hours', every(2 * HOUR, 6), ['log', 'log', 'log', 'log', 'log', 'log']],
    ['again after a night', [...every(MINUTE, 3), 8 * HOUR, 8 * HOUR + 1], ['log', 'log', 'log', 'log', 'log']],
  ] as const) {
    test(`${what}: ${expected.join(', ')}`, () => {
      assert.deepEqual(actionsAt(times)[0], expected);
    });
  }

  test('a budget that waits with the first summary counts until the pause is over', () => {
    const [actions] = actionsAt([0, 5000, 10_000, 15 * MINUTE, 15 * MINUTE + 5000], {
      free: 1,
      summarizesAtOnce: false,
    });
    assert.deepEqual(actions, ['log', 'count', 'count', 'count', 'sum up']);
  });

  test('summaries become rarer: after 15, 30, 60 minutes and so on, and twice a day in the end', () => {
    const times = every(MINUTE, 3 * 24 * 60);
    const [actions] = actionsAt(times);
    const at = times.filter((_, index) => actions[index] === 'sum up').map(time => time / MINUTE - 3);
    assert.deepEqual(at, [0, 15, 45, 105, 225, 465, 945, 1665, 2385, 3105, 3825]);
  });

  test('counts every time since the first, logged or not', () => {
    const [, stability] = actionsAt(every(MINUTE, 100));
    assert.deepEqual([stability.times, stability.since, stability.at], [100, 0, 99 * MINUTE]);
  });

  test('counts anew once all is forgotten', () => {
    const [, stability] = actionsAt([0, 8 * HOUR]);
    assert.deepEqual([stability.times, stability.since], [1, 8 * HOUR]);
  });
});

describe('when a plug is steady again', () => {
  test('is never asked of one that is', () => {
    assert.equal(stableAt(actionsAt(every(MINUTE, 3))[1]), undefined);
    assert.equal(recordActivity(STABLE, 5), STABLE);
  });

  test('is a quarter of an hour after the last thing that happened, a return included', () => {
    const [, stability] = actionsAt(every(MINUTE, 5));
    assert.equal(stableAt(stability), 19 * MINUTE);
    assert.equal(stableAt(recordActivity(stability, 10 * MINUTE)), 25 * MINUTE);
  });

  test('takes twice as long each time that it begins anew, so that no pattern fills the log', () => {
    let stability = STABLE;
    let now = 0;
    const waits: number[] = [];
    for (let spell = 0; spell < 8; spell++) {
      const count = spell === 0 ? 4 : 1;
      [, stability] = actionsAt(every(1000, count, now), BUDGET, stability);
      const until = stableAt(stability);
      assert.ok(until !== undefined);
      waits.push((until - stability.at) / MINUTE);
      now = until;
      stability = recovered(stability, now, BUDGET);
      assert.equal(stableAt(stability), undefined);
      now += 1;
    }
    assert.deepEqual(waits, [15, 30, 60, 120, 240, 480, 720, 720]);
  });
});
