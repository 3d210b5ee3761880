import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeDays } from '../../../src/energy/day-totals.ts';
import { monthTotals } from '../../../src/energy/month-totals.ts';

const day = (date: string, wattHours = 100, isWhole = true) => ({ date, wattHours, isWhole });

test('a month without all of its days says which are missing', () => {
  const days = [day('2024-02-27'), day('2024-02-29', 50), day('2024-03-01', 7)];
  const [february, march] = monthTotals(days, '2024-03-02');
  assert.equal(february?.wattHours, 150);
  assert.deepEqual(february.incompleteDays.slice(-2), ['2024-02-26', '2024-02-28']);
  assert.deepEqual([february.countedDays, february.incompleteDays.length, february.isRunning], [2, 27, false]);
  assert.deepEqual([march?.wattHours, march?.incompleteDays, march?.isRunning], [7, [], true]);
});

test('a month without any day lies between two others as an empty one, also over the new year', () => {
  const months = monthTotals([day('2023-11-30'), day('2024-01-01')], '2024-01-01');
  assert.deepEqual(
    months.map(({ month, wattHours, countedDays, incompleteDays }) => [
      month,
      wattHours,
      countedDays,
      incompleteDays.length,
    ]),
    [
      ['2023-11', 100, 1, 29],
      ['2023-12', 0, 0, 31],
      ['2024-01', 100, 1, 0],
    ],
  );
});

test('a day that was counted in part counts, and is named', () => {
  const [month] = monthTotals([day('2024-03-01', 40, false), day('2024-03-02', 2)], '2024-03-03');
  assert.deepEqual([month?.wattHours, month?.incompleteDays], [42, ['2024-03-01']]);
});

test('the first source that has a day decides; the future, 1970 and dates that do not exist are left out', () => {
  const days = mergeDays(
    [
      [day('2024-03-02', 2), day('2024-03-09', 9), day('1970-01-01', 5)],
      [day('2024-03-02', 77), day('2024-03-01', 1), day('2024-02-30', 3), day('yesterday', 3)],
    ],
    '2024-03-03',
  );
  assert.deepEqual(days, [day('2024-03-01', 1), day('2024-03-02', 2)]);
});

test('days in any order give the same months', () => {
  const days = ['2025-01-31', '2025-02-01', '2025-02-02'].map((date, index) => ({
    date,
    wattHours: index,
    isWhole: true,
  }));
  assert.deepEqual(monthTotals(days.toReversed(), '2025-02-03'), monthTotals(days, '2025-02-03'));
});
