import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { maxWattHoursIn, weighChange, type FlowBounds } from '../../../src/energy/plausibility.ts';
import { PowerIntegrator } from '../../../src/energy/power-integrator.ts';
import { HOUR, MINUTE } from './day-list.ts';

const { POSITIVE_INFINITY: UNKNOWN } = Number;

/** A reading of a day's counter whose running day has grown by so much. */
const grown = (growth: number, others: object = {}) => ({
  ...{ counter: { kind: 'days' as const, live: '2025-03-01', values: [] }, growth, regained: 0, fell: false },
  ...{ begun: 0, periodsBegun: 0, ...others },
});
const bounds = (others: Partial<FlowBounds> = {}): FlowBounds => ({
  watched: UNKNOWN,
  elapsedMs: HOUR,
  slackMs: 0,
  ...others,
});

test('in an hour, 20 kW can have flowed for an hour and for the five minutes that a counter may be behind', () => {
  assert.equal(maxWattHoursIn(HOUR), 20_000 + 20_000 / 12);
});

describe('growth of the running day', () => {
  for (const [what, change, given, expected] of [
    ['that the watts explain counts', grown(80), { watched: 100 }, [80, false, false]],
    ['exactly as the watts say counts', grown(100), { watched: 100 }, [100, false, false]],
    [
      'of a counter that fell and that the watts explain is certain by the watts only',
      grown(80, { fell: true }),
      { watched: 100 },
      [80, false, true],
    ],
    ['that is not much over the watts counts', grown(250), { watched: 100 }, [250, false, false]],
    ['far over the watts is too much', grown(251), { watched: 100 }, [251, true, false]],
    ['without watts counts as far as an outlet can carry it', grown(21_666), {}, [21_666, false, false]],
    ['over what an outlet can carry is too much', grown(21_667), {}, [21_667, true, false]],
    ['may take longer where the clock may be wrong', grown(21_667), { slackMs: MINUTE }, [21_667, false, false]],
    ['of an unknown time is never too much', grown(1e9), { elapsedMs: UNKNOWN }, [1e9, false, false]],
    [
      'that only restores a value from before a fall does not count',
      grown(300, { regained: 250 }),
      { watched: 100 },
      [50, false, true],
    ],
    [
      'that restores it is too much only by the rest',
      grown(600, { regained: 250 }),
      { watched: 100 },
      [350, true, true],
    ],
    ['of a counter that fell is disturbed', grown(300, { fell: true }), {}, [300, false, true]],
  ] as const) {
    test(what, () => {
      const { wattHours, isTooMuch, isDisturbed } = weighChange(change, bounds(given));
      assert.deepEqual([wattHours, isTooMuch, isDisturbed], expected);
    });
  }
});

describe('a day that takes over the value of yesterday a moment after it began', () => {
  const early = { yesterday: 1000, isEarly: true };
  for (const [what, change, given, expected] of [
    ['has only the rest', grown(1040, early), { watched: 20 }, [40, false, true]],
    ['has nothing, if it is just that value', grown(1000, early), { watched: 20 }, [0, false, true]],
    ['has the rest up to a margin over the watts', grown(1170, early), { watched: 20 }, [170, false, true]],
    ['is too much beyond', grown(1171, early), { watched: 20 }, [1171, true, false]],
    ['has less than yesterday: too much', grown(999, early), { watched: 20 }, [999, true, false]],
    [
      'is judged without watts, if the day is early and the time short',
      grown(1150, early),
      { elapsedMs: 15 * MINUTE },
      [150, false, true],
    ],
    ['counts after a longer time', grown(1150, early), { elapsedMs: 15 * MINUTE + 1 }, [1150, false, false]],
    [
      'counts without watts if the day is not early',
      grown(1150, { ...early, isEarly: false }),
      { elapsedMs: MINUTE },
      [1150, false, false],
    ],
    [
      'counts if yesterday was small',
      grown(150, { ...early, yesterday: 150 }),
      { elapsedMs: MINUTE },
      [150, false, false],
    ],
  ] as const) {
    test(what, () => {
      const { wattHours, isTooMuch, isDisturbed } = weighChange(change, bounds(given));
      assert.deepEqual([wattHours, isTooMuch, isDisturbed], expected);
    });
  }
});

describe('a new day', () => {
  const began = (begun: number, others: object = {}) =>
    grown(10, { begun, periodsBegun: 1, dayBefore: 1000, ...others });
  for (const [what, change, given, expected] of [
    ['counts as a whole', began(40), {}, 50],
    ['counts at most what the watts say', began(500), { watched: 30 }, 30],
    ['counts nothing if the day before took all that the watts say', began(500), { watched: 5 }, 10],
    [
      'that begins with the value of the day before counts the rest, in a short time',
      began(1100),
      { elapsedMs: 15 * MINUTE },
      110,
    ],
    ['with exactly the value of the day before counts nothing', began(1000), { elapsedMs: MINUTE }, 10],
    ['with that value and the largest rest counts the rest', began(1150), { elapsedMs: MINUTE }, 160],
    ['with much more than the day before counts as a whole', began(1151), { elapsedMs: MINUTE }, 1161],
    ['with less than the day before counts as a whole', began(999), { elapsedMs: MINUTE }, 1009],
    ['with that value counts as a whole after a longer time', began(1100), { elapsedMs: 15 * MINUTE + 1 }, 1110],
    ['without a day before counts as a whole', began(500, { dayBefore: undefined }), { watched: 600 }, 510],
    [
      'of several at once counts as a whole, because the computer slept',
      began(500, { periodsBegun: 2 }),
      { watched: 30 },
      510,
    ],
  ] as const) {
    test(what, () => {
      assert.equal(weighChange(change, bounds(given)).wattHours, expected);
    });
  }
});

describe('what the watts say of a counter', () => {
  /** Watts for so long before the counter was read. */
  function watching(beforeMs: number, watts: number | undefined): PowerIntegrator {
    const power = new PowerIntegrator();
    power.read(0, 0);
    power.flows(watts, 0);
    power.read(0, beforeMs);
    return power;
  }

  test('is nothing before it was read, or while the watts are not known', () => {
    const unread = new PowerIntegrator();
    unread.flows(600, 0);
    assert.equal(unread.maxSince(10 * MINUTE), UNKNOWN);
    assert.equal(watching(10 * MINUTE, undefined).maxSince(11 * MINUTE), UNKNOWN);
    for (const odd of [6001, Number.NaN]) assert.equal(watching(10 * MINUTE, odd).maxSince(11 * MINUTE), UNKNOWN);
  });

  test('needs five minutes of known watts before the reading, and a reading within fifteen minutes', () => {
    assert.equal(watching(5 * MINUTE - 1, 600).maxSince(6 * MINUTE), UNKNOWN);
    assert.ok(Number.isFinite(watching(5 * MINUTE, 600).maxSince(6 * MINUTE)));
    assert.ok(Number.isFinite(watching(5 * MINUTE, 600).maxSince(20 * MINUTE)));
    assert.equal(watching(5 * MINUTE, 600).maxSince(20 * MINUTE + 1), UNKNOWN);
  });

  test('is the energy since then and what the counter had not counted, with a margin', () => {
    const power = watching(6 * MINUTE, 6000);
    power.settle(7 * MINUTE);
    // 600 Wh in six minutes are not counted, and 100 Wh have flowed since.
    assert.equal(power.maxSince(7 * MINUTE), 700 * 1.25 + 2);
  });

  test('energy before the first reading says nothing about the counter', () => {
    const power = new PowerIntegrator();
    power.flows(600, 0);
    power.read(5, 10 * MINUTE);
    assert.equal(power.maxSince(11 * MINUTE), UNKNOWN);
  });
});
