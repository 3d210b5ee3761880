import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergeDays } from '../../src/energy/day-totals.ts';
import { monthTotals } from '../../src/energy/month-totals.ts';

const DAY_MS = 86_400_000;
const dateAt = (index: number): string => new Date(Date.UTC(2023, 0, 1) + index * DAY_MS).toISOString().slice(0, 10);

/** Days of four years, in any order, some of them more than once. */
const days = fc.array(
  fc.record({
    date: fc.integer({ min: 0, max: 1460 }).map(dateAt),
    wattHours: fc.integer({ min: 0, max: 80_000 }),
    isWhole: fc.boolean(),
  }),
  { minLength: 1, maxLength: 100 },
);

test('days add up to months: no watt-hour is lost or counted twice, and every day is counted or missing', () => {
  fc.assert(
    fc.property(days, fc.integer({ min: 0, max: 1460 }).map(dateAt), (written, today) => {
      const known = mergeDays([written], today);
      const months = monthTotals(known, today);
      const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
      assert.equal(sum(months.map(({ wattHours }) => wattHours)), sum(known.map(({ wattHours }) => wattHours)));
      assert.equal(sum(months.map(({ countedDays }) => countedDays)), known.length);
      for (const { month, incompleteDays } of months) {
        const whole = known.filter(({ date, isWhole }) => date.startsWith(month) && isWhole).map(({ date }) => date);
        const [year = 0, number = 0] = month.split('-').map(Number);
        const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
        const over = today.startsWith(month) ? Number(today.slice(8)) - 1 : length;
        const wholeAndOver = whole.filter(date => date < today).length;
        assert.equal(incompleteDays.length + wholeAndOver, over, month);
      }
      assert.deepEqual(
        months.map(({ month }) => month),
        [...new Set(months.map(({ month }) => month))].sort(),
      );
    }),
  );
});
