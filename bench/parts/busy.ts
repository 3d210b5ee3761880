/** A tap while its plug is busy with a slow poll, and one to a plug that hangs: accepts connections, and never replies. */
import { setTimeout as sleep } from 'node:timers/promises';
import { HomeApp } from '../../test/support/home-app.ts';
import { closeAll, startHomes, type BenchHome } from '../lib/bench-home.ts';
import { byEffort, type Effort, type Part } from '../lib/part.ts';
import { spreadOf } from '../lib/percentiles.ts';
import { COMMON, FLOOR, OURS } from '../lib/subjects.ts';
import { ms, type Table } from '../lib/table.ts';

const MODEL = 'mss310-2.1.17';
const POLL_DELAY_MS = 2000;
const SUBJECTS = [FLOOR, OURS, COMMON];
/** Longer than any plugin needs to find out that a plug is unreachable. */
const KNOWN_AFTER_MS = 30_000;

export const busy: Part = {
  name: 'busy',
  title: 'a tap during a slow poll, and to a plug that hangs',
  run: async effort => {
    const hanging = byEffort(effort, { full: 6, short: 3, smoke: 1 });
    const specs = Array.from({ length: 1 + hanging }, () => ({ model: MODEL }));
    const homes = await startHomes(SUBJECTS, specs, { options: { pollSeconds: 1 } });
    try {
      const slow = await duringSlowPolls(homes, byEffort(effort, { full: 20, short: 5, smoke: 1 }));
      const [fresh, known] = await toHangingPlugs(homes, effort);
      return [tableOf({ slow, fresh, known })];
    } finally {
      await closeAll(homes);
    }
  },
};

type Times = readonly (readonly number[])[];

/** The floor never polls: its taps are those of an idle plug. */
async function duringSlowPolls(homes: readonly BenchHome[], rounds: number): Promise<Times> {
  const taken = homes.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, { app, outlets, plugs, subject }] of homes.entries()) {
      const [outlet] = outlets;
      if (outlet === undefined) throw new Error('no outlet');
      if (subject !== FLOOR) await plugs.slowPoll(0, POLL_DELAY_MS);
      const { status, ms } = await app.switch(outlet, round % 2 === 0);
      if (status !== 0) throw new Error(`a tap of ${subject.name} ended with ${status}`);
      taken[at]?.push(ms);
    }
  }
  return taken;
}

/** Every tap over a connection of its own, all at once: just after the plugs began to hang, and when that is known. */
async function toHangingPlugs(homes: readonly BenchHome[], effort: Effort): Promise<readonly [Times, Times]> {
  const hang = ({ plugs, started }: BenchHome): Promise<void> =>
    plugs.setFaults(
      started.map((_, at) => at).filter(at => at > 0),
      { silent: true },
    );
  const fresh = await Promise.all(homes.map(home => failures(home, () => hang(home))));
  await sleep(effort === 'smoke' ? 0 : KNOWN_AFTER_MS);
  return [fresh, await Promise.all(homes.map(home => failures(home)))];
}

async function failures({ app, outlets }: BenchHome, before?: () => Promise<void>): Promise<readonly number[]> {
  const [, ...hanging] = outlets;
  const phones = hanging.map(outlet => ({ phone: HomeApp.join(app), outlet }));
  // A first request makes the encrypted connection, whose time is no part of a tap.
  for (const { phone, outlet } of phones) await phone.read(outlet);
  await before?.();
  const taken = await Promise.all(phones.map(async ({ phone, outlet }) => (await phone.switch(outlet, true)).ms));
  for (const { phone } of phones) await phone.close();
  return taken;
}

function tableOf(measured: Readonly<Record<'slow' | 'fresh' | 'known', Times>>): Table {
  const row = (what: string, times: Times): readonly string[] => [
    what,
    ...times.map(spreadOf).map(({ p50, most }) => `${ms(p50)} / ${ms(most)}`),
    String(times[SUBJECTS.indexOf(OURS)]?.length ?? 0),
  ];
  return {
    name: 'busy',
    head: ['p50 / worst, ms', ...SUBJECTS.map(({ name }) => name), 'taps'],
    rows: [
      row(`done, while a poll takes ${POLL_DELAY_MS} ms`, measured.slow),
      row('"No Response", the plug began to hang', measured.fresh),
      row(`"No Response", it hangs for ${KNOWN_AFTER_MS / 1000} s`, measured.known),
    ],
  };
}
