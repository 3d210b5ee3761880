/**
 * From the start of Homebridge, with accessories in its cache, until the controller reads every tile, and until the tiles
 * of all living plugs show what the plugs are. Their buttons are pressed before, so that what is remembered is wrong.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBenchHome, type BenchHome } from '../lib/bench-home.ts';
import { byEffort, type Part } from '../lib/part.ts';
import { median } from '../lib/percentiles.ts';
import { silencePorts } from '../lib/silent-ports.ts';
import { COMMON, EMPTY, OURS, type Subject } from '../lib/subjects.ts';
import type { Table } from '../lib/table.ts';
import { areRight } from '../lib/tiles.ts';

const MODEL = 'mss310-2.1.17';
const LIMIT_MS = 60_000;

/** How the dead plugs are dead. */
type Death = 'refuses' | 'packets vanish';

interface Case {
  readonly count: number;
  readonly dead: number;
  readonly death?: Death;
}

interface Started {
  readonly answers: number;
  readonly right: number;
}

export const start: Part = {
  name: 'start',
  title: 'start with all, half and none of the plugs alive',
  run: async effort => {
    const rounds = byEffort(effort, { full: 2, short: 1, smoke: 1 });
    const rows: (readonly string[])[] = [];
    for (const count of byEffort(effort, { full: [1, 20, 149], short: [20], smoke: [2] }))
      rows.push(...(await rowsOf(count, rounds)));
    return [tableOf(rows)];
  },
};

function casesOf(count: number): readonly Case[] {
  const shares = count === 1 ? [1] : [Math.floor(count / 2), count];
  const dead = shares.flatMap(dead => (['refuses', 'packets vanish'] as const).map(death => ({ count, dead, death })));
  return [{ count, dead: 0 }, ...dead];
}

async function rowsOf(count: number, rounds: number): Promise<readonly (readonly string[])[]> {
  const folder = await mkdtemp(join(tmpdir(), 'meross-bench-'));
  const specs = Array.from({ length: count }, () => ({ model: MODEL }));
  const homes: BenchHome[] = [];
  const open = async (subject: Subject, at: number): Promise<void> => {
    const storage = join(folder, String(at));
    await mkdir(storage);
    homes[at] = await startBenchHome(subject, specs, { storage });
    // Long enough that everything is remembered; then it ends, so that only one Homebridge runs at a time.
    await sleep(3000);
    await homes[at].homebridge.stop();
  };
  try {
    for (const [at, subject] of [EMPTY, OURS, COMMON].entries()) await open(subject, at);
    const rows: (readonly string[])[] = [];
    for (const each of casesOf(count)) {
      const measured = homes.map((): Started[] => []);
      for (let round = 0; round < rounds; round += 1)
        for (const [at, home] of homes.entries()) {
          // It knows no plug, so it needs no dead ones.
          if (home.subject !== EMPTY || each.dead === 0) measured[at]?.push(await measure(home, each));
        }
      rows.push([describe(each), ...measured.flatMap((list, at) => cellsOf(list, homes[at]?.subject, each))]);
    }
    return rows;
  } finally {
    for (const home of homes) await home.close();
    await rm(folder, { recursive: true });
  }
}

async function measure(home: BenchHome, { dead, death }: Case): Promise<Started> {
  const { plugs, started, homebridge, app } = home;
  const isEmpty = home.subject === EMPTY;
  const gone = Array.from({ length: dead }, (_, at) => at);
  await plugs.setPower(gone, false);
  const ports = gone.map(at => Number(started[at]?.host.split(':')[1]));
  const endSilence = death === 'packets vanish' ? await silencePorts(ports) : undefined;
  for (let plug = gone.length; plug < started.length; plug += 1) await plugs.press(plug);
  const expected = (await plugs.states()).map(({ on }, at) => (at < gone.length ? undefined : on));
  const from = performance.now();
  try {
    await homebridge.restart();
    await app.reconnect();
    if (isEmpty) await app.accessories();
    let answers = isEmpty ? performance.now() - from : NaN;
    for (let isRight = isEmpty; !isRight;) {
      if (performance.now() - from > LIMIT_MS) return { answers, right: Infinity };
      isRight = (await areRight(home, expected)).every(Boolean);
      if (Number.isNaN(answers)) answers = performance.now() - from;
      if (!isRight) await sleep(10);
    }
    return { answers, right: performance.now() - from };
  } finally {
    await app.close();
    await homebridge.stop();
    await endSilence?.();
    await plugs.setPower(gone, true);
  }
}

const describe = ({ count, dead, death }: Case): string =>
  `${count} plug${count === 1 ? '' : 's'}, ${dead === 0 ? 'all alive' : `${dead === count ? 'none' : 'half'} alive (${death ?? ''})`}`;

function cellsOf(list: readonly Started[], subject: Subject | undefined, { count, dead }: Case): readonly string[] {
  const seconds = (key: keyof Started): string => {
    const value = median(list.map(one => one[key]));
    if (list.length === 0) return '';
    return Number.isFinite(value) ? (value / 1000).toFixed(2) : 'over 60';
  };
  if (subject === EMPTY) return [seconds('answers')];
  return [seconds('answers'), dead === count ? '–' : seconds('right')];
}

function tableOf(rows: readonly (readonly string[])[]): Table {
  const columns = ['ours', 'common'].flatMap(name => [`${name}: answers`, `${name}: all right`]);
  return { name: 'start', head: ['seconds', 'empty: answers', ...columns], rows };
}
