/** Counters that restart, or get their value from before a power cut back. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hoursAsPeriods, withRenamedHours } from '../../../src/energy/hour-periods.ts';
import { openLedger, sortedPeriods, updateLedger, type Period } from '../../../src/energy/ledger.ts';
import { updateMonth } from '../../../src/energy/month-counter.ts';

describe('a day that falls', () => {
  const [friday, saturday, sunday] = ['2025-03-07', '2025-03-08', '2025-03-09'];
  const opened = openLedger([
    [friday, 500],
    [saturday, 300],
  ]);

  test('is remembered with its largest value, and its growth up to that value is not new', () => {
    const first = updateLedger(opened, [[saturday, 20]]);
    assert.deepEqual([first.fell, first.growth, first.regained], [true, 0, 0]);
    assert.deepEqual(first.ledger.peaks, [[saturday, 300]]);
    const second = updateLedger(first.ledger, [[saturday, 50]]);
    assert.deepEqual([second.fell, second.growth, second.regained], [false, 30, 0]);
    assert.deepEqual(second.ledger.peaks, [[saturday, 300]]);
    const again = updateLedger(second.ledger, [[saturday, 10]]);
    assert.deepEqual(again.ledger.peaks, [[saturday, 300]]);
    const back = updateLedger(second.ledger, [[saturday, 300]]);
    assert.deepEqual([back.growth, back.regained, back.ledger.peaks], [250, 250, undefined]);
    const beyond = updateLedger(second.ledger, [[saturday, 310]]);
    assert.deepEqual([beyond.growth, beyond.regained, beyond.ledger.peaks], [260, 250, undefined]);
  });

  test('is remembered with the newest eight of such days', () => {
    const days = Array.from({ length: 9 }, (_, day): Period => [`2025-02-0${String(day + 1)}`, 100]);
    const fallen = updateLedger(
      openLedger(days),
      days.map(([key]): Period => [key, 1]),
    );
    assert.deepEqual(fallen.ledger.peaks, days.slice(1));
    assert.deepEqual(openLedger([], days).peaks, days.slice(1));
  });

  test('does not change what is new: later days only, with the values of the two days before', () => {
    const { begun, liveWattHours, previousWattHours, ledger, growth } = updateLedger(opened, [
      ['2025-03-01', 9],
      [saturday, 310],
      [sunday, 5],
    ]);
    assert.deepEqual([begun, liveWattHours, previousWattHours, growth], [[[sunday, 5]], 300, 500, 10]);
    assert.equal(ledger.live, sunday);
    assert.deepEqual(
      ledger.values.map(([key]) => key),
      [friday, '2025-03-01', saturday, sunday],
    );
    assert.equal(updateLedger(openLedger([[friday, 5]]), [[friday, 5]]).previousWattHours, 0);
  });

  test('of two values for one day the larger counts', () => {
    assert.deepEqual(
      sortedPeriods([
        [sunday, 5],
        [friday, 1],
        [sunday, 3],
      ]),
      [
        [friday, 1],
        [sunday, 5],
      ],
    );
  });
});

describe('the counter of a month', () => {
  const march = { month: '2025-03', wattHours: 100 };
  for (const [what, before, now, expected] of [
    [
      'that grows',
      march,
      { month: '2025-03', wattHours: 150 },
      { month: { ...march, wattHours: 150 }, growth: 50, regained: 0, fell: false },
    ],
    ['that stands still', march, march, { month: march, growth: 0, regained: 0, fell: false }],
    [
      'that grows under the next name',
      march,
      { month: '2025-04', wattHours: 150 },
      { month: { ...march, wattHours: 150 }, growth: 50, regained: 0, fell: false },
    ],
    [
      'at 0, which takes the next name',
      { ...march, wattHours: 0 },
      { month: '2025-04', wattHours: 5 },
      { month: { month: '2025-04', wattHours: 5 }, growth: 5, regained: 0, fell: false },
    ],
    [
      'at 0, which keeps its name from an earlier one',
      { ...march, wattHours: 0 },
      { month: '1970-01', wattHours: 5 },
      { month: { ...march, wattHours: 5 }, growth: 5, regained: 0, fell: false },
    ],
    [
      'of a new month',
      march,
      { month: '2025-04', wattHours: 7 },
      { month: { month: '2025-04', wattHours: 7 }, growth: 7, regained: 0, fell: false },
    ],
    [
      'that falls within its month',
      march,
      { month: '2025-03', wattHours: 7 },
      { month: { ...march, wattHours: 7, peak: 100 }, growth: 0, regained: 0, fell: true },
    ],
    [
      'that falls once more',
      { ...march, peak: 400 },
      { month: '2025-03', wattHours: 7 },
      { month: { ...march, wattHours: 7, peak: 400 }, growth: 0, regained: 0, fell: true },
    ],
    [
      'that grows after a fall',
      { ...march, peak: 400 },
      { month: '2025-03', wattHours: 399 },
      { month: { ...march, wattHours: 399, peak: 400 }, growth: 299, regained: 0, fell: false },
    ],
    [
      'that is back where it was',
      { ...march, peak: 400 },
      { month: '2025-03', wattHours: 400 },
      { month: { ...march, wattHours: 400 }, growth: 300, regained: 300, fell: false },
    ],
    [
      'that is back and beyond',
      { ...march, peak: 400 },
      { month: '2025-03', wattHours: 420 },
      { month: { ...march, wattHours: 420 }, growth: 320, regained: 300, fell: false },
    ],
  ] as const) {
    test(what, () => {
      assert.deepEqual(updateMonth(before, now), expected);
    });
  }
});

describe('the running hour, whose name moves', () => {
  const hour = (seconds: number, wattHours: number): Period => [String(seconds).padStart(10, '0'), wattHours];
  const ledger = { live: hour(3000, 0)[0], values: [hour(1000, 7), hour(3000, 5)] };

  for (const [what, reported, expected] of [
    ['gets its new name', [hour(1000, 7), hour(3600, 6)], [hour(1000, 7), hour(3600, 5)]],
    ['keeps its name while that is reported', [hour(3000, 6), hour(3600, 6)], [hour(1000, 7), hour(3000, 5)]],
    ['does not continue in an hour with less energy', [hour(1000, 7), hour(3600, 4)], [hour(1000, 7), hour(3000, 5)]],
    ['does not continue an hour or more later', [hour(1000, 7), hour(6600, 9)], [hour(1000, 7), hour(3000, 5)]],
    ['of two that may continue, the later one does', [hour(4000, 9)], [hour(1000, 7), hour(4000, 5)]],
  ] as const) {
    test(what, () => {
      assert.deepEqual(withRenamedHours(ledger, reported).values, expected);
    });
  }

  test('takes its largest value along', () => {
    const fallen = { ...ledger, peaks: [hour(3000, 50), hour(1000, 70)] };
    const renamed = withRenamedHours(fallen, [hour(1000, 7), hour(3600, 6)]);
    assert.deepEqual(renamed.peaks, [hour(3600, 50), hour(1000, 70)]);
    assert.equal('peaks' in withRenamedHours(ledger, []), false);
  });

  test('has a name that sorts by time', () => {
    const [first, second] = hoursAsPeriods([
      { endsAt: 1_736_035_200, wattHours: 1 },
      { endsAt: 999, wattHours: 2 },
    ]);
    assert.deepEqual([first?.[1], second?.[1]], [2, 1]);
  });
});
