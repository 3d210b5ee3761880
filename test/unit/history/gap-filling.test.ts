import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { daySpan } from '../../../src/history/plug-days.ts';
import { gapsBetween, type HistoryEntry, type Gap } from '../../../src/history/history-entry.ts';
import { filledEntries, type Counters } from '../../../src/history/gap-filling.ts';
import { BEGIN } from './wall-clock.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const NONE: Counters = { hours: [], days: [], offsets: [] };

/** A gap from so many hours after {@link BEGIN} to so many. */
const gap = (from: number, to: number): Gap => ({ from: BEGIN + from * HOUR, to: BEGIN + to * HOUR });

/** A row of an hour that ends so many hours after {@link BEGIN}. */
const hour = (endsAfter: number, wattHours: number) => ({ endsAt: BEGIN + endsAfter * HOUR, wattHours });

/** The energy of these entries: each covers the time since the one before, at most ten minutes. */
function wattHoursOf(entries: readonly HistoryEntry[], since: number): number {
  let before = since;
  let sum = 0;
  for (const { at, watts = 0 } of entries) {
    sum += (watts * Math.min(at - before, 600)) / 3600;
    before = at;
  }
  return sum;
}

/** True except for the last second of a gap, which has no entry. */
function assertNearly(found: number, wanted: number): void {
  assert.ok(found <= wanted + 1e-6, `${found} is more than ${wanted}`);
  assert.ok(found >= wanted * 0.998, `${found} is less than ${wanted}`);
}

describe('a gap is filled from the hours', () => {
  test('every ten minutes of the clock, with the average of each hour', () => {
    const entries = filledEntries([gap(10, 12)], { ...NONE, hours: [hour(12, 300), hour(11, 60)] }, []);
    const times = Array.from({ length: 12 }, (_, index) => BEGIN + 10 * HOUR + (index + 1) * 600);
    // The second in which recording starts again has an entry of its own.
    times[11] = BEGIN + 12 * HOUR - 1;
    assert.deepEqual(
      entries,
      times.map((at, index) => ({ at, watts: index < 6 ? 60 : 300, filled: 'hour' })),
    );
  });

  test('from its very beginning to its very end, wherever these lie', () => {
    const hours = [hour(11, 120), hour(12, 120)];
    const span = { from: BEGIN + 10 * HOUR + 125, to: BEGIN + 12 * HOUR - 777 };
    const entries = filledEntries([span], { ...NONE, hours }, []);
    assert.equal(entries[0]?.at, BEGIN + 10 * HOUR + 600);
    assert.equal(entries.at(-1)?.at, span.to - 1);
    assertNearly(wattHoursOf(entries, span.from), (120 * (span.to - span.from)) / HOUR);
  });

  test('though they are in no order, not on the hour, not quite an hour long, and some days old', () => {
    const hours = [hour(12.35, 102), hour(9.28, 1), hour(-50.3, 5000), hour(10.3, 200), hour(11.33, 103), hour(13, 50)];
    const entries = filledEntries([gap(10.3, 12.35)], { ...NONE, hours }, []);
    assertNearly(wattHoursOf(entries, BEGIN + 10.3 * HOUR), 205);
    assert.ok(entries.every(({ watts = 0 }) => Math.abs(watts - 100) < 0.01));
  });

  test('and an hour without consumption is known to have had none', () => {
    const entries = filledEntries([gap(10, 11)], { ...NONE, hours: [hour(11, 0)] }, []);
    assert.equal(entries.length, 6);
    assert.ok(entries.every(({ watts }) => watts === 0));
  });

  test('less what was recorded of the same hour', () => {
    const recorded = [0, 10, 20, 30].map(minute => ({ at: BEGIN + 10 * HOUR + minute * 60, watts: 60 }));
    const entries = filledEntries([gap(10.5, 11)], { ...NONE, hours: [hour(11, 50)] }, recorded);
    assertNearly(wattHoursOf(entries, BEGIN + 10.5 * HOUR), 20);
  });

  test('and never below nothing, where more was recorded than they say', () => {
    const recorded = [0, 10, 20, 30].map(minute => ({ at: BEGIN + 10 * HOUR + minute * 60, watts: 500 }));
    const entries = filledEntries([gap(10.5, 11)], { ...NONE, hours: [hour(11, 50)] }, recorded);
    assert.ok(entries.length === 3 && entries.every(({ watts }) => watts === 0));
  });
});

describe('a gap is filled from the days', () => {
  const days = [{ date: '2025-01-01', wattHours: 900 }];

  test('with what remains of the day, spread over the part of it that lies in the gap', () => {
    const recorded = Array.from({ length: 6 * 10 + 1 }, (_, index) => ({ at: BEGIN + index * 600, watts: 30 }));
    const entries = filledEntries([gap(10, 14)], { ...NONE, days }, recorded);
    assert.equal(entries.length, 24);
    assert.ok(entries.every(({ watts, filled }) => watts === 150 && filled === 'day'));
  });

  test('up to midnight, and not beyond if the next day has no row', () => {
    const entries = filledEntries([gap(21, 30)], { ...NONE, days }, []);
    assert.equal(entries.at(-1)?.at, BEGIN + DAY);
    assertNearly(wattHoursOf(entries, BEGIN + 21 * HOUR), 900);
  });

  test("at the plug's own midnight", () => {
    const offsets = [{ since: BEGIN - 60 * DAY, seconds: HOUR }];
    const entries = filledEntries([gap(21, 30)], { ...NONE, days, offsets }, []);
    assert.equal(entries.at(-1)?.at, BEGIN + 23 * HOUR);
    assertNearly(wattHoursOf(entries, BEGIN + 21 * HOUR), 900);
  });

  test('where there are no hours, and with what these leave', () => {
    const entries = filledEntries([gap(0, 24)], { ...NONE, days, hours: [hour(12, 300), hour(13, 300)] }, []);
    const byHour = entries.filter(({ filled }) => filled === 'hour');
    assert.equal(byHour.length, 12);
    assertNearly(wattHoursOf(byHour, BEGIN + 11 * HOUR), 600);
    assertNearly(wattHoursOf(entries, BEGIN), 900);
  });

  test('of which each gap of the day gets its part', () => {
    const gaps = [gap(2, 4), gap(10, 14)];
    const entries = filledEntries(gaps, { ...NONE, days }, []);
    const first = entries.filter(({ at }) => at < BEGIN + 5 * HOUR);
    const second = entries.filter(({ at }) => at > BEGIN + 5 * HOUR);
    assertNearly(wattHoursOf(first, BEGIN + 2 * HOUR), 300);
    assertNearly(wattHoursOf(second, BEGIN + 10 * HOUR), 600);
  });

  test('not on the day of the first entry, because the energy before it is not known', () => {
    assert.deepEqual(filledEntries([gap(10, 14)], { ...NONE, days }, [], BEGIN + HOUR), []);
    assert.equal(filledEntries([gap(10, 14)], { ...NONE, days }, [], BEGIN).length, 24);
  });

  test('once, though the plug names it twice', () => {
    const entries = filledEntries([gap(10, 14)], { ...NONE, days: [...days, ...days] }, []);
    assertNearly(wattHoursOf(entries, BEGIN + 10 * HOUR), 900);
  });
});

describe('nothing is made up', () => {
  test('where the plug counted nothing', () => {
    const elsewhere = { ...NONE, hours: [hour(9, 100), hour(20, 100)], days: [{ date: '2024-12-31', wattHours: 9 }] };
    assert.deepEqual(filledEntries([gap(10, 14)], NONE, []), []);
    assert.deepEqual(filledEntries([gap(10, 14)], elsewhere, []), []);
    assert.deepEqual(filledEntries([], { ...NONE, hours: [hour(9, 100)] }, []), []);
  });

  test('from malformed rows', () => {
    const hours = [hour(NaN, 5), hour(11, NaN), hour(12, -4)];
    const days = ['2025-01-xx', '', '2025-13-01', '1'].map(date => ({ date, wattHours: 9 }));
    assert.deepEqual(filledEntries([gap(10, 14)], { ...NONE, hours, days }, []), []);
    assert.deepEqual(filledEntries([gap(10, 14)], { ...NONE, days: [{ date: '2025-01-01', wattHours: NaN }] }, []), []);
  });

  test('for longer than the history reaches', () => {
    const days = Array.from({ length: 31 }, (_, index) => {
      const date = new Date((BEGIN + index * DAY) * 1000).toISOString().slice(0, 10);
      return { date, wattHours: 24 };
    });
    const entries = filledEntries([gap(0, 31 * 24)], { ...NONE, days }, []);
    assert.equal(entries.length, 4032);
    assert.ok(entries.every(({ watts = 0 }) => Math.abs(watts - 1) < 1e-9));
  });

  test('of whether it was on, nor more energy than was counted, whatever the plug says', () => {
    const wattHours = fc.integer({ min: 0, max: 3000 });
    const rows = fc.array(fc.record({ minute: fc.integer({ min: -600, max: 2000 }), wattHours }), { maxLength: 24 });
    const spans = fc.uniqueArray(fc.integer({ min: 0, max: 86_400 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(rows, wattHours, spans, (hours, today, ends) => {
        const sorted = [...ends].sort((a, b) => a - b).slice(0, ends.length - (ends.length % 2));
        const gaps = sorted.flatMap((from, index) =>
          index % 2 === 0 ? [{ from: BEGIN + from, to: BEGIN + (sorted[index + 1] ?? from) }] : [],
        );
        const counters = {
          hours: hours.map(({ minute, wattHours: counted }) => ({ endsAt: BEGIN + minute * 60, wattHours: counted })),
          days: [{ date: '2025-01-01', wattHours: today }],
          offsets: [],
        };
        const entries = filledEntries(gaps, counters, []);
        assert.ok(entries.every(entry => !('on' in entry) && (entry.watts ?? -1) >= 0));
        const times = entries.map(({ at }) => at);
        assert.deepEqual(
          times,
          [...new Set(times)].sort((a, b) => a - b),
        );
        assert.ok(times.every(at => gaps.some(({ from, to }) => at > from && at < to)));
        const total = gaps.reduce(
          (sum, { from, to }) =>
            sum +
            wattHoursOf(
              entries.filter(({ at }) => at > from && at < to),
              from,
            ),
          0,
        );
        // The larger of its counters; they need not agree.
        const counted = counters.hours.reduce((sum, each) => sum + each.wattHours, 0);
        assert.ok(total <= Math.max(counted, today) + 1e-6, `${total} of ${counted} and ${today}`);
      }),
      { numRuns: 300 },
    );
  });

  test('when it is filled for a second time', () => {
    const counters = { ...NONE, hours: [hour(11, 100), hour(12, 100)] };
    const surrounding: readonly HistoryEntry[] = [
      { at: BEGIN + 10 * HOUR, on: true },
      { at: BEGIN + 13 * HOUR, on: true },
    ];
    const filled = filledEntries(gapsBetween(surrounding, BEGIN + 13 * HOUR), counters, surrounding);
    const all = [...surrounding, ...filled].sort((a, b) => a.at - b.at);
    assert.deepEqual(filledEntries(gapsBetween(all, BEGIN + 13 * HOUR), counters, all), []);
  });
});

describe('a gap', () => {
  test('is more than ten minutes without an entry, up to now', () => {
    const entries = [0, 600, 1210, 1900, 5000].map(at => ({ at: BEGIN + at, on: true }));
    assert.deepEqual(gapsBetween(entries, BEGIN + 5700), [
      { from: BEGIN + 1210, to: BEGIN + 1900 },
      { from: BEGIN + 1900, to: BEGIN + 5000 },
      { from: BEGIN + 5000, to: BEGIN + 5700 },
    ]);
    assert.deepEqual(gapsBetween([], BEGIN), []);
  });

  test('is not where an entry has an average power', () => {
    const entries = [
      { at: BEGIN, on: true },
      { at: BEGIN + 700, on: true, watts: 5 },
    ];
    assert.deepEqual(gapsBetween(entries, BEGIN + 700), []);
  });
});

describe('a day of the plug', () => {
  // Berlin: summer time from 2024-03-31 01:00 UTC to 2024-10-27 01:00 UTC.
  const berlin = [
    { since: 1_729_990_800, seconds: 3600 },
    { since: 1_698_541_200, seconds: 3600 },
    { since: 1_711_846_800, seconds: 7200 },
  ];
  const days: readonly (readonly [date: string, from: string, hours: number])[] = [
    ['2024-03-30', '2024-03-29T23:00:00Z', 24],
    ['2024-03-31', '2024-03-30T23:00:00Z', 23],
    ['2024-07-01', '2024-06-30T22:00:00Z', 24],
    ['2024-10-27', '2024-10-26T22:00:00Z', 25],
    ['2024-10-28', '2024-10-27T23:00:00Z', 24],
    ['2023-01-01', '2022-12-31T23:00:00Z', 24],
  ];
  for (const [date, from, hours] of days) {
    test(`${date} in Berlin has ${hours} hours`, () => {
      const begin = Date.parse(from) / 1000;
      assert.deepEqual(daySpan(date, berlin), { from: begin, to: begin + hours * HOUR });
    });
  }

  test('is one of UTC where the plug has no time zone', () => {
    assert.deepEqual(daySpan('2025-01-01', []), { from: BEGIN, to: BEGIN + DAY });
  });

  test('west of Greenwich begins later', () => {
    const offsets = [{ since: 0, seconds: -9000 }];
    assert.deepEqual(daySpan('2025-01-01', offsets), { from: BEGIN + 9000, to: BEGIN + 9000 + DAY });
  });
});

describe('what no outlet can carry', () => {
  test('is not filled in after a glitch of the counter, by the hour or the day: the gap stays', () => {
    const days = [{ date: '2025-01-01', wattHours: 500_000 }];
    const offsets = [] as const;
    const span = daySpan('2025-01-01', offsets);
    assert.ok(span);
    const half = { from: span.from + 10 * HOUR, to: span.from + 10.5 * HOUR };
    assert.deepEqual(filledEntries([half], { hours: [], days, offsets }, []), []);
    const hours = [{ endsAt: span.from + 11 * HOUR, wattHours: 500_000 }];
    assert.deepEqual(filledEntries([half], { ...NONE, hours }, []), []);
  });

  test('is not made of power that flowed back while it was recorded', () => {
    const offsets = [] as const;
    const span = daySpan('2025-01-01', offsets);
    assert.ok(span);
    const recorded = Array.from({ length: 60 }, (_, index) => ({ at: span.from + (index + 1) * 600, watts: -345 }));
    const end = span.from + 60 * 600;
    const days = [{ date: '2025-01-01', wattHours: 0 }];
    for (const entry of filledEntries([{ from: end, to: end + 1800 }], { hours: [], days, offsets }, recorded)) {
      assert.equal(entry.watts, 0);
    }
  });
});
