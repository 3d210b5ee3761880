import { reasonOf, sleep, type Clock } from '../clock.ts';
import * as configKey from '../protocol/namespaces/config-key.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import { parseBindingState, type BindingState } from './binding-state.ts';
import type { SessionTarget } from '../device/session.ts';
import type { SendWithKey } from './rekey-plan.ts';
import type { RecordedBinding } from './rekey-record.ts';
import { SETUP_TIMES } from './setup-times.ts';

/** The settings that a plug has, and the key with which it answered. */
export interface ReadBack {
  readonly key: 'new' | 'old';
  readonly state: BindingState;
}

/** A change from one binding to another. */
export interface BindingChange {
  readonly sendWithKey: SendWithKey;
  readonly target: SessionTarget;
  readonly before: RecordedBinding;
  readonly wanted: RecordedBinding & { readonly gateway: configKey.Gateway };
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Queries which key the plug has, the new one first, until the reply is good enough or 60 s are over.
 *
 * @returns its last reply; undefined if it answered with neither key
 * @throws the signal's reason, and nothing else
 */
export async function readBack(
  change: BindingChange,
  isEnough: (found: ReadBack) => boolean,
): Promise<ReadBack | undefined> {
  const { clock, signal } = change;
  const end = clock.now() + SETUP_TIMES.readBackMs;
  for (let last: ReadBack | undefined; ;) {
    last = (await readWithEitherKey(change)) ?? last;
    if (last && isEnough(last)) return last;
    if (clock.now() + SETUP_TIMES.betweenReadBacksMs > end) return last;
    await sleep(clock, SETUP_TIMES.betweenReadBacksMs, signal);
  }
}

async function readWithEitherKey({
  sendWithKey,
  target,
  before,
  wanted,
  signal,
}: BindingChange): Promise<ReadBack | undefined> {
  const candidates = [{ key: 'new', secret: wanted.key } as const, { key: 'old', secret: before.key } as const];
  for (const { key, secret } of wanted.key === before.key ? candidates.slice(0, 1) : candidates) {
    try {
      const { payload } = await sendWithKey(secret, systemAll.get(), target);
      return { key, state: parseBindingState(payload) };
    } catch {
      if (signal.aborted) throw reasonOf(signal);
    }
  }
  return undefined;
}

/**
 * Writes the previous settings back, signed with the key that the plug accepts: first the one with which it answered
 * last.
 *
 * @returns whether the plug acknowledged, or answers with the old key
 * @throws the signal's reason, and nothing else
 */
export async function rollBack(change: BindingChange, last: ReadBack | undefined): Promise<boolean> {
  const { sendWithKey, target, before, wanted, signal } = change;
  const command = configKey.set({ ...before, gateway: before.gateway ?? wanted.gateway });
  for (const secret of last?.key === 'old' ? [before.key, wanted.key] : [wanted.key, before.key]) {
    try {
      await sendWithKey(secret, command, target);
      return true;
    } catch {
      if (signal.aborted) throw reasonOf(signal);
    }
  }
  const found = await readWithEitherKey(change);
  return found?.key === 'old';
}
