import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSaved, type SavedEnergy } from '../../../src/energy/saved-energy.ts';
import { EnergyTotal } from '../../../src/energy/energy-total.ts';
import { DAY, days, HOUR } from './day-list.ts';

const dateOf = (day: number): string => new Date(Date.UTC(2025, 0, 1) + day * DAY).toISOString().slice(0, 10);

test('what is saved after years is small, and remembers two months of days', () => {
  const energy = new EnergyTotal();
  for (let day = 0; day < 800; day += 1) {
    const list = Array.from({ length: 31 }, (_, ago) => [dateOf(day - ago), 54_321] as const);
    energy.countedDays(days(Object.fromEntries(list)), day * DAY);
  }
  const text = JSON.stringify(energy.saved);
  assert.ok(text.length < 4000, `${text.length} bytes`);
  assert.equal(energy.wattHours(800 * DAY), 830 * 54_321);
  const later = new EnergyTotal(readSaved(JSON.parse(text)));
  // A slot of seven weeks ago comes back: it is known, so it adds nothing.
  later.countedDays(days({ [dateOf(799)]: 54_321, [dateOf(750)]: 54_321 }), 0);
  assert.equal(later.wattHours(0), 830 * 54_321);
});

test('a list that is longer than any plug has does not grow the file, and counts once', () => {
  const list = days(Object.fromEntries(Array.from({ length: 400 }, (_, day) => [dateOf(day), 1])));
  let energy = new EnergyTotal();
  for (let turn = 0; turn < 3; turn += 1) {
    energy.countedDays(list, turn * HOUR);
    assert.equal(energy.wattHours(turn * HOUR), 400);
    assert.ok(JSON.stringify(energy.saved).length < 4000);
    energy = new EnergyTotal(readSaved(JSON.parse(JSON.stringify(energy.saved))));
  }
});

const saved: SavedEnergy = {
  wattHours: 627,
  shown: 627.5,
  counter: {
    kind: 'days',
    live: '2025-01-05',
    values: [
      ['2025-01-04', 305],
      ['2025-01-05', 4],
    ],
  },
};

test('what was saved is read as it was', () => {
  for (const each of [
    saved,
    { wattHours: -12.5, shown: 0, counter: { kind: 'month', month: '2025-01', wattHours: 90 } },
    { wattHours: 5, shown: 5, counter: { kind: 'hours', live: '001736035200', values: [['001736035200', 5]] } },
    { wattHours: 0, shown: 0, counter: { kind: 'days', live: '', values: [] } },
    { wattHours: 5, shown: 6 },
  ] satisfies SavedEnergy[]) {
    assert.deepEqual(readSaved(JSON.parse(JSON.stringify(each))), each);
  }
});

for (const value of [undefined, null, 'x', 5, [], {}, { wattHours: '5' }, { wattHours: null, shown: null }]) {
  test(`${JSON.stringify(value)} is no total`, () => {
    assert.equal(readSaved(value), undefined);
  });
}

test('the total of a damaged file is kept if it can be read', () => {
  assert.deepEqual(readSaved({ wattHours: 627 }), { wattHours: 627, shown: 627 });
  assert.deepEqual(readSaved({ shown: 627 }), { wattHours: 627, shown: 627 });
  assert.deepEqual(readSaved({ wattHours: 627, shown: 3 }), { wattHours: 627, shown: 627 });
  assert.deepEqual(readSaved({ wattHours: 627, shown: -3 }), { wattHours: 627, shown: 627 });
  for (const counter of [
    null,
    'days',
    {},
    { kind: 'weeks', live: '', values: [] },
    { kind: 'days' },
    { kind: 'days', live: '2025-01-05', values: [] },
    {
      kind: 'days',
      live: '2025-01-05',
      values: [['2025-01-05'], [5, 5], ['2025-01-05', -1], null, ['2025-01-05', 'x']],
    },
    { kind: 'month', month: 1, wattHours: 5 },
    { kind: 'month', month: '2025-01' },
  ]) {
    assert.deepEqual(readSaved({ wattHours: 627, shown: 627, counter }), { wattHours: 627, shown: 627 });
  }
  const values = [['2025-01-04', 305], null, ['2025-01-05', 4]];
  assert.deepEqual(readSaved({ ...saved, counter: { kind: 'days', values } }), saved);
});

test('a total without a counter continues from the next reading, and counts nothing twice', () => {
  const energy = new EnergyTotal(readSaved({ wattHours: 627 }));
  assert.equal(energy.wattHours(0), 627);
  energy.countedDays([], 0); // a list that is empty by mistake is not a base
  energy.countedDays(days({ '2025-01-04': 305, '2025-01-05': 90 }), HOUR);
  assert.equal(energy.wattHours(HOUR), 627);
  energy.countedDays(days({ '2025-01-04': 305, '2025-01-05': 100, '2025-01-06': 3 }), 2 * HOUR);
  assert.equal(energy.wattHours(2 * HOUR), 640);
});

test('a total shows at once after a restart, and not less than before', () => {
  const energy = new EnergyTotal();
  energy.countedDays(days({ '2025-01-05': 100 }), 0);
  energy.flows(2000, 0);
  const shown = energy.wattHours(6 * 60_000);
  const later = new EnergyTotal(readSaved(JSON.parse(JSON.stringify(energy.saved))));
  assert.equal(shown, 300);
  assert.equal(later.wattHours(-5 * HOUR), 300);
  later.countedDays(days({ '2025-01-05': 200 }), -5 * HOUR);
  assert.equal(later.wattHours(-5 * HOUR), 300);
  later.countedDays(days({ '2025-01-05': 350 }), -4 * HOUR);
  assert.equal(later.wattHours(-4 * HOUR), 350);
});
