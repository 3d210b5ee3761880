/** What a machine behind a plug is at: a washing machine, a dishwasher, a charger. */
export interface ApplianceState {
  readonly phase: 'idle' | 'running' | 'finished';
  /** Since when it has drawn too little to be running, in milliseconds of the clock. */
  readonly lowSinceMs: number | undefined;
}

export interface ApplianceRule {
  readonly runsAboveWatts: number;
  /** How long it must have drawn less: programmes pause, for minutes. */
  readonly finishedAfterMs: number;
}

export const IDLE: ApplianceState = { phase: 'idle', lowSinceMs: undefined };
const RUNNING: ApplianceState = { phase: 'running', lowSinceMs: undefined };
const FINISHED: ApplianceState = { phase: 'finished', lowSinceMs: undefined };

/**
 * Decides anew. It runs as soon as it draws more than the rule says; it is finished when it has drawn less all the time
 * for so long, and stays so until it runs again.
 *
 * @param watts undefined while nobody knows: then the wait begins anew, for it may have run in between
 */
export function nextApplianceState(
  before: ApplianceState,
  watts: number | undefined,
  rule: ApplianceRule,
  nowMs: number,
): ApplianceState {
  if (watts === undefined) return { ...before, lowSinceMs: undefined };
  if (watts > rule.runsAboveWatts) return RUNNING;
  if (before.phase !== 'running') return before;
  const { lowSinceMs = nowMs } = before;
  return nowMs - lowSinceMs >= rule.finishedAfterMs ? FINISHED : { phase: 'running', lowSinceMs };
}
