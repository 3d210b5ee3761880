import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSaved } from '../../../src/energy/saved-energy.ts';
import { EnergyTotal } from '../../../src/energy/energy-total.ts';

/** Seconds by the plug's clock at a time of some day, or of the days after: `'18:59:00'`, `'26:10:00'`. */
function at(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
  return 1_736_035_200 + hours * 3600 + minutes * 60 + seconds;
}

type Ring = Readonly<Record<string, number>>;

const points = (ring: Ring): readonly { endsAt: number; wattHours: number }[] =>
  Object.entries(ring).map(([time, wattHours]) => ({ endsAt: at(time), wattHours }));

for (const [what, rings, expected] of [
  ['starts with the hours that the plug remembers', [{ '16:59:00': 40, '17:59:00': 50, '18:10:00': 5 }], 95],
  ['rises with the running hour, whose stamp moves', [{ '18:10:00': 5 }, { '18:20:00': 8 }, { '18:30:00': 8 }], 8],
  ['rises with the last of an hour', [{ '18:50:00': 20 }, { '18:59:01': 23 }], 23],
  [
    'rises with the last of an hour and the first of the next',
    [{ '18:50:00': 20 }, { '18:59:00': 23, '19:10:00': 4 }],
    27,
  ],
  [
    'distinguishes the running hour from one that ended in the same minute',
    [{ '18:58:50': 20 }, { '18:59:00': 20, '18:59:40': 1 }],
    21,
  ],
  [
    'rises by all hours of a gap',
    [{ '18:50:00': 20 }, { '18:59:00': 23, '19:59:00': 60, '20:59:01': 70, '21:20:00': 9 }],
    162,
  ],
  ['rises by a day of hours after more than a day', [{ '10:50:00': 20 }, { '39:59:00': 30, '40:59:00': 40 }], 90],
  ['knows a new hour from the old one where the old one is gone', [{ '18:50:00': 20 }, { '20:10:00': 25 }], 45],
  ['knows an hour that began anew after a power cut', [{ '18:30:00': 20 }, { '18:50:00': 3 }], 23],
  [
    'is not confused by hours that end anywhere and a ring that has come round',
    [
      { '10:55:00': 7, '11:55:00': 8, '12:30:00': 2 },
      { '12:55:00': 6, '11:55:00': 8, '13:10:00': 1 },
    ],
    22,
  ],
  ['takes an old sample for no news', [{ '18:50:00': 20 }, { '18:50:00': 20, '02:59:00': 500 }], 20],
  [
    'goes on when a clock that was ahead is right again',
    [
      { '18:10:00': 5 },
      { '18:10:00': 5, '900:10:00': 3 },
      { '18:10:00': 5, '900:10:00': 3, '18:40:00': 1 },
      { '18:10:00': 5, '900:10:00': 3, '18:50:00': 11 },
      { '18:10:00': 5, '900:10:00': 3, '18:59:00': 12, '19:10:00': 30 },
    ],
    // One Wh of the hour that began unseen became the base.
    5 + 3 + 11 + 30,
  ],
] as const satisfies readonly (readonly [string, readonly Ring[], number])[]) {
  test(`a total by the hour ${what}`, () => {
    const energy = new EnergyTotal();
    let again = new EnergyTotal();
    for (const [index, ring] of rings.entries()) {
      energy.countedHours(points(ring), index);
      energy.countedHours(points(ring).toReversed(), index);
      again.countedHours(points(ring), 0);
      again = new EnergyTotal(readSaved(JSON.parse(JSON.stringify(again.saved))));
    }
    assert.equal(energy.wattHours(rings.length), expected);
    assert.equal(again.wattHours(0), expected);
  });
}
