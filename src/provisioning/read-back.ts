import { reasonOf, sleep, type Clock } from '../clock.ts';
import * as configKey from '../protocol/namespaces/config-key.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import { boundState, type BoundState } from './bound-state.ts';
import type { Target } from '../device/session.ts';
import type { AskWith } from './rekey-plan.ts';
import type { Bound } from './rekey-record.ts';
import { PATIENCE } from './settings.ts';

/** What a plug was found to have, and under which key it answered. */
export interface ReadBack {
  readonly key: 'new' | 'old';
  readonly state: BoundState;
}

/** A plug that is changing over from one binding to another. */
export interface ChangeOver {
  readonly askWith: AskWith;
  readonly target: Target;
  readonly before: Bound;
  readonly wanted: Bound & { readonly gateway: configKey.Gateway };
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Asks which key the plug has, the new one first, until what it says is enough or 60 s are over.
 *
 * @returns its last answer; undefined where it gave none under either key
 * @throws the signal's reason, and nothing else
 */
export async function readBack(
  change: ChangeOver,
  isEnough: (found: ReadBack) => boolean,
): Promise<ReadBack | undefined> {
  const { clock, signal } = change;
  const end = clock.now() + PATIENCE.readBackMs;
  for (let last: ReadBack | undefined; ;) {
    last = (await lookUnder(change)) ?? last;
    if (last && isEnough(last)) return last;
    if (clock.now() + PATIENCE.betweenReadBacksMs > end) return last;
    await sleep(clock, PATIENCE.betweenReadBacksMs, signal);
  }
}

async function lookUnder({ askWith, target, before, wanted, signal }: ChangeOver): Promise<ReadBack | undefined> {
  const ways = [{ key: 'new', secret: wanted.key } as const, { key: 'old', secret: before.key } as const];
  for (const { key, secret } of wanted.key === before.key ? ways.slice(0, 1) : ways) {
    try {
      const { payload } = await askWith(secret, systemAll.get(), target);
      return { key, state: boundState(payload) };
    } catch {
      if (signal.aborted) throw reasonOf(signal);
    }
  }
  return undefined;
}

/**
 * Writes back what was there before, signed with whichever key the plug takes: first the one that it last answered to.
 *
 * @returns whether the plug acknowledged, or answers to the old key
 * @throws the signal's reason, and nothing else
 */
export async function rollBack(change: ChangeOver, last: ReadBack | undefined): Promise<boolean> {
  const { askWith, target, before, wanted, signal } = change;
  const order = configKey.set({ ...before, gateway: before.gateway ?? wanted.gateway });
  for (const secret of last?.key === 'old' ? [before.key, wanted.key] : [wanted.key, before.key]) {
    try {
      await askWith(secret, order, target);
      return true;
    } catch {
      if (signal.aborted) throw reasonOf(signal);
    }
  }
  const found = await lookUnder(change);
  return found?.key === 'old';
}
