/** Energy for people without Eve: months in the terminal, and CSV for spreadsheets. */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { cli, configFor, hostAndKey, json, plugFor, succeeded } from './command-line.ts';

/** Reads CSV by the grammar of RFC 4180, written for this test. Throws where a file breaks it. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const row: string[] = [];
    for (;;) {
      const [field = ''] = /^(?:"(?:[^"]|"")*"|[^",\r\n]*)/.exec(text.slice(at)) ?? [];
      row.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
      at += field.length;
      if (text[at] !== ',') break;
      at += 1;
    }
    assert.equal(
      text.slice(at, at + 2),
      '\r\n',
      `a line ends without CRLF: ${JSON.stringify(text.slice(at, at + 20))}`,
    );
    at += 2;
    rows.push(row);
  }
  const [header = []] = rows;
  for (const row of rows) assert.equal(row.length, header.length);
  return rows;
}

/** Noon of a day on which the recorded counters of the mss310 are a few days old. */
const NOON = Date.UTC(2024, 2, 12, 12);

const metered = (t: TestContext): Promise<SimulatedPlug> => plugFor(t, 'mss310-2.1.17', { now: () => NOON });

/** A Homebridge config with the files that the plugin keeps of a plug beside it. */
async function storageFor(
  t: TestContext,
  plug: SimulatedPlug,
  days: readonly (readonly [string, number])[],
): Promise<string> {
  const config = await configFor(t, [{ host: plug.host, key: plug.key, name: 'Heater' }]);
  const folder = join(dirname(config), 'meross-local');
  await mkdir(folder);
  const counter = { kind: 'days', live: days.at(-1)?.[0], values: days };
  const notes = { energy: { 0: { wattHours: 1, shown: 1, counter, at: NOON / 1000 } } };
  await writeFile(join(folder, `${plug.uuid}.json`), JSON.stringify(notes));
  return config;
}

test('energy --csv is a file for a spreadsheet: a header, ISO dates, kWh with a dot, and all days of the plug', async t => {
  const plug = await metered(t);
  const output = await cli(['energy', ...hostAndKey(plug), '--csv'], { isTerminal: true, env: { FORCE_COLOR: '1' } });
  succeeded(output);
  const [header, ...rows] = parseCsv(output.out);
  assert.deepEqual(header, ['date', 'energy_kwh', 'complete']);
  const result = json(await cli(['energy', ...hostAndKey(plug), '--days', '31', '--json']));
  assert.ok(typeof result === 'object' && result !== null && 'days' in result && Array.isArray(result.days));
  const { days }: { readonly days: readonly { readonly date: string; readonly wattHours: number }[] } = {
    days: result.days,
  };
  assert.ok(days.length > 14);
  assert.deepEqual(
    rows.map(([date, kilowattHours]) => [date, Math.round(Number(kilowattHours) * 1000)]),
    days.map(({ date, wattHours }) => [date, wattHours]),
  );
  for (const [, kilowattHours = ''] of rows) assert.match(kilowattHours, /^\d+\.\d{3}$/);
  const few = parseCsv((await cli(['energy', ...hostAndKey(plug), '--csv', '--days', '3'])).out);
  assert.deepEqual(few.slice(1), rows.slice(-3));
});

test('energy --hours --csv has one row per hour, each with the time zone of the plug', async t => {
  const plug = await plugFor(t, 'mss305');
  const output = await cli(['energy', ...hostAndKey(plug), '--hours', '--csv']);
  succeeded(output);
  const [header, ...rows] = parseCsv(output.out);
  assert.deepEqual(header, ['hour_end', 'outlet', 'energy_kwh']);
  assert.ok(rows.length > 5);
  const ends = rows.map(([end = '']) => end);
  for (const end of ends) assert.match(end, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
  const moments = ends.map(end => Date.parse(end));
  assert.deepEqual(moments, moments.toSorted());
});

test('energy --month adds up the days of the plug and those that only the plugin still has, and names what is missing', async t => {
  const plug = await metered(t);
  const kept = [
    ['2024-01-30', 500],
    ['2024-01-31', 700],
    ['2024-02-01', 300],
  ] as const;
  const config = await storageFor(t, plug, kept);
  const before = await filesOf(config);
  const output = await cli(['energy', 'Heater', '--config', config, '--month', '--csv']);
  succeeded(output);
  const [header, january, february] = parseCsv(output.out);
  assert.deepEqual(header, ['month', 'outlet', 'energy_kwh', 'counted_days', 'incomplete_days']);
  assert.deepEqual(january, ['2024-01', '', '1.200', '2', '29']);
  const days = parseCsv((await cli(['energy', 'Heater', '--config', config, '--csv'])).out).slice(1);
  assert.deepEqual(days.slice(0, 2), [
    ['2024-01-30', '0.500', 'true'],
    ['2024-01-31', '0.700', 'true'],
  ]);
  const inFebruary = days.filter(([date = '']) => date.startsWith('2024-02'));
  const sum = inFebruary.reduce((total, [, kilowattHours]) => total + Math.round(Number(kilowattHours) * 1000), 0);
  assert.deepEqual(february, [
    '2024-02',
    '',
    (sum / 1000).toFixed(3),
    `${inFebruary.length}`,
    `${29 - inFebruary.length}`,
  ]);

  const text = (await cli(['energy', 'Heater', '--config', config, '--month'])).out;
  assert.match(text, /^2024-01 +1\.20 kWh +█.*\n +no full count of 1 to 29$/m);
  assert.match(text, /in 3 months, with this month so far$/m);
  assert.match(text, /Days are known since 2024-01-30\./);
  assert.deepEqual(await filesOf(config), before, 'nothing was written');
});

async function filesOf(config: string): Promise<readonly (readonly [string, string])[]> {
  const folder = join(dirname(config), 'meross-local');
  const names = await readdir(folder);
  return Promise.all(names.map(async name => [name, await readFile(join(folder, name), 'utf8')] as const));
}

test('energy --month without the files of the plugin says since when it knows, and how to know more', async t => {
  const plug = await metered(t);
  const { out } = await cli(['energy', ...hostAndKey(plug), '--month']);
  assert.match(out, /Days are known since 2024-\d\d-\d\d\. .* --config FILE adds/);
  const result = json(await cli(['energy', ...hostAndKey(plug), '--month', '--json']));
  assert.ok(typeof result === 'object' && result !== null && 'months' in result && Array.isArray(result.months));
  assert.deepEqual(Object.keys(result.months[0] as object), [
    'month',
    'wattHours',
    'countedDays',
    'incompleteDays',
    'isRunning',
  ]);
});

test('the days of the plug count more than older copies of them', async t => {
  const plug = await metered(t);
  const [, , own = []] = parseCsv((await cli(['energy', ...hostAndKey(plug), '--csv'])).out);
  const config = await storageFor(t, plug, [[own[0] ?? '', 1]]);
  const { out } = await cli(['energy', 'Heater', '--config', config, '--csv']);
  assert.ok(parseCsv(out).some(row => row.join() === own.join()));
});

test('days that only the history for Eve still has are counted too', async t => {
  const plug = await metered(t);
  const config = await storageFor(t, plug, []);
  // 100 W for three days, an entry every ten minutes.
  const from = Date.UTC(2024, 0, 9) / 1000;
  const rows = Array.from({ length: 3 * 144 }, (_, index) => JSON.stringify([from + index * 600, 100, 1]));
  const history = join(dirname(config), 'meross-local', `${plug.uuid}.history`);
  await writeFile(history, `{"number":1,"firstAt":${from}}\n${rows.join('\n')}\n[17`);
  const { out, err } = await cli(['energy', 'Heater', '--config', config, '--csv']);
  assert.equal(err, '');
  assert.ok(
    parseCsv(out).some(row => row.join() === '2024-01-10,2.400,true'),
    out,
  );
});

test('a damaged file of the plugin is reported, and the other days are shown', async t => {
  const plug = await metered(t);
  const config = await storageFor(t, plug, []);
  await writeFile(join(dirname(config), 'meross-local', `${plug.uuid}.json`), '{"energy":');
  const { status, out, err } = await cli(['energy', 'Heater', '--config', config, '--csv']);
  assert.equal(status, 0, err);
  assert.match(err, /\.json cannot be read \(damaged\), so days may be missing\.\n/);
  assert.ok(parseCsv(out).length > 14);
});

test('options that contradict each other are a mistake of usage, and what a plug does not count is status 5', async t => {
  const plug = await metered(t);
  for (const options of [
    ['--csv', '--json'],
    ['--month', '--hours'],
    ['--month', '--days', '3'],
    ['--days', '63'],
  ]) {
    const { status, out } = await cli(['energy', ...hostAndKey(plug), ...options]);
    assert.deepEqual([status, out], [2, ''], options.join(' '));
  }
  const { status, err } = await cli(['energy', ...hostAndKey(plug), '--hours']);
  assert.equal(status, 5);
  assert.match(err, /it counts no hours/);
});
