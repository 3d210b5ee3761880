import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSaved, savedAt } from '../../../src/energy/saved-energy.ts';
import { EnergyTotal } from '../../../src/energy/energy-total.ts';
import { DAY, days, HOUR, MINUTE } from './day-list.ts';

type List = Readonly<Record<string, number>>;

/** A total whose plug has reported these lists, an hour apart, without watts in between. */
function after(...lists: readonly List[]): number | undefined {
  const energy = new EnergyTotal();
  for (const [at, list] of lists.entries()) energy.countedDays(days(list), at * HOUR);
  return energy.wattHours(lists.length * HOUR);
}

/** Homebridge restarts: another process, another origin of the clock. */
const restarted = (energy: EnergyTotal): EnergyTotal =>
  new EnergyTotal(readSaved(JSON.parse(JSON.stringify(energy.saved))));

test('before the plug has reported its days there is no total, whatever flows', () => {
  const energy = new EnergyTotal();
  assert.equal(energy.wattHours(0), undefined);
  assert.equal(energy.saved, undefined);
  energy.flows(2000, 0);
  assert.equal(energy.wattHours(HOUR), undefined);
});

for (const [what, lists, expected] of [
  ['starts with all days that the plug remembers', [{ '2025-01-03': 318, '2025-01-04': 305, '2025-01-05': 4 }], 627],
  ['of a plug that has not counted yet is 0', [{}], 0],
  ['goes on from 0 when the first day appears', [{}, { '2025-01-05': 3 }], 3],
  ['rises by what today has grown', [{ '2025-01-05': 180 }, { '2025-01-05': 190 }], 190],
  ['stays where nothing has grown', [{ '2025-01-05': 180 }, { '2025-01-05': 180 }], 180],
  ['rises by a new day', [{ '2025-01-05': 180 }, { '2025-01-05': 180, '2025-01-06': 7 }], 187],
  [
    'rises by the last of yesterday and the first of today',
    [{ '2025-01-05': 180 }, { '2025-01-05': 200, '2025-01-06': 7 }],
    207,
  ],
  [
    'rises by every day of a long gap, one without power included',
    [{ '2025-01-05': 180 }, { '2025-01-05': 200, '2025-01-06': 900, '2025-01-08': 1100, '2025-01-09': 30 }],
    2230,
  ],
  [
    'does not need the older days to stay in the list',
    [{ '2025-01-04': 50, '2025-01-05': 1 }, { '2025-01-06': 4 }],
    55,
  ],
  [
    'counts a day once that was missing from one list',
    [{ '2025-01-05': 180 }, { '2025-01-06': 5 }, { '2025-01-05': 190, '2025-01-06': 9 }],
    199,
  ],
  ['takes a missing today for nothing yet', [{ '2025-01-04': 50 }, { '2025-01-04': 50 }, { '2025-01-05': 2 }], 52],
  [
    'knows that an old slot of last month is no news',
    [{ '2025-02-14': 100 }, { '2025-02-14': 110, '2025-01-15': 999, '2025-01-16': 888 }],
    110,
  ],
  [
    'counts a slot anew when its day of the month comes round',
    [
      { '2025-02-14': 100, '2025-01-15': 999 },
      { '2025-02-14': 100, '2025-02-15': 5 },
    ],
    1104,
  ],
  [
    'counts what the plug adds to 1970 while its clock is not set, but not what it finds there',
    [{ '2025-01-05': 180 }, { '2025-01-05': 180, '1970-01-01': 40 }, { '2025-01-05': 180, '1970-01-01': 45 }],
    185,
  ],
  [
    'goes on with the days when the clock is set again',
    [
      { '2025-01-05': 180 },
      { '2025-01-05': 180, '1970-01-01': 1 },
      { '2025-01-05': 180, '1970-01-01': 6 },
      { '2025-01-05': 180, '1970-01-01': 6, '2025-01-06': 20 },
    ],
    205,
  ],
  [
    'goes on when a clock that was years ahead is right again, on the same day and on the next ones',
    [
      { '2025-01-05': 180 },
      { '2025-01-05': 180, '2030-06-01': 10 },
      { '2025-01-05': 181, '2030-06-01': 10 },
      { '2025-01-05': 185, '2030-06-01': 10, '2025-01-06': 50 },
      { '2025-01-05': 185, '2030-06-01': 10, '2025-01-06': 60, '2025-01-07': 5 },
    ],
    260,
  ],
  [
    'goes on when a clock was ahead over midnight, from what the true day had by then',
    [
      { '2025-01-05': 180 },
      { '2025-01-05': 180, '2030-06-01': 10 },
      { '2025-01-05': 180, '2030-06-01': 10, '2025-01-06': 3 },
      { '2025-01-05': 180, '2030-06-01': 10, '2025-01-06': 13 },
      { '2025-01-05': 180, '2030-06-01': 10, '2025-01-06': 13, '2025-01-07': 100 },
    ],
    300,
  ],
  ['does not fall with a counter that restarts', [{ '2025-01-05': 180 }, { '2025-01-05': 2 }], 180],
  [
    'rises from where a counter restarted',
    [{ '2025-01-05': 180 }, { '2025-01-05': 2 }, { '2025-01-05': 12 }, { '2025-01-05': 12, '2025-01-06': 5 }],
    195,
  ],
  [
    'rises from where a power cut put the counter back',
    [{ '2025-01-05': 180 }, { '2025-01-05': 150 }, { '2025-01-05': 170 }],
    200,
  ],
] as const satisfies readonly (readonly [string, readonly List[], number])[]) {
  test(`the total ${what}`, () => {
    assert.equal(after(...lists), expected);
    // From here on only the plug's readings count, so the order of its rows and a restart after each make no difference.
    let energy = new EnergyTotal();
    for (const [at, list] of lists.entries()) {
      energy.countedDays(days(list).toReversed(), at * HOUR);
      energy = restarted(energy);
    }
    assert.equal(energy.wattHours(0), expected);
  });
}

test('of a day that is reported twice the larger value counts, in either order', () => {
  const [old, now] = [
    { date: '2025-01-05', wattHours: 20 },
    { date: '2025-01-05', wattHours: 30 },
  ];
  for (const rows of [
    [old, now],
    [now, old],
  ]) {
    const energy = new EnergyTotal();
    energy.countedDays(rows, 0);
    assert.equal(energy.wattHours(0), 30);
  }
});

/** An evening with constant watts, known and read every five minutes from 22:00 on. */
function evening(watts: number): { energy: EnergyTotal; midnight: number; list: Record<string, number> } {
  const energy = new EnergyTotal();
  const list: Record<string, number> = { '2025-01-05': 1000 };
  energy.countedDays(days(list), 0);
  energy.flows(watts, 0);
  for (let minutes = 5; minutes <= 115; minutes += 5) {
    list['2025-01-05'] = 1000 + Math.floor((watts * minutes) / 60);
    energy.countedDays(days(list), minutes * MINUTE);
  }
  return { energy, midnight: 120 * MINUTE, list };
}

test('what flowed while the counter stood still before midnight is counted in the new day', () => {
  const { energy, midnight, list } = evening(600);
  // Stopped at 23:58 with 20 Wh not counted yet; five minutes later the new day has them and its own 50.
  energy.countedDays(days({ ...list, '2025-01-05': 2180 }), midnight);
  energy.countedDays(days({ ...list, '2025-01-05': 2180, '2025-01-06': 70 }), midnight + 5 * MINUTE);
  assert.equal(energy.wattHours(midnight + 5 * MINUTE), 2250);
});

test('where the plug loses them, the total waits for it and does not fall', () => {
  const { energy, midnight, list } = evening(600);
  energy.countedDays(days({ ...list, '2025-01-05': 2180 }), midnight);
  const shown = energy.wattHours(midnight + 5 * MINUTE) ?? 0;
  energy.countedDays(days({ ...list, '2025-01-05': 2180, '2025-01-06': 50 }), midnight + 5 * MINUTE);
  assert.equal(energy.wattHours(midnight + 5 * MINUTE), shown);
  energy.countedDays(days({ ...list, '2025-01-05': 2180, '2025-01-06': 100 }), midnight + 10 * MINUTE);
  assert.equal(Math.floor(energy.wattHours(midnight + 10 * MINUTE) ?? 0), 2281);
});

for (const [what, watts] of [
  ['a lamp', 60],
  ['a heater', 2000],
  ['nothing that draws power', 0],
] as const) {
  test(`with ${what}, a new day that begins with yesterday's energy does not count it twice`, () => {
    const { energy, midnight, list } = evening(watts);
    const yesterday = 1000 + watts * 2;
    energy.countedDays(days({ ...list, '2025-01-05': yesterday, '2025-01-06': yesterday }), midnight + MINUTE);
    const total = energy.wattHours(midnight + MINUTE) ?? 0;
    const most = 1000 + (watts * 121) / 60;
    assert.ok(total >= most - 2 && total <= most + watts / 20 + 4, `${total} Wh instead of ${most}`);
    // The day continues from there, whether the plug corrects it or not.
    energy.countedDays(days({ '2025-01-06': yesterday + 10 }), midnight + 6 * MINUTE);
    energy.countedDays(days({ '2025-01-06': 12 }), midnight + 11 * MINUTE);
    energy.countedDays(days({ '2025-01-06': 22 }), midnight + 16 * MINUTE);
    const later = (energy.wattHours(midnight + 16 * MINUTE) ?? 0) - total;
    assert.ok(later >= 20 - watts / 20 && later <= 20 + watts / 6 + 4, `${later} Wh more`);
  });
}

for (const [what, gap] of [
  [
    'a gap in the watts',
    (energy: EnergyTotal, at: number) => (energy.flows(undefined, at), energy.flows(60, at + 1), energy),
  ],
  ['a restart', (energy: EnergyTotal) => restarted(energy)],
] as const) {
  test(`after ${what}, a new day counts as the plug reports it`, () => {
    const { energy, midnight, list } = evening(60);
    const later = gap(energy, midnight - 2 * MINUTE);
    later.countedDays(days({ ...list, '2025-01-05': 1119, '2025-01-06': 800 }), midnight + MINUTE);
    assert.equal(Math.floor(later.wattHours(midnight + MINUTE) ?? 0), 1919);
  });
}

test('a new day is not cut for what stood still before the first reading after a restart', () => {
  const counter = { kind: 'days', live: '2025-01-05', values: [['2025-01-05', 1000]] } as const;
  const energy = new EnergyTotal({ wattHours: 1000, shown: 1000, counter });
  energy.flows(600, 0);
  // 23:59, and the counter has stood still since 23:55; at 00:04 it reports the rest.
  energy.countedDays(days({ '2025-01-05': 1000 }), 10 * MINUTE);
  energy.countedDays(days({ '2025-01-05': 1000, '2025-01-06': 90 }), 15 * MINUTE);
  assert.equal(energy.wattHours(15 * MINUTE), 1090);
});

test('watts that are read a bit too high all day do not make room for a day that begins too high', () => {
  const energy = new EnergyTotal();
  energy.countedDays(days({ '2025-01-05': 0 }), 0);
  energy.flows(1000, 0);
  for (let minute = 5; minute < 1440; minute += 5)
    energy.countedDays(days({ '2025-01-05': minute * 15 }), minute * MINUTE);
  const before = energy.wattHours(1435 * MINUTE) ?? 0;
  energy.countedDays(days({ '2025-01-05': 1440 * 15, '2025-01-06': 20_000 }), 1440 * MINUTE);
  const after = energy.wattHours(1440 * MINUTE) ?? 0;
  assert.ok(after - before < 3 * (1000 / 12), `${after - before} Wh in five minutes`);
});

test('a plug that reports one more strange date at each reading is still counted', () => {
  const energy = new EnergyTotal();
  energy.countedDays(days({ '2025-01-05': 100 }), 0);
  for (let turn = 1; turn <= 100; turn += 1)
    energy.countedDays(days({ [String(1900 + turn) + '-01-01']: 7, '2025-01-05': 100 + turn }), turn * HOUR);
  assert.equal(energy.wattHours(100 * HOUR), 200);
});

test('several new days at once count whole, though the watts seemed known all the time', () => {
  const { energy, midnight, list } = evening(60);
  // The machine slept for two days, and its monotonic clock with it.
  energy.countedDays(days({ ...list, '2025-01-06': 1440, '2025-01-07': 1000 }), midnight);
  assert.equal(Math.floor(energy.wattHours(midnight) ?? 0), 1115 + 1440 + 1000);
});

test('between two readings the total rises with the watts, and the readings only confirm it', () => {
  const energy = new EnergyTotal();
  energy.countedDays(days({ '2025-01-05': 100 }), 0);
  energy.flows(600, 0);
  const seen: number[] = [];
  for (let minute = 1; minute <= 30; minute += 1) {
    if (minute % 5 === 0) energy.countedDays(days({ '2025-01-05': 100 + minute * 10 }), minute * MINUTE);
    seen.push(Math.round(energy.wattHours(minute * MINUTE) ?? 0));
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 30 }, (_, index) => 110 + index * 10),
  );
});

test('a Wh that the counter does not include yet is shown, and not counted twice', () => {
  const energy = new EnergyTotal();
  energy.countedDays(days({ '2025-01-05': 100 }), 0);
  energy.flows(6, 0);
  // One Wh takes ten minutes.
  const seen = [4, 8, 12, 16, 20].map(minute => {
    energy.countedDays(days({ '2025-01-05': 100 + Math.floor(minute / 10) }), minute * MINUTE);
    return (energy.wattHours(minute * MINUTE) ?? 0).toFixed(1);
  });
  assert.deepEqual(seen, ['100.4', '100.8', '101.2', '101.6', '102.0']);
});

test('watts alone carry the total for a quarter of an hour, and no further', () => {
  const energy = new EnergyTotal();
  energy.countedDays(days({ '2025-01-05': 100 }), 0);
  energy.flows(1000, 0);
  assert.equal(energy.wattHours(15 * MINUTE), 350);
  assert.equal(energy.wattHours(DAY), 350);
  energy.countedDays(days({ '2025-01-05': 1100 }), DAY);
  assert.equal(energy.wattHours(DAY), 1100);
});

test('a total that ran ahead of the counter waits for it', () => {
  const energy = new EnergyTotal();
  energy.countedDays(days({ '2025-01-05': 100 }), 0);
  energy.flows(1200, 0);
  assert.equal(energy.wattHours(5 * MINUTE), 200);
  energy.flows(0, 5 * MINUTE);
  for (const [minute, value] of [
    [6, 150],
    [7, 190],
    [8, 198],
  ] as const) {
    energy.countedDays(days({ '2025-01-05': value }), minute * MINUTE);
    assert.equal(energy.wattHours(minute * MINUTE), 200);
  }
  energy.countedDays(days({ '2025-01-05': 230 }), 9 * MINUTE);
  assert.equal(energy.wattHours(9 * MINUTE), 230);
});

test('a counter that stands still limits the total, which does not run away from it', () => {
  const energy = new EnergyTotal();
  energy.countedDays(days({ '2025-01-05': 100 }), 0);
  energy.flows(600, 0);
  for (let minute = 5; minute <= 600; minute += 5) energy.countedDays(days({ '2025-01-05': 100 }), minute * MINUTE);
  const total = energy.wattHours(600 * MINUTE) ?? 0;
  assert.ok(total >= 100 && total <= 152, String(total));
});

test('energy of a counter that restarts is not lost if the watts were known', () => {
  const energy = new EnergyTotal();
  energy.countedDays(days({ '2025-01-05': 180 }), 0);
  energy.flows(600, 0);
  energy.countedDays(days({ '2025-01-05': 1 }), 5 * MINUTE);
  assert.equal(energy.wattHours(5 * MINUTE), 230);
  energy.countedDays(days({ '2025-01-05': 51 }), 10 * MINUTE);
  assert.equal(energy.wattHours(10 * MINUTE), 280);
});

test('watts that no outlet can carry, or that flow back, count as nothing', () => {
  for (const watts of [4_294_967.295, Number.NaN, Number.POSITIVE_INFINITY, -500, undefined]) {
    const energy = new EnergyTotal();
    energy.countedDays(days({ '2025-01-05': 100 }), 0);
    energy.flows(watts, 0);
    assert.equal(energy.wattHours(10 * MINUTE), 100, String(watts));
  }
});

test('a clock of ours that goes backwards changes nothing', () => {
  const energy = new EnergyTotal();
  energy.countedDays(days({ '2025-01-05': 100 }), HOUR);
  energy.flows(600, HOUR);
  assert.equal(energy.wattHours(HOUR + 5 * MINUTE), 150);
  assert.equal(energy.wattHours(0), 150);
  assert.equal(energy.wattHours(HOUR + 6 * MINUTE), 160);
});

test('a reset starts at 0 and leaves out all energy before it, counted or not', () => {
  const energy = new EnergyTotal();
  energy.countedDays(days({ '2025-01-04': 500, '2025-01-05': 100 }), 0);
  energy.flows(600, 0);
  energy.reset(3 * MINUTE);
  assert.equal(energy.wattHours(3 * MINUTE), 0);
  energy.countedDays(days({ '2025-01-04': 500, '2025-01-05': 150 }), 5 * MINUTE);
  assert.equal(energy.wattHours(5 * MINUTE), 20);
  const later = restarted(energy);
  later.countedDays(days({ '2025-01-05': 150, '2025-01-06': 30 }), 0);
  assert.equal(later.wattHours(0), 50);
});

test('a reset before the first reading holds: the history of the plug does not count', () => {
  const energy = new EnergyTotal();
  energy.reset(0);
  energy.countedDays([], 1);
  energy.countedDays(days({ '2025-01-04': 500, '2025-01-05': 100 }), 2);
  assert.equal(energy.wattHours(2), 0);
  energy.countedDays(days({ '2025-01-05': 130 }), 3);
  assert.equal(energy.wattHours(3), 30);
});

for (const minutes of [1, 4, 14]) {
  test(`a day that begins with yesterday's energy while Homebridge was down for ${minutes} min does not count it twice`, () => {
    const before = new EnergyTotal();
    before.countedDays(days({ '2025-01-05': 1200 }), 0);
    const energy = new EnergyTotal(readSaved(JSON.parse(JSON.stringify(before.saved))), 0);
    energy.countedDays(days({ '2025-01-05': 1200, '2025-01-06': 1201 }), minutes * MINUTE);
    assert.equal(energy.wattHours(minutes * MINUTE), 1201);
  });
}

for (const early of [0, 1]) {
  test(`a day at ${early} that takes on yesterday's energy does not count it twice, even without watts`, () => {
    const energy = new EnergyTotal();
    energy.countedDays(days({ '2025-01-05': 1200 }), 0);
    energy.countedDays(days({ '2025-01-05': 1200, '2025-01-06': early }), 5 * MINUTE);
    energy.countedDays(days({ '2025-01-05': 1200, '2025-01-06': 1200 + early }), 10 * MINUTE);
    assert.equal(energy.wattHours(10 * MINUTE), 1200 + early);
  });
}

test('a glitch at the very first reading, more than any outlet carries in a day, is not in the total', () => {
  assert.equal(after({ '2025-01-05': 490_000 }, { '2025-01-05': 102 }, { '2025-01-05': 110 }), 110);
});

test('a reset while a reading is doubted: its energy belongs to the time before', () => {
  const energy = new EnergyTotal();
  energy.countedDays([{ date: '2025-03-01', wattHours: 100 }], 0);
  energy.countedDays([{ date: '2025-03-01', wattHours: 60_000 }], 60_000);
  assert.equal(energy.wattHours(60_000), 100, 'too much for a minute');
  energy.reset(120_000);
  assert.equal(energy.wattHours(120_000), 0);
  energy.countedDays([{ date: '2025-03-01', wattHours: 60_005 }], 180_000);
  assert.equal(energy.wattHours(180_000), 5);
});

test('energy that a plug counted while the computer slept is counted, although no time seems to have passed', () => {
  const [awake, asleep] = [new EnergyTotal(), new EnergyTotal()];
  for (const energy of [awake, asleep]) energy.countedDays([{ date: '2025-03-01', wattHours: 100 }], 0);
  asleep.missed(-5, 0);
  asleep.missed(2 * HOUR, 0);
  for (const energy of [awake, asleep]) energy.countedDays([{ date: '2025-03-01', wattHours: 4000 }], MINUTE);
  assert.equal(awake.wattHours(MINUTE), 100, 'too much for a minute');
  assert.equal(asleep.wattHours(MINUTE), 4000);
  asleep.countedDays([{ date: '2025-03-01', wattHours: 8000 }], 2 * MINUTE);
  assert.equal(asleep.wattHours(2 * MINUTE), 4000, 'the sleep counts once');
});

test('the time of the last save is read, and is unknown in a file of an earlier version', () => {
  assert.equal(savedAt({ wattHours: 5, at: 1_735_689_600 }), 1_735_689_600);
  for (const saved of [{ wattHours: 5 }, { at: 'now' }, { at: Number.NaN }, [5], null, undefined, 7])
    assert.equal(savedAt(saved), undefined);
});
