/** `npm run bench`: see scripts/bench.mjs for its arguments. */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { readArguments } from './lib/arguments.ts';
import { withTable } from './lib/markers.ts';
import { markdown, type Table } from './lib/table.ts';
import { answers } from './parts/answers.ts';
import { busy } from './parts/busy.ts';
import { cost } from './parts/cost.ts';
import { importing } from './parts/import.ts';
import { matter } from './parts/matter.ts';
import { outage } from './parts/outage.ts';
import { press } from './parts/press.ts';
import { profile } from './parts/profile.ts';
import { requests } from './parts/requests.ts';
import { scenes } from './parts/scenes.ts';
import { start } from './parts/start.ts';
import { taps } from './parts/taps.ts';

const PARTS = [taps, busy, scenes, press, outage, cost, start, importing, requests, answers, matter];
const PAGE = new URL('../docs/performance.md', import.meta.url);

const { effort, writes, parts } = readArguments(process.argv.slice(2), PARTS, [profile]);
const machine: Table = {
  name: 'machine',
  head: ['cores', 'Node', 'system'],
  rows: [[`${availableParallelism()}`, process.version, process.platform]],
};

await show(machine);
for (const part of parts) {
  console.log(`\n— ${part.name}: ${part.title}`);
  try {
    for (const table of await part.run(effort)) await show(table);
  } catch (error) {
    // What the other parts measure is worth having all the same.
    console.error(error);
    process.exitCode = 1;
  }
}

async function show(table: Table): Promise<void> {
  console.log(`\n${markdown(table)}`);
  if (writes) await writeFile(PAGE, withTable(await readFile(PAGE, 'utf8'), table));
}
