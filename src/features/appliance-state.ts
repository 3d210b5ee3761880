/** The state of an appliance behind a plug, such as a washing machine, a dishwasher or a charger. */
export interface ApplianceState {
  readonly phase: 'idle' | 'running' | 'finished';
  /** When its power fell below the threshold, in milliseconds of the clock; undefined while it is above. */
  readonly lowSinceMs: number | undefined;
}

export interface ApplianceRule {
  readonly runsAboveWatts: number;
  /** How long its power must stay below the threshold, because programmes pause for minutes. */
  readonly finishedAfterMs: number;
}

export const IDLE: ApplianceState = { phase: 'idle', lowSinceMs: undefined };
const RUNNING: ApplianceState = { phase: 'running', lowSinceMs: undefined };
const FINISHED: ApplianceState = { phase: 'finished', lowSinceMs: undefined };

/**
 * The next state. The appliance runs as soon as it draws more than `runsAboveWatts`. It is finished when it has drawn less
 * for `finishedAfterMs` without interruption, and stays finished until it runs again.
 *
 * @param watts undefined if not known: then the wait starts again, because the appliance may run meanwhile
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
