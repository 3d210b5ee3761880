/** Whether an outlet is in use. */
export interface Usage {
  readonly isInUse: boolean;
  /** When its power became low, in milliseconds of the clock; undefined while it is not low, or the outlet is not in use. */
  readonly lowSinceMs: number | undefined;
}

export interface OutletLoad {
  readonly on: boolean;
  readonly watts: number;
}

export interface UsageRule {
  /** More power than this means in use. */
  readonly aboveWatts: number;
  /** How long the power must be low before the outlet is not in use, because a load may pause for a moment. */
  readonly holdMs: number;
}

/** Power below this share of the threshold is low. Between the two nothing changes, so a load near the threshold does not flicker. */
const LOW_SHARE = 0.8;

export const NOT_IN_USE: Usage = { isInUse: false, lowSinceMs: undefined };
const IN_USE: Usage = { isInUse: true, lowSinceMs: undefined };

/** The next usage. An outlet that is off is not in use, without delay. */
export function nextUsage(
  before: Usage,
  { on, watts }: OutletLoad,
  { aboveWatts, holdMs }: UsageRule,
  nowMs: number,
): Usage {
  if (!on) return NOT_IN_USE;
  if (watts > aboveWatts) return IN_USE;
  if (!before.isInUse) return NOT_IN_USE;
  if (watts > aboveWatts * LOW_SHARE) return IN_USE;
  const { lowSinceMs = nowMs } = before;
  return nowMs - lowSinceMs >= holdMs ? NOT_IN_USE : { isInUse: true, lowSinceMs };
}
