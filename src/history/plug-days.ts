import type { Gap } from './history-entry.ts';

/** From a moment on (seconds since 1970), how many seconds local time is ahead of UTC. As in the plug's `timeRule`. */
export interface UtcOffset {
  readonly since: number;
  readonly seconds: number;
}

/**
 * When a day of the plug begins and ends, for it counts from its own midnight to the next: `2024-03-31` in Berlin has
 * 23 hours. Without offsets it is a day of UTC, as with a plug whose time zone was never set.
 *
 * @returns undefined if `date` is no date
 */
export function daySpan(date: string, offsets: readonly UtcOffset[]): Gap | undefined {
  const midnight = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) / 1000 : NaN;
  if (!Number.isFinite(midnight)) return undefined;
  const sorted = offsets.toSorted((one, other) => one.since - other.since);
  return { from: localToUtc(midnight, sorted), to: localToUtc(midnight + 86_400, sorted) };
}

function localToUtc(local: number, offsets: readonly UtcOffset[]): number {
  // The offset is that of the moment itself, which is only known with it; a second look is enough.
  const near = local - offsetAt(local, offsets);
  return local - offsetAt(near, offsets);
}

/** @param offsets oldest first */
function offsetAt(at: number, offsets: readonly UtcOffset[]): number {
  return (offsets.findLast(({ since }) => since <= at) ?? offsets[0])?.seconds ?? 0;
}
