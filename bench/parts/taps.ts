/** A tap, from the controller's write to its reply, against the floor: the plug replies after 0, 50 and 300 ms. */
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeAll, startHomes, type BenchHome } from '../lib/bench-home.ts';
import { byEffort, type Part } from '../lib/part.ts';
import { spreadOf, type Spread } from '../lib/percentiles.ts';
import { COMMON, FLOOR, OURS } from '../lib/subjects.ts';
import { ms, times, type Table } from '../lib/table.ts';

const PLAIN = 'mss310-2.1.17';
const ENCRYPTED = 'mss110-7.3.37';

/** One kind of plug. The slower it is, the fewer taps, because each takes longer. */
const KINDS = [0, 50, 300].flatMap(delayMs =>
  [PLAIN, ENCRYPTED].map(model => ({ delayMs, model, every: delayMs === 0 ? 1 : delayMs === 50 ? 2 : 4 })),
);
/** The common plugin gets a tap in every so many rounds, at least this long after its last one. */
const COMMON_EVERY = 4;
const COMMON_REST_MS = 300;

export const taps: Part = {
  name: 'taps',
  title: 'a tap against the floor',
  run: async effort => {
    const homes = await startHomes(
      [FLOOR, OURS, COMMON],
      KINDS.map(({ delayMs, model }) => ({ model, faults: { delayMs } })),
    );
    try {
      const rounds = byEffort(effort, { full: 320, short: 80, smoke: 2 });
      const warmUp = byEffort(effort, { full: 40, short: 40, smoke: 1 });
      await measure(homes, warmUp);
      return [tableOf(await measure(homes, rounds))];
    } finally {
      await closeAll(homes);
    }
  },
};

/** Milliseconds by subject, and by place in KINDS. Rounds go through all kinds, and each through all subjects. */
async function measure(homes: readonly BenchHome[], rounds: number): Promise<readonly (readonly number[])[][]> {
  const measured = homes.map(() => KINDS.map((): number[] => []));
  const lastTaps = new Map<BenchHome, number>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [kind, { every }] of KINDS.entries()) {
      if (round % every !== 0) continue;
      for (const [at, home] of homes.entries()) {
        const isCommon = home.subject === COMMON;
        if (isCommon && round % (every * COMMON_EVERY) !== 0) continue;
        if (isCommon) await sleep(Math.max(1, (lastTaps.get(home) ?? 0) + COMMON_REST_MS - performance.now()));
        await sleep(randomInt(1, 15)); // so that taps keep no step with polls
        measured[at]?.[kind]?.push(await tap(home, kind, (round / every) % 2 === 0));
        lastTaps.set(home, performance.now());
      }
    }
  }
  return measured;
}

async function tap({ app, outlets, subject }: BenchHome, kind: number, on: boolean): Promise<number> {
  const outlet = outlets[kind];
  if (outlet === undefined) throw new Error(`${subject.name} has no outlet ${kind}`);
  const { status, ms } = await app.switch(outlet, on);
  if (status !== 0) throw new Error(`a tap of ${subject.name} ended with ${status}`);
  return ms;
}

function tableOf(measured: readonly (readonly (readonly number[])[])[]): Table {
  const rows = KINDS.map(({ delayMs, model }, kind) => {
    const [floor, ours, common] = measured.map(kinds => spreadOf(kinds[kind] ?? []));
    if (floor === undefined || ours === undefined || common === undefined) throw new Error('a subject is missing');
    return [
      `${delayMs} ms, ${model === PLAIN ? 'plain' : 'encrypted'}`,
      spread(floor),
      spread(ours),
      times(ours.p50, floor.p50),
      times(ours.p90, floor.p90),
      times(ours.p99, floor.p99),
      `${ms(common.p50)} / ${ms(common.p90)}`,
      times(common.p50, floor.p50),
      `${floor.count}, ${ours.count}, ${common.count}`,
    ];
  });
  return {
    name: 'taps',
    head: [
      'the plug replies after',
      'floor: p50 / p90 / p99 ms',
      'ours: p50 / p90 / p99 ms',
      'p50',
      'p90',
      'p99',
      'common: p50 / p90 ms',
      'p50',
      'taps',
    ],
    rows,
  };
}

const spread = ({ p50, p90, p99 }: Spread): string => [p50, p90, p99].map(ms).join(' / ');
