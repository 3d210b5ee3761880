import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSaved } from '../../../src/energy/saved-energy.ts';
import { EnergyTotal } from '../../../src/energy/energy-total.ts';
import { days, HOUR, MINUTE } from './day-list.ts';

type Reading = readonly [month: string, wattHours: number];

for (const [what, readings, expected] of [
  ['starts with the month', [['2025-01', 900]], 900],
  [
    'rises with the month',
    [
      ['2025-01', 900],
      ['2025-01', 950],
    ],
    950,
  ],
  [
    'goes on in the next month',
    [
      ['2025-01', 900],
      ['2025-02', 20],
      ['2025-02', 50],
    ],
    950,
  ],
  [
    'goes on over the new year',
    [
      ['2025-12', 900],
      ['2026-01', 20],
    ],
    920,
  ],
  [
    'counts no month twice when our calendar turns before the plug does',
    [
      ['2025-01', 900],
      ['2025-02', 910],
      ['2025-02', 911],
      ['2025-02', 3],
      ['2025-02', 10],
      ['2025-03', 4],
    ],
    925,
  ],
  [
    'counts no month twice when the plug turns before our calendar does',
    [
      ['2025-01', 900],
      ['2025-01', 0],
      ['2025-02', 5],
    ],
    905,
  ],
  [
    'counts a larger month after a gap once, less what the old one had',
    [
      ['2025-01', 100],
      ['2025-04', 700],
      ['2025-05', 20],
    ],
    720,
  ],
  [
    'does not fall with a counter that restarts',
    [
      ['2025-01', 900],
      ['2025-01', 2],
      ['2025-01', 12],
    ],
    910,
  ],
  [
    'does not fall with a clock that goes back',
    [
      ['2025-02', 900],
      ['1970-01', 2],
      ['1970-01', 12],
      ['2025-02', 15],
    ],
    913,
  ],
  [
    'survives a month that is none',
    [
      ['2025-01', 900],
      ['', 910],
      ['2025-01', 920],
    ],
    920,
  ],
] as const satisfies readonly (readonly [string, readonly Reading[], number])[]) {
  test(`a total by the month ${what}`, () => {
    const energy = new EnergyTotal();
    let again = new EnergyTotal();
    for (const [at, [month, wattHours]] of readings.entries()) {
      energy.countedMonth(wattHours, at * HOUR, month);
      energy.countedMonth(wattHours, at * HOUR, month);
      again.countedMonth(wattHours, 0, month);
      again = new EnergyTotal(readSaved(JSON.parse(JSON.stringify(again.saved))));
    }
    assert.equal(energy.wattHours(readings.length * HOUR), expected);
    assert.equal(again.wattHours(0), expected);
  });
}

test('a total by the month rises with the watts in between', () => {
  const energy = new EnergyTotal();
  energy.countedMonth(900, 0, '2025-01');
  energy.flows(120, 0);
  assert.equal(energy.wattHours(5 * MINUTE), 910);
  energy.countedMonth(910, 5 * MINUTE, '2025-01');
  assert.equal(energy.wattHours(10 * MINUTE), 920);
});

test('a plug with another counter after an update continues its total', () => {
  const energy = new EnergyTotal();
  energy.countedMonth(900, 0, '2025-01');
  energy.countedDays(days({ '2025-01-04': 500, '2025-01-05': 400 }), HOUR);
  assert.equal(energy.wattHours(HOUR), 900);
  energy.countedDays(days({ '2025-01-04': 500, '2025-01-05': 430 }), 2 * HOUR);
  assert.equal(energy.wattHours(2 * HOUR), 930);
  energy.countedHours([{ endsAt: 1_736_000_000, wattHours: 7 }], 3 * HOUR);
  energy.countedHours([{ endsAt: 1_736_000_000, wattHours: 9 }], 4 * HOUR);
  assert.equal(energy.wattHours(4 * HOUR), 932);
  energy.countedMonth(1000, 5 * HOUR, '2025-01');
  assert.equal(energy.wattHours(5 * HOUR), 932);
});

test('a glitch to 0 in a month that began after an idle one does not count the month twice', () => {
  const energy = new EnergyTotal();
  const readings = [
    ['2025-01', 0],
    ['2025-02', 0],
    ['2025-02', 1500],
    ['2025-02', 0],
    ['2025-02', 1500],
  ] as const;
  for (const [at, [month, wattHours]] of readings.entries()) energy.countedMonth(wattHours, at * HOUR, month);
  assert.equal(energy.wattHours(readings.length * HOUR), 1500);
});
