/** How many requests a plug gets in an hour, for each kind of config. */
import type { Part } from '../lib/part.ts';
import { hourRows, NOTHING } from '../lib/simulated-hour.ts';

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

const KINDS = [
  ['everything off', { wanted: NOTHING }],
  ['as by default', { wanted: { ...NOTHING, energy: true } }],
  ['everything on', { wanted: EVERYTHING }],
  ['overload in 10 s', { wanted: overloadIn(10) }],
  ['overload in 3 s', { wanted: overloadIn(3) }],
  ['off, pushed', { wanted: NOTHING, pushes: true }],
  ['default, pushed', { wanted: { ...NOTHING, energy: true }, pushes: true }],
] as const;

export const requests: Part = {
  name: 'requests',
  title: 'requests to one plug in an hour in which nothing happens (simulated time)',
  run: async effort => {
    const [models, kinds] = effort === 'smoke' ? [MODELS.slice(0, 1), KINDS.slice(0, 1)] : [MODELS, KINDS];
    const rows = await hourRows(models, kinds);
    return [{ name: 'requests', head: ['requests in an hour', ...kinds.map(([name]) => name)], rows }];
  },
};
