/** One of the lines that are logged one by one comes back after so long, in milliseconds. */
const REFILL_MS = 2 * 3_600_000;
/** Before the next summary, and until a plug counts as steady again; doubled each time, up to half a day. */
const PAUSE_MS = 15 * 60_000;
const MAX_PAUSE_MS = 12 * 3_600_000;

/** How much may be logged of one thing that happens to a plug again and again. */
export interface Budget {
  /** So many times are logged one by one. */
  readonly free: number;
  /** Whether the first time beyond that is summed up at once, or only after a pause, if it goes on. */
  readonly summarizesAtOnce: boolean;
}

/** How restless a plug is. All times are in milliseconds of one clock that never goes backwards. */
export interface Stability {
  /** How many of the free lines are used up, at the time `at`. */
  readonly used: number;
  /** When something happened last. */
  readonly at: number;
  /** When it happened first, and how often since; from anew once all free lines have come back. */
  readonly since: number;
  readonly times: number;
  /** How often it became unstable in that time. */
  readonly unstablePeriods: number;
  /** Only while it is unstable. */
  readonly unstablePeriod?: UnstablePeriod;
}

interface UnstablePeriod {
  /** The next time it happens after this is summed up. */
  readonly summaryAt: number;
  readonly pauseMs: number;
  /** It is steady again when nothing has happened for so long. */
  readonly quietMs: number;
}

/** What to do with the line: log it, log a summary in its stead, or only count. */
export type LogAction = 'log' | 'sum up' | 'count';

export const STABLE: Stability = { used: 0, at: 0, since: 0, times: 0, unstablePeriods: 0 };

/**
 * It has happened once more.
 *
 * | unstable | a free line is left | the pause is over | verdict |
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

/** Something else happened that shows that the plug is not steady yet, e.g. it came back. */
export function recordActivity(stability: Stability, now: number): Stability {
  return stability.unstablePeriod ? { ...stability, at: now } : stability;
}

/** When an unstable plug is steady again, if nothing happens until then; undefined if it is steady. */
export function stableAt({ at, unstablePeriod }: Stability): number | undefined {
  return unstablePeriod && at + unstablePeriod.quietMs;
}

/** The plug is steady again. All free lines are used up: if it begins anew soon, it is unstable at once, and for longer. */
export function recovered({ unstablePeriod: _, ...stability }: Stability, now: number, { free }: Budget): Stability {
  return { ...stability, used: free, at: now };
}

function usedAt({ used, at, unstablePeriod }: Stability, now: number): number {
  return unstablePeriod ? used : Math.max(0, used - (now - at) / REFILL_MS);
}

const doubled = (pauseMs: number): number => Math.min(2 * pauseMs, MAX_PAUSE_MS);
