import type { ChaosPlug } from './plug.ts';
import type { Random } from './random.ts';
import { TROUBLES } from './troubles/index.ts';
import type { Trouble } from './troubles/trouble.ts';

/** A trouble of the plan. Times are in milliseconds from the start of the round. */
export interface PlannedTrouble {
  readonly atMs: number;
  readonly forMs: number;
  readonly trouble: Trouble;
  readonly plug: ChaosPlug;
  readonly other: ChaosPlug;
  /** The seed of the details, such as how slow replies are. */
  readonly details: Random;
}

/** Taps of the plan: one, or several in one scene. */
export interface PlannedTaps {
  readonly atMs: number;
  readonly phone: number;
  readonly taps: readonly { readonly plug: ChaosPlug; readonly channel: number; readonly on: boolean }[];
}

/** What happens in one round. */
export interface Plan {
  readonly troubles: readonly PlannedTrouble[];
  readonly taps: readonly PlannedTaps[];
}

export interface PlanOptions {
  readonly random: Random;
  readonly plugs: readonly ChaosPlug[];
  /** No trouble starts later. */
  readonly lastsMs: number;
  /** Whether troubles are planned from which the plugin recovers within a minute only. */
  readonly isSlow: boolean;
  readonly phones: number;
}

/** A new trouble every so many milliseconds, on average. */
const TROUBLE_EVERY_MS = 450;
const TAP_EVERY_MS = 350;
const SCENE_PROBABILITY = 0.06;

/** Plans a round: the same random numbers give the same plan. */
export function planOf(options: PlanOptions): Plan {
  return { troubles: troublesOf(options), taps: tapsOf(options) };
}

function troublesOf({ random, plugs, lastsMs, isSlow }: PlanOptions): readonly PlannedTrouble[] {
  const troubles = weighted(TROUBLES.filter(trouble => isSlow || trouble.isSlow !== true));
  const planned: PlannedTrouble[] = [];
  const isBusy = (plug: ChaosPlug, { slot }: Trouble, from: number, to: number): boolean =>
    slot !== 'none' &&
    planned.some(
      each =>
        each.trouble.slot === slot &&
        (each.plug === plug || (each.trouble.isForTwo === true && each.other === plug)) &&
        each.atMs < to + 1000 &&
        each.atMs + each.forMs > from - 1000,
    );
  for (let atMs = random.integer(0, 2 * TROUBLE_EVERY_MS); atMs < lastsMs; atMs += random.integer(50, 850)) {
    const trouble = random.pick(troubles);
    const forMs = random.integer(...trouble.forMs);
    const plug = random.pick(plugs);
    const other = random.pick(plugs.filter(each => each !== plug));
    const details = random.fork(planned.length);
    const concerned = trouble.isForTwo === true ? [plug, other] : [plug];
    if (concerned.some(each => trouble.fits?.(each) === false)) continue;
    if (concerned.some(each => isBusy(each, trouble, atMs, atMs + forMs))) continue;
    planned.push({ atMs, forMs, trouble, plug, other, details });
  }
  return planned;
}

function tapsOf({ random, plugs, lastsMs, phones }: PlanOptions): readonly PlannedTaps[] {
  const outlets = plugs.flatMap(plug => plug.channels.map(channel => ({ plug, channel })));
  const planned: PlannedTaps[] = [];
  for (let atMs = 0; atMs < lastsMs; atMs += random.integer(20, 2 * TAP_EVERY_MS)) {
    const isScene = random.chance(SCENE_PROBABILITY);
    const targets = isScene ? outlets : [random.pick(outlets)];
    const on = random.chance(0.5);
    planned.push({ atMs, phone: random.integer(0, phones - 1), taps: targets.map(target => ({ ...target, on })) });
  }
  return planned;
}

const weighted = (troubles: readonly Trouble[]): readonly Trouble[] =>
  troubles.flatMap(trouble => Array.from({ length: trouble.weight ?? 1 }, () => trouble));
