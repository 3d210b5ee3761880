/** Processor time and memory of 1, 20, 100 and 149 plugs, against the same Homebridge with an empty plugin. */
import { setTimeout as sleep } from 'node:timers/promises';
import { closeAll, startHomes, type BenchHome } from '../lib/bench-home.ts';
import { byEffort, type Part } from '../lib/part.ts';
import { costOf, residentMegabytes } from '../lib/proc.ts';
import { COMMON, EMPTY, OURS } from '../lib/subjects.ts';
import type { Table } from '../lib/table.ts';

const MODEL = 'mss310-2.1.17';
const SUBJECTS = [EMPTY, OURS, COMMON];

export const cost: Part = {
  name: 'cost',
  title: 'processor time, memory and requests of 1, 20, 100 and 149 plugs',
  run: async effort => {
    const counts = byEffort(effort, { full: [1, 20, 100, 149], short: [20, 100], smoke: [1] });
    const startSeconds = byEffort(effort, { full: 20, short: 10, smoke: 0 });
    // V8 gives back what the start needed after about two minutes.
    const restSeconds = byEffort(effort, { full: 120, short: 20, smoke: 0 });
    const seconds = byEffort(effort, { full: 45, short: 20, smoke: 1 });
    const rows: string[][] = [];
    for (const count of counts) {
      const specs = Array.from({ length: count }, () => ({ model: MODEL, watts: 60 }));
      const homes = await startHomes(SUBJECTS, specs);
      try {
        await sleep(startSeconds * 1000);
        const atStart = homes.map(({ homebridge }) => residentMegabytes(homebridge.pid));
        await sleep(restSeconds * 1000);
        rows.push([`${count}`, ...(await rowOf(homes, atStart, seconds))]);
      } finally {
        await closeAll(homes);
      }
    }
    return [tableOf(rows)];
  },
};

async function rowOf(
  homes: readonly BenchHome[],
  atStart: readonly number[],
  seconds: number,
): Promise<readonly string[]> {
  const requestsOf = async ({ plugs }: BenchHome): Promise<number> =>
    (await plugs.states()).reduce((sum, { requests }) => sum + requests, 0);
  const before = await Promise.all(homes.map(requestsOf));
  const from = performance.now();
  const costs = await costOf(
    homes.map(({ homebridge }) => homebridge.pid),
    seconds,
  );
  const hours = (performance.now() - from) / 3_600_000;
  const after = await Promise.all(homes.map(requestsOf));
  const empty = SUBJECTS.indexOf(EMPTY);
  const base = costs[empty];
  return [OURS, COMMON]
    .map(subject => SUBJECTS.indexOf(subject))
    .flatMap(at => {
      const { cpuPercent = NaN, megabytes = NaN } = costs[at] ?? {};
      const plugCount = homes[at]?.started.length ?? NaN;
      const perHour = ((after[at] ?? NaN) - (before[at] ?? NaN)) / hours / plugCount;
      return [
        `${(cpuPercent - (base?.cpuPercent ?? NaN)).toFixed(2)} %`,
        `${signed((atStart[at] ?? NaN) - (atStart[empty] ?? NaN))} MB`,
        `${signed(megabytes - (base?.megabytes ?? NaN))} MB`,
        perHour.toFixed(0),
      ];
    });
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;

function tableOf(rows: readonly (readonly string[])[]): Table {
  const columns = ['of a core', 'memory after the start', 'memory later', 'requests per plug and hour'];
  return {
    name: 'cost',
    head: ['plugs', ...['ours', 'common'].flatMap(name => columns.map(column => `${name}: ${column}`))],
    rows,
  };
}
