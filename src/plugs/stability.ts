/** After this time, in milliseconds, one more event may be logged by itself. */
const REFILL_MS = 2 * 3_600_000;
/** The time until the next summary, and until a plug counts as stable again; doubled each time, up to half a day. */
const PAUSE_MS = 15 * 60_000;
const MAX_PAUSE_MS = 12 * 3_600_000;

/** How much may be logged about one recurring event of a plug. */
export interface Budget {
  /** Events that are logged one by one. */
  readonly free: number;
  /** Whether the first event beyond that is summed up at once, or only if more follow after a pause. */
  readonly summarizesAtOnce: boolean;
}

/** How stable a plug is. All times are in milliseconds of one monotonic clock. */
export interface Stability {
  /** How many of the free lines were used up at the time `at`. */
  readonly used: number;
  /** The time of the last event. */
  readonly at: number;
  /** The time of the first event, and how many since. Starts again once all free lines have come back. */
  readonly since: number;
  readonly times: number;
  /** How often the plug became unstable in that time. */
  readonly unstablePeriods: number;
  /** Only while the plug is unstable. */
  readonly unstablePeriod?: UnstablePeriod;
}

interface UnstablePeriod {
  /** The next event after this time is summed up. */
  readonly summaryAt: number;
  readonly pauseMs: number;
  /** The plug is stable again after this long without an event. */
  readonly quietMs: number;
}

/** What to do about an event: log it, log a summary instead, or only count it. */
export type LogAction = 'log' | 'sum up' | 'count';

export const STABLE: Stability = { used: 0, at: 0, since: 0, times: 0, unstablePeriods: 0 };

/**
 * Records one more event.
 *
 * | unstable | a free line is left | the pause is over | action |
 * |---|---|---|---|
 * | no | yes | | log |
 * | no | no | | unstable from now on: sum up, or count where the budget says so |
 * | yes | | no | count |
 * | yes | | yes | sum up, and double the pause |
 */
export function recordEvent(
  before: Stability,
  now: number,
  { free, summarizesAtOnce }: Budget,
): readonly [LogAction, Stability] {
  const used = usedAt(before, now);
  const isNew = used === 0 && before.unstablePeriod === undefined;
  const stability = isNew
    ? { ...STABLE, at: now, since: now, times: 1 }
    : { ...before, used, at: now, times: before.times + 1 };
  if (before.unstablePeriod) {
    if (now < before.unstablePeriod.summaryAt) return ['count', stability];
    const pauseMs = doubled(before.unstablePeriod.pauseMs);
    return [
      'sum up',
      { ...stability, unstablePeriod: { ...before.unstablePeriod, summaryAt: now + pauseMs, pauseMs } },
    ];
  }
  if (used + 1 <= free) return ['log', { ...stability, used: used + 1 }];
  const pauseMs = Math.min(PAUSE_MS * 2 ** stability.unstablePeriods, MAX_PAUSE_MS);
  const unstablePeriod: UnstablePeriod = { summaryAt: now + pauseMs, pauseMs, quietMs: pauseMs };
  return [
    summarizesAtOnce ? 'sum up' : 'count',
    { ...stability, unstablePeriods: stability.unstablePeriods + 1, unstablePeriod },
  ];
}

/** Records another sign that the plug is not stable yet, for example that it replied again. */
export function recordActivity(stability: Stability, now: number): Stability {
  return stability.unstablePeriod ? { ...stability, at: now } : stability;
}

/** When an unstable plug will be stable, without another event; undefined if it is stable. */
export function stableAt({ at, unstablePeriod }: Stability): number | undefined {
  return unstablePeriod && at + unstablePeriod.quietMs;
}

/** The plug is stable again. All free lines are used up, so that it counts as unstable at once, and for longer, if it starts again soon. */
export function recovered({ unstablePeriod: _, ...stability }: Stability, now: number, { free }: Budget): Stability {
  return { ...stability, used: free, at: now };
}

function usedAt({ used, at, unstablePeriod }: Stability, now: number): number {
  return unstablePeriod ? used : Math.max(0, used - (now - at) / REFILL_MS);
}

const doubled = (pauseMs: number): number => Math.min(2 * pauseMs, MAX_PAUSE_MS);
