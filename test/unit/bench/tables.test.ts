import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { readArguments } from '../../../bench/lib/arguments.ts';
import { byFunction, byModule, profileIn } from '../../../bench/lib/cpu-profile.ts';
import { withTable } from '../../../bench/lib/markers.ts';
import type { Part } from '../../../bench/lib/part.ts';
import { median, percentile, spreadOf } from '../../../bench/lib/percentiles.ts';
import { cpuSeconds, residentMegabytes } from '../../../bench/lib/proc.ts';
import { markdown, ms, times } from '../../../bench/lib/table.ts';

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => count - at);

test('a percentile is a value that was measured, and exceeded by no more than the rest', () => {
  assert.equal(percentile(upTo(100), 0.5), 50);
  assert.equal(percentile(upTo(100), 0.99), 99);
  assert.equal(percentile(upTo(100), 1), 100);
  assert.equal(percentile([7], 0.99), 7);
  assert.equal(percentile([1, 2, 3], 0), 1);
  assert.equal(median([9, 1, 5]), 5);
  assert.ok(Number.isNaN(percentile([], 0.5)));
});

test('the worst value stays in the spread, and numbers are sorted as numbers', () => {
  assert.deepEqual(spreadOf([100, 9, 20]), { count: 3, p50: 20, p90: 100, p99: 100, most: 100 });
});

test('a table is aligned, and shows a ratio and a number with the digits that mean something', () => {
  const rows = [
    ['one', ms(4.25)],
    ['twenty plugs', ms(1234.5)],
  ];
  assert.equal(
    markdown({ head: ['what', 'ms'], rows }),
    '| what         |   ms |\n| ------------ | ---: |\n| one          |  4.3 |\n| twenty plugs | 1235 |',
  );
  assert.equal(times(3, 2), '1.50 ×');
  assert.equal(times(3, NaN), '–');
  assert.equal(ms(NaN), '–');
});

test('a table replaces what is between its markers, and nothing else', () => {
  const page = 'before\n<!-- bench: a -->\nold\n<!-- /bench -->\nbetween\n<!-- bench: b -->\n<!-- /bench -->\n';
  const table = { name: 'a', head: ['x', 'y'], rows: [['1', '2']] };
  const written = withTable(page, table);
  assert.equal(written, page.replace('\nold\n', `\n\n${markdown(table)}\n\n`));
  assert.equal(withTable(written, table), written);
  assert.equal(withTable(page, { ...table, name: 'c' }), page);
});

test('every table of the page about performance has a head and rows', async () => {
  const page = await readFile(new URL('../../../docs/performance.md', import.meta.url), 'utf8');
  const names = [...page.matchAll(/<!-- bench: (\S+) -->/g)].map(([, name]) => name);
  assert.ok(names.length > 5);
  assert.equal(new Set(names).size, names.length);
  for (const [, name, table = ''] of page.matchAll(/<!-- bench: (\S+) -->(.*?)<!-- \/bench -->/gs))
    assert.match(table, /^\s*\| .*\|\n\|[ :|-]+\|\n\| /, name);
});

test('the bench runs every part, or those that are named, and refuses what it does not know', () => {
  const part = (name: string): Part => ({ name, title: '', run: () => Promise.resolve([]) });
  const [one, two, three] = [part('one'), part('two'), part('three')];
  const read = (...args: readonly string[]) => readArguments(args, [one, two], [three]);
  assert.deepEqual(read(), { effort: 'full', writes: false, parts: [one, two] });
  assert.deepEqual(read('--short', 'three', 'one'), { effort: 'short', writes: false, parts: [three, one] });
  assert.deepEqual(read('--write', '--smoke').effort, 'smoke');
  assert.throws(() => read('four'), /no part four; there are one, two, three/);
  assert.throws(() => read('--fast'), /no option --fast/);
});

test('a CPU profile is summed by the function and module in which each sample was', () => {
  const node = (id: number, functionName: string, url: string) => ({
    id,
    callFrame: { functionName, url, lineNumber: 4 },
  });
  const profile = profileIn({
    profile: {
      nodes: [
        node(1, '(idle)', ''),
        node(2, 'send', 'file:///x/node_modules/undici/lib/a.js'),
        node(3, 'post', 'file:///x/dist/src/transport/http.js'),
        node(4, 'close', ''),
      ],
      samples: [1, 2, 3, 2, 4, 1],
      timeDeltas: [0, 50, 10, 20, 30, 5],
    },
  });
  const byName = (list: ReturnType<typeof byModule>): object =>
    Object.fromEntries(list.map(({ name, microseconds }) => [name, microseconds]));
  assert.deepEqual(byName(byModule(profile)), { undici: 40, 'ours: transport': 20, '(native)': 5 });
  assert.equal(byFunction(profile)[0]?.name, 'send  file:///x/node_modules/undici/lib/a.js:5');
  assert.throws(() => profileIn({}), TypeError);
});

test(
  'processor time and memory of this process are those that Node knows',
  { skip: process.platform !== 'linux' },
  () => {
    const { user, system } = process.cpuUsage();
    assert.ok(Math.abs(cpuSeconds(process.pid) - (user + system) / 1e6) < 0.5);
    assert.ok(Math.abs(residentMegabytes(process.pid) - process.memoryUsage.rss() / 2 ** 20) < 30);
  },
);
