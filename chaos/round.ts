import { setTimeout as sleep } from 'node:timers/promises';
import type { Journal } from './journal.ts';
import type { Plan, PlannedTaps, PlannedTrouble } from './plan.ts';
import type { ChaosPlug, ShownOutlet } from './plug.ts';
import type { Phone } from './tapper.ts';

export interface RoundOptions {
  readonly plan: Plan;
  readonly plugs: readonly ChaosPlug[];
  readonly phones: readonly Phone[];
  readonly outlets: readonly ShownOutlet[];
  readonly journal: Journal;
}

/** Lets everything of a plan happen at its time; returns when the last trouble has ended and no tap is waiting. */
export async function playRound(options: RoundOptions): Promise<void> {
  const startedAt = performance.now();
  const at = async (atMs: number): Promise<void> => {
    await sleep(Math.max(0, startedAt + atMs - performance.now()));
  };
  const { plan, phones } = options;
  await Promise.all([
    ...plan.troubles.map(async planned => {
      await at(planned.atMs);
      await playTrouble(planned, options);
    }),
    ...plan.taps.map(async planned => {
      await at(planned.atMs);
      await playTaps(planned, options);
    }),
  ]);
  await Promise.all(phones.map(phone => phone.idle()));
}

async function playTrouble(planned: PlannedTrouble, { plugs, journal }: RoundOptions): Promise<void> {
  const { trouble, plug, other, details, forMs } = planned;
  const what = `${trouble.name}: ${plug.name}${trouble.isForTwo === true ? ` and ${other.name}` : ''}`;
  journal.add(forMs === 0 ? what : `${what}, for ${forMs} ms`);
  const startedAt = performance.now();
  const end = await trouble.begin({ plug, other, all: plugs, random: details, forMs });
  await sleep(Math.max(0, startedAt + forMs - performance.now()));
  await end();
  if (forMs > 0) journal.add(`over: ${what}, now at ${plug.plug.host}`);
}

async function playTaps({ phone, taps }: PlannedTaps, { phones, outlets }: RoundOptions): Promise<void> {
  await phones[phone]?.tap(taps, outlets);
}
