import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bar, sparkline } from '../../../src/cli/show/bars.ts';
import { painter } from '../../../src/cli/show/colour.ts';
import { indented, oneLine } from '../../../src/cli/show/json.ts';
import { duration, energy, watts } from '../../../src/texts/en/numbers.ts';
import { clip, plain, width } from '../../../src/cli/show/plain.ts';
import { facts, table } from '../../../src/cli/show/table.ts';
import { wrapped, wrappedHard } from '../../../src/cli/show/wrap.ts';

const sink = (isTerminal: boolean) => ({ write: () => undefined, isTerminal, columns: () => 80 });
const none = painter(sink(false), {}, true);

for (const [what, text, expected] of [
  ['a colour', '\u001b[31mred', '␛[31mred'],
  ['a new line and a bell', 'a\r\nb\u0007', 'a␍␊b␇'],
  ['a window title by one character', '\u009d0;x', '�0;x'],
  ['text that is turned around', 'evil\u202egnp.exe', 'evil�gnp.exe'],
  ['line separators and deletions', '\u2028\u2029\u007f', '��␡'],
  ['half a character', 'a\ud800b', 'a�b'],
  ['a family, and an accent', '👨‍👩‍👧 Cafe\u0301', '👨‍👩‍👧 Cafe\u0301'],
] as const) {
  test(`a terminal is shown, and does not obey, ${what}`, () => assert.equal(plain(text), expected));
}

test('text is as wide as a terminal shows it', () => {
  assert.deepEqual(['abc', '日本', '👨‍👩‍👧', 'Cafe\u0301', ''].map(width), [3, 4, 2, 4, 0]);
  assert.equal(clip('日本語', 5), '日本…');
  assert.equal(clip('abc', 3), 'abc');
  assert.equal(clip('abcd', 3), 'ab…');
});

test('JSON says the same to programs, without what nobody can see', () => {
  const value = { text: 'a\u001b\u009b\u202e\u2028\u{e0001}b' };
  for (const written of [oneLine(value), indented(value)]) {
    assert.deepEqual(JSON.parse(written), value);
    assert.match(written, /^[\x20-\x7e\n]*$/);
  }
});

test('columns are aligned, numbers to the right, and wide letters count twice', () => {
  const rows = [
    ['日本', '1 W'],
    ['Lamp', '10 W'],
  ];
  assert.equal(
    table([{ title: 'Name' }, { title: 'Power', align: 'right' }], rows, none, 80),
    'Name  Power\n日本    1 W\nLamp   10 W',
  );
});

test('prose is broken between words, goes on below its text, and colours take no room', () => {
  assert.deepEqual(wrapped('  - one two', 8), ['  - one', '    two']);
  const coloured = ['one ', 'two', ''].join('\u001b[31m');
  assert.deepEqual(wrapped(coloured, 7), [coloured]);
});

test('a table that is too wide gives way where it may', () => {
  const shown = table([{ title: 'A', minColumns: 5 }, { title: 'B' }], [['x'.repeat(50), 'y'.repeat(10)]], none, 30);
  assert.deepEqual(shown.split('\n').map(width), [21, 30]);
  assert.match(shown, /x… {2}y{10}$/);
});

test('a fact that is too long goes on in the next line', () => {
  assert.equal(facts([['Can', 'one two three']], none, 16), 'Can  one two\n     three');
});

test('a word that is too long for a line, such as a uuid, goes on in the next: nothing of it is lost', () => {
  assert.equal(facts([['uuid', '0123456789abcdef']], none, 16), 'uuid  0123456789\n      abcdef');
  assert.deepEqual(wrappedHard('日本語 ab', 4), ['日本', '語', 'ab']);
  assert.deepEqual(wrapped('a longword b', 4), ['a', 'longword', 'b']);
});

test('a table that has no room leaves out what is extra, and else becomes lists with all of it', () => {
  const heads = [{ title: 'Address' }, { title: 'Name', minColumns: 4 }, { title: 'uuid', isExtra: true }] as const;
  const rows = [['192.168.1.20', 'A long name', '0123456789']];
  const widthsOf = (columns: number): readonly string[] => table(heads, rows, none, columns).split('\n');
  assert.equal(widthsOf(80)[1], '192.168.1.20  A long name  0123456789');
  assert.deepEqual(widthsOf(30), ['Address       Name', '192.168.1.20  A long name']);
  assert.deepEqual(widthsOf(20).slice(1), ['192.168.1.20  A long', '              name']);
  assert.deepEqual(widthsOf(17), [
    'Address  192.168.',
    '         1.20',
    'Name     A long',
    '         name',
    'uuid     01234567',
    '         89',
  ]);
});

test('a cell cannot break out of its line', () => {
  assert.equal(table([{ title: '' }], [['a\nb\u001b[2J']], none, 80), 'a␊b␛[2J');
});

test('bars are as long as their share, and what is there at all can be seen', () => {
  assert.deepEqual(
    [bar(10, 10, 4), bar(5, 10, 4), bar(0, 10, 4), bar(0.001, 10, 4), bar(5, 0, 4)],
    ['████', '██', '', '▏', ''],
  );
  assert.equal(sparkline([0, 5, 10]), '▁▅█');
  assert.equal(sparkline([0, 0]), '▁▁');
});

test('numbers carry their unit', () => {
  assert.deepEqual([watts(4.25), watts(1234.5)], ['4.3 W', '1235 W']);
  assert.deepEqual([energy(180), energy(1234)], ['180 Wh', '1.23 kWh']);
  assert.deepEqual([45, 90, 600, 7500, 7200, 864_000].map(duration), [
    '45 s',
    '1 min 30 s',
    '10 min',
    '2 h 5 min',
    '2 h',
    '10 days',
  ]);
});

test('colours are for terminals, unless somebody says otherwise', () => {
  const isColoured = (isTerminal: boolean, env: Record<string, string>, isWanted = true): boolean =>
    painter(sink(isTerminal), env, isWanted)('red', 'x') !== 'x';
  assert.deepEqual(
    [
      isColoured(true, {}),
      isColoured(false, {}),
      isColoured(true, { NO_COLOR: '1' }),
      isColoured(true, { NO_COLOR: '' }),
      isColoured(true, {}, false),
      isColoured(true, { TERM: 'dumb' }),
      isColoured(false, { FORCE_COLOR: '1' }),
      isColoured(false, { FORCE_COLOR: '0' }),
    ],
    [true, false, false, true, false, false, true, false],
  );
});
