import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CALM, happened, steady, steadyAt, stirred, type Budget, type Unrest } from '../../../src/household/unrest.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BUDGET: Budget = { free: 3, sumsUpAtOnce: true };

/** Lets it happen at these times, and says what came of it. */
function runs(times: readonly number[], budget = BUDGET, from: Unrest = CALM): readonly [string[], Unrest] {
  let unrest = from;
  const verdicts = times.map(now => {
    const [verdict, next] = happened(unrest, now, budget);
    unrest = next;
    return verdict;
  });
  return [verdicts, unrest];
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
      assert.deepEqual(runs(times)[0], expected);
    });
  }

  test('a budget that waits with the first summary counts until the pause is over', () => {
    const [verdicts] = runs([0, 5000, 10_000, 15 * MINUTE, 15 * MINUTE + 5000], { free: 1, sumsUpAtOnce: false });
    assert.deepEqual(verdicts, ['log', 'count', 'count', 'count', 'sum up']);
  });

  test('summaries become rarer: after 15, 30, 60 minutes and so on, and twice a day in the end', () => {
    const times = every(MINUTE, 3 * 24 * 60);
    const [verdicts] = runs(times);
    const at = times.filter((_, index) => verdicts[index] === 'sum up').map(time => time / MINUTE - 3);
    assert.deepEqual(at, [0, 15, 45, 105, 225, 465, 945, 1665, 2385, 3105, 3825]);
  });

  test('counts every time since the first, logged or not', () => {
    const [, unrest] = runs(every(MINUTE, 100));
    assert.deepEqual([unrest.times, unrest.since, unrest.at], [100, 0, 99 * MINUTE]);
  });

  test('counts anew once all is forgotten', () => {
    const [, unrest] = runs([0, 8 * HOUR]);
    assert.deepEqual([unrest.times, unrest.since], [1, 8 * HOUR]);
  });
});

describe('when a plug is steady again', () => {
  test('is never asked of one that is', () => {
    assert.equal(steadyAt(runs(every(MINUTE, 3))[1]), undefined);
    assert.equal(stirred(CALM, 5), CALM);
  });

  test('is a quarter of an hour after the last thing that happened, a return included', () => {
    const [, unrest] = runs(every(MINUTE, 5));
    assert.equal(steadyAt(unrest), 19 * MINUTE);
    assert.equal(steadyAt(stirred(unrest, 10 * MINUTE)), 25 * MINUTE);
  });

  test('takes twice as long each time that it begins anew, so that no pattern fills the log', () => {
    let unrest = CALM;
    let now = 0;
    const waits: number[] = [];
    for (let spell = 0; spell < 8; spell++) {
      const count = spell === 0 ? 4 : 1;
      [, unrest] = runs(every(1000, count, now), BUDGET, unrest);
      const until = steadyAt(unrest);
      assert.ok(until !== undefined);
      waits.push((until - unrest.at) / MINUTE);
      now = until;
      unrest = steady(unrest, now, BUDGET);
      assert.equal(steadyAt(unrest), undefined);
      now += 1;
    }
    assert.deepEqual(waits, [15, 30, 60, 120, 240, 480, 720, 720]);
  });
});
