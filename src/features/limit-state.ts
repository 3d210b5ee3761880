import type { OutletLoad } from './outlet-usage.ts';

/** A power, and for how long measurements must be beyond it. */
export interface Limit {
  readonly watts: number;
  readonly forMs: number;
}

/** The limits of an outlet; undefined for a limit that it does not have. */
export interface LimitRules {
  /** Exceeded while the outlet draws more. */
  readonly overload: Limit | undefined;
  /** Exceeded while the outlet draws less, once it has drawn as much or more since it was switched on. */
  readonly standby: Limit | undefined;
  /** How much of the time between two measurements counts at most, because nothing is known in between. */
  readonly maxGapMs: number;
}

/** The limits that an outlet can exceed. */
export type LimitKind = 'overload' | 'standby';

/** How long measurements have been beyond a limit, with none in between that was not. */
interface Stretch {
  /** Measured time only. */
  readonly ms: number;
  /** When the last of them was taken, in milliseconds of the clock; undefined if the power since then is not known. */
  readonly lastAtMs: number | undefined;
}

/** What is known of an outlet for its limits. */
export interface LimitState {
  readonly overload: Stretch;
  readonly standby: Stretch;
  /** Whether it has drawn the watts of its standby limit or more since it was switched on. */
  readonly wasUsed: boolean;
}

const NO_STRETCH: Stretch = { ms: 0, lastAtMs: undefined };

/** An outlet that was just switched on. */
export const FRESH: LimitState = { overload: NO_STRETCH, standby: NO_STRETCH, wasUsed: false };

/** The load of an outlet as far as it is known; the watts are not negative. */
export type KnownLoad = { readonly [Key in keyof OutletLoad]: OutletLoad[Key] | undefined };

/**
 * The next state. Only measurements count: while the power is not known, the stretches neither grow nor start again. An outlet
 * that is off starts afresh.
 */
export function nextLimitState(
  before: LimitState,
  { on, watts }: KnownLoad,
  { overload, standby, maxGapMs }: LimitRules,
  nowMs: number,
): LimitState {
  if (on === false) return FRESH;
  if (on === undefined || watts === undefined) {
    return { ...before, overload: paused(before.overload), standby: paused(before.standby) };
  }
  const next = (stretch: Stretch, isBeyond: boolean): Stretch => {
    if (!isBeyond) return NO_STRETCH;
    const { ms, lastAtMs = nowMs } = stretch;
    return { ms: ms + Math.min(nowMs - lastAtMs, maxGapMs), lastAtMs: nowMs };
  };
  const isLow = standby !== undefined && watts < standby.watts;
  const wasUsed = before.wasUsed || (standby !== undefined && !isLow);
  return {
    overload: next(before.overload, overload !== undefined && watts > overload.watts),
    standby: next(before.standby, wasUsed && isLow),
    wasUsed,
  };
}

/** The limit that the outlet has exceeded for long enough. */
export function exceededLimit(state: LimitState, rules: LimitRules): LimitKind | undefined {
  if (rules.overload && state.overload.ms >= rules.overload.forMs) return 'overload';
  if (rules.standby && state.standby.ms >= rules.standby.forMs) return 'standby';
  return undefined;
}

/** How long the outlet must stay beyond a limit, from its last measurement on, to have exceeded it; undefined if it is not. */
export function remainingMs(state: LimitState, rules: LimitRules): number | undefined {
  const remaining = (['overload', 'standby'] as const).flatMap(kind => {
    const { [kind]: limit } = rules;
    const { ms, lastAtMs } = state[kind];
    return limit === undefined || lastAtMs === undefined ? [] : [limit.forMs - ms];
  });
  return remaining.length === 0 ? undefined : Math.min(...remaining);
}

/** The state when the stretches start again, although the outlet stays on. */
export const restartedState = ({ wasUsed }: LimitState): LimitState => ({ ...FRESH, wasUsed });

const paused = ({ ms }: Stretch): Stretch => ({ ms, lastAtMs: undefined });
