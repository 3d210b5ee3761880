import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  exceededLimit,
  FRESH,
  nextLimitState,
  restartedState,
  type KnownLoad,
  type LimitRules,
  type LimitState,
} from '../../../src/features/limit-state.ts';

const SECOND = 1000;
const RULES: LimitRules = {
  overload: { watts: 2000, forMs: 10 * SECOND },
  standby: { watts: 5, forMs: 60 * SECOND },
  maxGapMs: 7 * SECOND,
};
const NOW = 1_000_000;
const NONE = FRESH.overload;
const USED: LimitState = { ...FRESH, wasUsed: true };
const on = (watts: number | undefined): KnownLoad => ({ on: true, watts });
const since = (
  ms: number,
  lastAtMs: number | undefined,
): { readonly ms: number; readonly lastAtMs: number | undefined } => ({
  ms,
  lastAtMs,
});

describe('an outlet with limits', () => {
  for (const [what, before, load, expected] of [
    ['off', { ...USED, overload: since(9000, NOW - 1) }, { on: false, watts: 2500 }, FRESH],
    ['switched on, and draws nothing', FRESH, on(0), FRESH],
    ['in use', FRESH, on(60), USED],
    ['in use, exactly at the standby limit', FRESH, on(5), USED],
    ['in use, exactly at the overload limit', FRESH, on(2000), USED],
    ['overload, the first measurement', FRESH, on(2001), { ...USED, overload: since(0, NOW) }],
    [
      'overload, the next one',
      { ...USED, overload: since(0, NOW - 3000) },
      on(2001),
      { ...USED, overload: since(3000, NOW) },
    ],
    [
      'overload, and a long silence',
      { ...USED, overload: since(1000, NOW - 60_000) },
      on(2001),
      { ...USED, overload: since(8000, NOW) },
    ],
    ['overload that ends', { ...USED, overload: since(9000, NOW - 3000) }, on(2000), USED],
    [
      'overload, watts unknown',
      { ...USED, overload: since(9000, NOW - 3000) },
      on(undefined),
      { ...USED, overload: since(9000, undefined) },
    ],
    [
      'overload, relay unknown',
      { ...USED, overload: since(9000, NOW - 3000) },
      { on: undefined, watts: 1 },
      { ...USED, overload: since(9000, undefined) },
    ],
    [
      'overload, known again',
      { ...USED, overload: since(9000, undefined) },
      on(2500),
      { ...USED, overload: since(9000, NOW) },
    ],
    ['standby after use, the first measurement', USED, on(4.9), { ...USED, standby: since(0, NOW) }],
    [
      'standby after use, the next one',
      { ...USED, standby: since(0, NOW - 5000) },
      on(0),
      { ...USED, standby: since(5000, NOW) },
    ],
    ['standby that ends', { ...USED, standby: since(50_000, NOW - 5000) }, on(5), USED],
    [
      'standby, watts unknown',
      { ...USED, standby: since(50_000, NOW) },
      on(undefined),
      { ...USED, standby: since(50_000, undefined) },
    ],
  ] as const) {
    test(what, () => {
      assert.deepEqual(nextLimitState(before, load, RULES, NOW), expected);
    });
  }

  for (const [what, state, rules, expected] of [
    ['nothing', FRESH, RULES, undefined],
    ['an overload that is too short', { ...FRESH, overload: since(9999, NOW) }, RULES, undefined],
    ['an overload', { ...FRESH, overload: since(10_000, NOW) }, RULES, 'overload'],
    ['a standby that is too short', { ...FRESH, standby: since(59_999, NOW) }, RULES, undefined],
    ['a standby', { ...FRESH, standby: since(60_000, NOW) }, RULES, 'standby'],
    [
      'no rule',
      { overload: since(1e9, NOW), standby: since(1e9, NOW), wasUsed: true },
      { maxGapMs: 1, overload: undefined, standby: undefined },
      undefined,
    ],
  ] as const) {
    test(`is beyond its limit by ${what}`, () => {
      assert.equal(exceededLimit(state, rules), expected);
    });
  }

  test('that stays on after a restart of the time has been used all the same', () => {
    const before = { overload: since(1, NOW), standby: since(2, NOW), wasUsed: true };
    assert.deepEqual(restartedState(before), { overload: NONE, standby: NONE, wasUsed: true });
  });
});

/** A reading: the milliseconds since the last one, and what was read. */
const reading = fc.record({
  afterMs: fc.integer({ min: 0, max: 12_000 }),
  on: fc.oneof({ weight: 12, arbitrary: fc.constant(true) }, fc.constantFrom(false, undefined)),
  watts: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(2001, 2500) },
    { weight: 6, arbitrary: fc.constantFrom(0, 1, 4.9) },
    { weight: 1, arbitrary: fc.constantFrom(60, 2000) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
});
const beyond: Readonly<Record<'overload' | 'standby', (watts: number) => boolean>> = {
  overload: watts => watts > 2000,
  standby: watts => watts < 5,
};

/** The measured time up to the end of these readings in which every measurement was beyond the limit, counted afresh. */
function measuredMs(readings: readonly ReadonlyReading[], limit: 'overload' | 'standby'): number {
  const from =
    readings.findLastIndex(each => each.on === false || (isMeasured(each) && !beyond[limit](each.watts))) + 1;
  return readings.slice(from).reduce((sum, each, index, all) => {
    const before = all[index - 1];
    return before !== undefined && isMeasured(before) && isMeasured(each) ? sum + each.afterMs : sum;
  }, 0);
}

interface ReadonlyReading {
  readonly afterMs: number;
  readonly on: boolean | undefined;
  readonly watts: number | undefined;
}

const isMeasured = (each: ReadonlyReading): each is ReadonlyReading & { readonly watts: number } =>
  each.on === true && each.watts !== undefined;

test('any sequence of readings: a limit is exceeded only after its whole time beyond it, and standby only after use', () => {
  const forMs = 10 * SECOND;
  const rules: LimitRules = { ...RULES, overload: { watts: 2000, forMs }, standby: { watts: 5, forMs } };
  let found = { overload: 0, standby: 0 };
  fc.assert(
    fc.property(fc.array(reading, { minLength: 5, maxLength: 60 }), readings => {
      let state = FRESH;
      let now = 0;
      for (const [index, { afterMs, ...load }] of readings.entries()) {
        now += afterMs;
        state = nextLimitState(state, load, rules, now);
        const limit = exceededLimit(state, rules);
        if (limit === undefined) continue;
        found = { ...found, [limit]: found[limit] + 1 };
        const past = readings.slice(0, index + 1);
        assert.ok(measuredMs(past, limit) >= forMs, JSON.stringify(past));
        const sinceOn = past.slice(past.findLastIndex(each => each.on === false) + 1);
        if (limit === 'standby') assert.ok(sinceOn.some(each => isMeasured(each) && each.watts >= 5));
        state = restartedState(state);
      }
    }),
    { numRuns: 500 },
  );
  assert.ok(found.overload > 20 && found.standby > 20, JSON.stringify(found));
});
