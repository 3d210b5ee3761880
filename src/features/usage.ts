/** Whether something draws power from an outlet. */
export interface Usage {
  readonly isInUse: boolean;
  /** Since when it has drawn too little, in milliseconds of the clock; undefined while it draws enough or counts as unused. */
  readonly lowSinceMs: number | undefined;
}

export interface Measured {
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
const LOW = 0.8;

export const UNUSED: Usage = { isInUse: false, lowSinceMs: undefined };
const USED: Usage = { isInUse: true, lowSinceMs: undefined };

/** Decides anew. An outlet that is off is in use by nothing, at once. */
export function usage(before: Usage, { on, watts }: Measured, { aboveWatts, holdMs }: UsageRule, nowMs: number): Usage {
  if (!on) return UNUSED;
  if (watts > aboveWatts) return USED;
  if (!before.isInUse) return UNUSED;
  if (watts > aboveWatts * LOW) return USED;
  const { lowSinceMs = nowMs } = before;
  return nowMs - lowSinceMs >= holdMs ? UNUSED : { isInUse: true, lowSinceMs };
}
