/** After an outage: from the moment at which a plug has power, or replies, again until its tile shows what the plug is. */
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeAll, startHomes, type BenchHome } from '../lib/bench-home.ts';
import { byEffort, type Part } from '../lib/part.ts';
import { spreadOf } from '../lib/percentiles.ts';
import { COMMON, OURS } from '../lib/subjects.ts';
import { times, type Table } from '../lib/table.ts';
import { areRight } from '../lib/tiles.ts';

const MODEL = 'mss310-2.1.17';
const POLL_SECONDS = 5;
const EVERY_MS = 50;
const LIMIT_MS = 60_000;

interface Outage {
  readonly seconds: number;
  /** The plug has no power, so its port refuses; or it is silent. */
  readonly kind: 'no power' | 'silent';
}

export const outage: Part = {
  name: 'outage',
  title: 'a tile after an outage',
  run: async effort => {
    const lengths = byEffort(effort, { full: [3, 10, 30, 90], short: [10, 30], smoke: [1] });
    const each = byEffort(effort, { full: 16, short: 6, smoke: 1 });
    const outages = lengths.flatMap(seconds => (['no power', 'silent'] as const).map(kind => ({ seconds, kind })));
    const specs = outages.flatMap(() => Array.from({ length: each }, () => ({ model: MODEL })));
    const homes = await startHomes([OURS, COMMON], specs, { options: { pollSeconds: POLL_SECONDS } });
    try {
      await sleep(effort === 'smoke' ? 0 : 12_000); // the start is over, and ours polls at its ordinary pace
      const measured = await Promise.all(homes.map(home => allOutages(home, outages, each)));
      return [tableOf(outages, measured)];
    } finally {
      await closeAll(homes);
    }
  },
};

/** All plugs of a home at the same time, each with its outage. @returns milliseconds by outage */
async function allOutages(
  home: BenchHome,
  outages: readonly Outage[],
  each: number,
): Promise<readonly (readonly number[])[]> {
  /** By plug: what it is since when, until its tile is right. */
  const waiting = new Map<number, { readonly on: boolean; readonly since: number }>();
  const measured = outages.map((): number[] => []);
  const ended = new Set<number>();
  const all = Promise.all(
    home.outlets.map(async (_, plug) => {
      await oneOutage(home, plug, outages[Math.floor(plug / each)], waiting);
      ended.add(plug);
    }),
  );
  while (ended.size < home.outlets.length || waiting.size > 0) {
    const now = performance.now();
    const right = await areRight(
      home,
      home.outlets.map((_, plug) => waiting.get(plug)?.on),
    );
    for (const [plug, { since }] of waiting) {
      const isLate = now - since > LIMIT_MS;
      // Waiting since before this reading began.
      if (since > now || (right[plug] !== true && !isLate)) continue;
      waiting.delete(plug);
      measured[Math.floor(plug / each)]?.push(isLate ? Infinity : performance.now() - since);
    }
    await sleep(EVERY_MS);
  }
  await all;
  return measured;
}

async function oneOutage(
  { plugs }: BenchHome,
  plug: number,
  outage: Outage | undefined,
  waiting: Map<number, { readonly on: boolean; readonly since: number }>,
): Promise<void> {
  if (outage === undefined) throw new Error('no outage');
  const { seconds, kind } = outage;
  const set = (isWell: boolean): Promise<void> =>
    kind === 'silent' ? plugs.setFaults([plug], { silent: !isWell }) : plugs.setPower([plug], isWell);
  await sleep(randomInt(0, 10_000));
  await set(false);
  await sleep(seconds * 1000);
  const { on } = await plugs.press(plug);
  await set(true);
  waiting.set(plug, { on, since: performance.now() });
}

function tableOf(outages: readonly Outage[], measured: readonly (readonly (readonly number[])[])[]): Table {
  const seconds = (value: number): string => (Number.isFinite(value) ? (value / 1000).toFixed(1) : 'over 60');
  const rows = outages.map(({ seconds: length, kind }, at) => {
    const cells = measured.flatMap(list => {
      const { p50, most } = spreadOf(list[at] ?? []);
      return [`${seconds(p50)} / ${seconds(most)}`, times(p50 / 1000, POLL_SECONDS), times(most / 1000, POLL_SECONDS)];
    });
    return [`${length} s, ${kind}`, ...cells, String(measured[0]?.[at]?.length ?? 0)];
  });
  const columns = ['ours', 'common'].flatMap(name => [`${name}: p50 / worst, s`, 'p50', 'worst']);
  return { name: 'outage', head: ['outage', ...columns, 'outages'], rows };
}
