/**
 * How many requests a plug gets: one hour of each kind of config, in a minute, against simulated plugs. `npm run bench
 * requests` prints the table of docs/plugs.md.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NOTHING, printHours } from './simulated-hour.ts';

const EVERYTHING = {
  ...NOTHING,
  energy: true,
  led: true,
  autoOffMinutes: 60,
  restartSeconds: 10,
  offAfter: true,
  appliance: { runsAboveWatts: 10, finishedAfterMinutes: 3 },
  sensor: { aboveWatts: 10, kind: 'occupancy' },
  limits: { overloadSeconds: 10, standbyWatts: 5, standbyMinutes: 15 },
} as const;
/** More than the load of the simulated plugs, so that they stay on. */
const overloadIn = (overloadSeconds: number) =>
  ({
    ...NOTHING,
    energy: true,
    limits: { overloadWatts: 2000, overloadSeconds, standbyMinutes: 15 },
  }) as const;
const MODELS = ['mss305-8.3.15', 'mss310-2.1.17', 'mss310-1.1.13', 'mss110-7.3.37', 'mss425e-2.1.2'];

const folder = await mkdtemp(join(tmpdir(), 'meross-bench-'));
await printHours(
  MODELS,
  [
    ['everything off', { wanted: NOTHING }],
    ['as by default', { wanted: { ...NOTHING, energy: true } }],
    ['everything on', { wanted: EVERYTHING }],
    ['overload in 10 s', { wanted: overloadIn(10) }],
    ['overload in 3 s', { wanted: overloadIn(3) }],
  ],
  folder,
);
await rm(folder, { recursive: true });
