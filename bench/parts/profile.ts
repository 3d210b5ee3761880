/** Where a tap spends its time in the process of Homebridge: a CPU profile of ours during taps at a plug that replies at once. */
import { writeFile } from 'node:fs/promises';
import { freePort } from '../../test/support/homebridge.ts';
import { startBenchHome, type BenchHome } from '../lib/bench-home.ts';
import { byFunction, byModule, profileIn, type CpuProfile, type SelfTime } from '../lib/cpu-profile.ts';
import { Inspector } from '../lib/inspector.ts';
import { byEffort, type Effort, type Part } from '../lib/part.ts';
import { median } from '../lib/percentiles.ts';
import { FLOOR, OURS, type Subject } from '../lib/subjects.ts';
import type { Table } from '../lib/table.ts';

const LINES = 15;
const SAMPLE_MICROSECONDS = 100;

export const profile: Part = {
  name: 'profile',
  title: 'CPU profiles of taps, and the files bench-ours.cpuprofile and bench-floor.cpuprofile',
  run: async effort => [...(await profileOf(OURS, effort)), ...(await profileOf(FLOOR, effort))],
};

async function profileOf(subject: Subject, effort: Effort): Promise<readonly Table[]> {
  const port = await freePort();
  const home = await startBenchHome(subject, [{ model: 'mss310-2.1.17' }], {
    nodeArgs: [`--inspect=127.0.0.1:${port}`],
  });
  const count = byEffort(effort, { full: 1000, short: 300, smoke: 3 });
  try {
    await tapTimes(home, Math.min(count, 200));
    const inspector = await Inspector.connect(port);
    await inspector.call('Profiler.enable');
    await inspector.call('Profiler.setSamplingInterval', { interval: SAMPLE_MICROSECONDS });
    await inspector.call('Profiler.start');
    const tapMs = median(await tapTimes(home, count));
    const found = profileIn(await inspector.call('Profiler.stop'));
    inspector.close();
    await writeFile(`bench-${subject.name}.cpuprofile`, JSON.stringify(found));
    console.log(`${subject.name}: ${count} taps, p50 ${tapMs.toFixed(2)} ms with the profiler on`);
    return tablesOf(subject, found, count);
  } finally {
    await home.close();
  }
}

async function tapTimes({ app, outlets: [outlet] }: BenchHome, count: number): Promise<readonly number[]> {
  if (outlet === undefined) throw new Error('no outlet');
  const taken: number[] = [];
  for (let tap = 0; tap < count; tap += 1) taken.push((await app.switch(outlet, tap % 2 === 0)).ms);
  return taken;
}

function tablesOf(subject: Subject, found: CpuProfile, count: number): readonly Table[] {
  const rows = (list: readonly SelfTime[]): readonly (readonly string[])[] => {
    const sum = list.reduce((total, { microseconds }) => total + microseconds, 0);
    const all = [...list.slice(0, LINES), { name: 'all', microseconds: sum }];
    return all.map(({ name, microseconds }) => [name, (microseconds / count).toFixed(0)]);
  };
  return [
    {
      name: `profile ${subject.name} modules`,
      head: [`${subject.name}: module`, 'µs per tap'],
      rows: rows(byModule(found)),
    },
    {
      name: `profile ${subject.name} functions`,
      head: [`${subject.name}: function`, 'µs per tap'],
      rows: rows(byFunction(found)),
    },
  ];
}
