/** What the tiles of a home show, and waiting for it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchHome } from './bench-home.ts';

const EVERY_MS = 20;

/** Whether each tile shows this state; undefined where any state, or none, is right. */
export async function areRight(
  { app, outlets }: Pick<BenchHome, 'app' | 'outlets'>,
  expected: readonly (boolean | undefined)[],
): Promise<readonly boolean[]> {
  const shown = await app.readAll(outlets);
  return shown.map(({ on, status }, at) => expected[at] === undefined || (status === 0 && on === expected[at]));
}

/** Waits until every tile shows what its plug is. @throws {Error} it takes more than a minute */
export async function untilRight(home: BenchHome): Promise<void> {
  const end = performance.now() + 60_000;
  for (;;) {
    const states = await home.plugs.states();
    const right = await areRight(
      home,
      states.map(({ on }) => on),
    );
    if (right.every(Boolean)) return;
    if (performance.now() > end) throw new Error(`tiles of ${home.subject.name} are wrong for a minute`);
    await sleep(EVERY_MS);
  }
}
