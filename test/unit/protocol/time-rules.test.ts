import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { timeRules, zoneFor } from '../../../src/protocol/time-rules.ts';

/** 2025-01-01T12:00Z. */
const NOW = 1735732800;

// provisioning-mqtt-ble.md, 7: two independent computations agree, and London's epochs are those of a real plug.
const PARIS = [
  [1729990800, 3600, 0],
  [1743296400, 7200, 1],
  [1761440400, 3600, 0],
  [1774746000, 7200, 1],
  [1792890000, 3600, 0],
  [1806195600, 7200, 1],
  [1824944400, 3600, 0],
  [1837645200, 7200, 1],
  [1856394000, 3600, 0],
  [1869094800, 7200, 1],
  [1887843600, 3600, 0],
  [1901149200, 7200, 1],
  [1919293200, 3600, 0],
  [1932598800, 7200, 1],
  [1950742800, 3600, 0],
  [1964048400, 7200, 1],
  [1982797200, 3600, 0],
  [1995498000, 7200, 1],
  [2014246800, 3600, 0],
  [2026947600, 7200, 1],
];
const NEW_YORK = [
  [1730613600, -18000, 0],
  [1741503600, -14400, 1],
  [1762063200, -18000, 0],
  [1772953200, -14400, 1],
];

test('a plug in Paris gets the rules for now and for ten years', () => {
  assert.deepEqual(timeRules('Europe/Paris', NOW), PARIS);
  assert.deepEqual(zoneFor('Europe/Paris', NOW), { timezone: 'Europe/Paris', timeRule: PARIS });
});

test('so does a plug in New York', () => {
  const rules = timeRules('America/New_York', NOW);
  assert.deepEqual(rules.slice(0, 4), NEW_YORK);
  assert.equal(rules.length, 20);
});

test('a plug where the clock never changes has one rule', () => {
  assert.deepEqual(timeRules('Asia/Tokyo', NOW), [[0, 32400, 0]]);
  assert.deepEqual(timeRules('Asia/Kolkata', NOW), [[0, 19800, 0]]);
  assert.deepEqual(timeRules('UTC', NOW), [[0, 0, 0]]);
});

test('south of the equator, daylight saving time is at the turn of the year', () => {
  assert.deepEqual(timeRules('Australia/Sydney', NOW).slice(0, 2), [
    [1728144000, 39600, 1],
    [1743868800, 36000, 0],
  ]);
});

test('half hours of daylight saving are kept', () => {
  assert.deepEqual(
    timeRules('Australia/Lord_Howe', NOW)
      .slice(0, 2)
      .map(([, offset, isDst]) => [offset, isDst]),
    [
      [39600, 1],
      [37800, 0],
    ],
  );
});

test('at the very second of a change, the new rule is in force; a second before, the old one', () => {
  assert.deepEqual(timeRules('Europe/Paris', 1743296400)[0], [1743296400, 7200, 1]);
  assert.deepEqual(timeRules('Europe/Paris', 1743296399)[0], [1729990800, 3600, 0]);
});

for (const zone of ['Europe/Pariss', '', 'Mars/Olympus', '+01:00', 'Europe/Paris\n']) {
  test(`${JSON.stringify(zone)} is refused with an example of a zone`, () => {
    assert.throws(() => timeRules(zone, NOW), { name: 'RangeError', message: /is not a time zone.*Europe\/Paris/s });
  });
}

test('at any time, the first rule is in force and the others follow in order', () => {
  const zones = ['Europe/Paris', 'America/New_York', 'Australia/Sydney', 'Africa/Cairo', 'Asia/Tokyo'];
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 1_600_000_000, max: 2_000_000_000 }), (zone, now) => {
      const rules = timeRules(zone, now);
      const starts = rules.map(([start]) => start);
      assert.ok(rules.length >= 1 && rules.length <= 20);
      assert.ok((starts[0] ?? now + 1) <= now && (starts[1] ?? now + 1) > now);
      assert.deepEqual(
        starts,
        [...new Set(starts)].sort((a, b) => a - b),
      );
    }),
    { numRuns: 40 },
  );
});

test('a zone whose clock changes soon, and has not for years, has a first rule without a beginning', () => {
  // France introduced daylight saving time on 1976-03-28, after thirty years without.
  const [first, second] = timeRules('Europe/Paris', Date.UTC(1975, 5, 1) / 1000);
  assert.deepEqual(first, [0, 3600, 0]);
  assert.deepEqual(second, [Date.UTC(1976, 2, 28) / 1000, 7200, 1]);
});
