/** Scenes, which the controller writes in one request: 20 and 149 plugs of which none, 3 and half hang; five outlets of a strip. */
import { closeAll, startHomes, type BenchHome } from '../lib/bench-home.ts';
import { byEffort, type Effort, type Part } from '../lib/part.ts';
import { sharedNow } from '../lib/plug-messages.ts';
import { median } from '../lib/percentiles.ts';
import { COMMON, COMMON_ONE_QUEUE, FLOOR, OURS } from '../lib/subjects.ts';
import { ms, times } from '../lib/table.ts';
import { untilRight } from '../lib/tiles.ts';

const MODEL = 'mss310-2.1.17';
const STRIP = { model: 'mss425f', outlets: 5 };
/** Of a real plug on a good network. */
const DELAY_MS = 50;
const SUBJECTS = [FLOOR, OURS, COMMON, COMMON_ONE_QUEUE];

/** 250 ms for each of them are more than the 9 s that HAP waits. */
const MOST_IN_ONE_QUEUE = 30;

/** Milliseconds from the write. `failed`: outlets that the reply reports as such, though their plug is well. */
interface Scene {
  readonly reply: number;
  readonly lastArrived: number;
  readonly failed: number;
}

export const scenes: Part = {
  name: 'scenes',
  title: 'scenes of 20 and 149 plugs, and of five outlets of a strip',
  run: async effort => {
    const rows: (readonly string[])[] = [];
    for (const count of byEffort(effort, { full: [20, 149], short: [20], smoke: [3] }))
      rows.push(...(await rowsOf(count, effort)));
    rows.push(await stripRow(effort));
    const columns = [...SUBJECTS.map(({ name }) => name), 'ours to floor'];
    return [{ name: 'scenes', head: ['reply / last command at its plug, ms', ...columns], rows }];
  },
};

async function rowsOf(count: number, effort: Effort): Promise<readonly (readonly string[])[]> {
  const specs = Array.from({ length: count }, () => ({ model: MODEL, faults: { delayMs: DELAY_MS } }));
  const homes = await startHomes(count > MOST_IN_ONE_QUEUE ? [FLOOR, OURS, COMMON] : SUBJECTS, specs);
  try {
    const rows: (readonly string[])[] = [];
    for (const hanging of effort === 'smoke' ? [0, 1] : [0, 3, Math.floor(count / 2)]) {
      const rounds = byEffort(effort, { full: hanging === 0 ? 8 : 2, short: hanging === 0 ? 4 : 1, smoke: 1 });
      if (hanging === 0) await repeat(homes, 0, 2); // warm-up
      const what = hanging === 0 ? 'all are well' : `${hanging} hang`;
      // After a plug that hangs, one queue for all is behind for minutes.
      const compared = homes.filter(({ subject }) => hanging === 0 || subject !== COMMON_ONE_QUEUE);
      rows.push(row(`${count} plugs, ${what}`, await repeat(compared, hanging, rounds)));
    }
    return rows;
  } finally {
    await closeAll(homes);
  }
}

async function stripRow(effort: Effort): Promise<readonly string[]> {
  const homes = await startHomes(SUBJECTS, [{ ...STRIP, faults: { delayMs: DELAY_MS } }]);
  try {
    await repeat(homes, 0, byEffort(effort, { full: 3, short: 3, smoke: 1 })); // ours finds out what the strip can do
    const rounds = byEffort(effort, { full: 20, short: 5, smoke: 1 });
    return row(`${homes[0]?.outlets.length ?? 0} outlets of a strip`, await repeat(homes, 0, rounds));
  } finally {
    await closeAll(homes);
  }
}

/** By subject. Rounds alternate between the subjects. */
async function repeat(homes: readonly BenchHome[], hanging: number, rounds: number): Promise<readonly Scene[][]> {
  const measured = homes.map((): Scene[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, home] of homes.entries()) measured[at]?.push(await scene(home, hanging, round % 2 === 0));
    // The floor reads nothing, so its tiles show what was written to them.
    if (hanging > 0) await Promise.all(homes.filter(({ subject }) => subject !== FLOOR).map(untilRight));
  }
  return measured;
}

/** One scene; the first plugs hang from just before it until just after it. */
async function scene({ app, outlets, plugs }: BenchHome, hanging: number, on: boolean): Promise<Scene> {
  const hung = Array.from({ length: hanging }, (_, at) => at);
  await plugs.setFaults(hung, { silent: true });
  const from = sharedNow();
  const { statuses, ms } = await app.switchAll(outlets.map(outlet => [outlet, on]));
  const well = (await plugs.states()).slice(hanging);
  await plugs.setFaults(hung, { silent: false });
  const arrivals = well.map(({ commandedAt }) => commandedAt - from);
  return {
    reply: ms,
    // A command from before this scene: the plug had none until the reply.
    lastArrived: arrivals.some(at => at < 0) ? Infinity : Math.max(...arrivals),
    failed: statuses.slice(hanging).filter(status => status !== 0).length,
  };
}

function row(what: string, measured: readonly Scene[][]): readonly string[] {
  const middle = measured.map(list => ({
    reply: median(list.map(({ reply }) => reply)),
    lastArrived: median(list.map(({ lastArrived }) => lastArrived)),
    failed: median(list.map(({ failed }) => failed)),
  }));
  const [floor, ours] = middle;
  const cells = middle.map(({ reply, lastArrived, failed }) => {
    const last = Number.isFinite(lastArrived) ? ms(lastArrived) : 'not all';
    return `${ms(reply)} / ${last}${failed > 0 ? `, ${failed} fail` : ''}`;
  });
  const empty = SUBJECTS.slice(cells.length).map(() => '–');
  return [what, ...cells, ...empty, times(ours?.reply ?? NaN, floor?.reply ?? NaN)];
}
