import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { truncateName, homeKitName, companionName } from '../../../src/homekit/homekit-name.ts';

/** Apple's own rule, the strictest that is checked anywhere (homekit-homebridge.md, section 5). */
const RULE = /^[\p{L}\p{N}][\p{L}\p{N} ']*[\p{L}\p{N}]$/u;
const FALLBACK = 'MSS310 b2c3';

/** Names with all that people and keyboards put in them. */
const anyName = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from("aZ9äßжé台 '’`´.-_/&🔌\t\n\u200b\u2028\u0301İﬁ")), maxLength: 100 }),
  fc.string({ maxLength: 100 }),
  fc.string({ unit: 'grapheme-ascii', minLength: 60, maxLength: 140 }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xd7ff }).map(code => String.fromCharCode(code)), maxLength: 100 }),
);

test('whatever name a user gives a plug, HomeKit accepts it without a warning', () => {
  fc.assert(
    fc.property(anyName, wanted => {
      const name = homeKitName(wanted, FALLBACK);
      assert.match(name, RULE);
      assert.ok(name.length >= 2 && name.length <= 64, name);
    }),
    { numRuns: 3000 },
  );
});

test('a long name in letters from beyond the first 65,536 is cut between two of them', () => {
  for (const wanted of ['𝒜'.repeat(40), `a${'𝒜'.repeat(40)}`, `a '${'𝒜'.repeat(40)}`]) {
    const name = homeKitName(wanted, FALLBACK);
    assert.match(name, RULE);
    assert.ok(name.length >= 63 && name.length <= 64);
  }
});

test('a name that HomeKit takes as it is stays as it is', () => {
  for (const name of ['Desk lamp', "Anna's lamp", 'Küche 2', '台所', 'Лампа', '42', 'x'.repeat(64)]) {
    assert.equal(homeKitName(name, FALLBACK), name);
  }
});

test('cleaning a name twice changes no more than once', () => {
  fc.assert(
    fc.property(anyName, wanted => {
      const name = homeKitName(wanted, FALLBACK);
      assert.equal(homeKitName(name, FALLBACK), name);
    }),
  );
});

for (const [wanted, expected] of [
  ['  Desk   lamp ', 'Desk lamp'],
  ['Anna’s lamp', "Anna's lamp"],
  ["'quoted'", 'quoted'],
  ['TV/Hi-Fi', 'TV Hi Fi'],
  ['🔌 Heater 🔥', 'Heater'],
  ['Lamp (left)', 'Lamp left'],
  ['Ku\u0308che', 'Küche'],
  ['line\nbreak', 'line break'],
  ['x'.repeat(70), 'x'.repeat(64)],
  [`${'x'.repeat(63)} y`, 'x'.repeat(63)],
  [`${'x'.repeat(63)}'s`, 'x'.repeat(63)],
] as const) {
  test(`${JSON.stringify(wanted.slice(0, 30))} becomes ${JSON.stringify(expected.slice(0, 30))}`, () => {
    assert.equal(homeKitName(wanted, FALLBACK), expected);
  });
}

test('if nothing, or only one letter, is left, the plug gets the name of its model', () => {
  for (const wanted of ['', ' ', "'", '🔌', 'x', ' x ', '...', '台', "'x'"]) {
    assert.equal(homeKitName(wanted, FALLBACK), FALLBACK);
  }
});

test('a companion service is named after its outlet, in 64 characters, and its label is always complete', () => {
  assert.equal(companionName('TV corner', 'status light'), 'TV corner status light');
  assert.equal(companionName('x'.repeat(64), 'finished'), `${'x'.repeat(55)} finished`);
  assert.equal(companionName(`${'x'.repeat(54)} and more`, 'finished'), `${'x'.repeat(54)} finished`);
  fc.assert(
    fc.property(anyName, name => {
      const companion = companionName(homeKitName(name, FALLBACK), 'finished');
      assert.match(companion, RULE);
      assert.match(companion, / finished$/);
      assert.ok(companion.length <= 64);
    }),
  );
});

test('a name is cut between letters, never within one', () => {
  assert.equal(truncateName(`${'x'.repeat(63)}𝒜`), 'x'.repeat(63));
  assert.equal(truncateName('𝒜'.repeat(40)), '𝒜'.repeat(32));
  assert.equal(truncateName('short'), 'short');
});
