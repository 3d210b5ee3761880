/** Whether something draws power from an outlet. */
export interface Usage {
  readonly isInUse: boolean;
  /** Since when it has drawn too little, in milliseconds of the clock; undefined while it draws enough or counts as unused. */
  readonly lowSinceMs: number | undefined;
}

export interface OutletLoad {
  readonly on: boolean;
  readonly watts: number;
}

export interface UsageRule {
  /** More than this is use. */
  readonly aboveWatts: number;
  /** How long it must be low before it is none: a load that pauses for a moment is still in use. */
  readonly holdMs: number;
}

/** Below this share of the threshold it is low; in between it stays what it was, so that a load at the edge does not flicker. */
const LOW_SHARE = 0.8;

export const NOT_IN_USE: Usage = { isInUse: false, lowSinceMs: undefined };
const IN_USE: Usage = { isInUse: true, lowSinceMs: undefined };

/** Decides anew. An outlet that is off is in use by nothing, at once. */
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
