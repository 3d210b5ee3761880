import type { Gap } from './history-entry.ts';

/** How many `seconds` local time is ahead of UTC from `since` on (seconds since 1970), as in the plug's `timeRule`. */
export interface UtcOffset {
  readonly since: number;
  readonly seconds: number;
}

/**
 * The begin and end of a day of the plug, which counts from one midnight of its local time to the next: `2024-03-31` in
 * Berlin has 23 hours. Without offsets it is a day of UTC, because that is how a plug without a time zone counts.
 *
 * @returns undefined if `date` is not a date
 */
export function daySpan(date: string, offsets: readonly UtcOffset[]): Gap | undefined {
  const midnight = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) / 1000 : NaN;
  if (!Number.isFinite(midnight)) return undefined;
  const sorted = offsets.toSorted((one, other) => one.since - other.since);
  return { from: localToUtc(midnight, sorted), to: localToUtc(midnight + 86_400, sorted) };
}

function localToUtc(local: number, offsets: readonly UtcOffset[]): number {
  // The offset depends on the UTC time that is being computed; two steps are enough.
  const near = local - offsetAt(local, offsets);
  return local - offsetAt(near, offsets);
}

/** @param offsets oldest first */
function offsetAt(at: number, offsets: readonly UtcOffset[]): number {
  return (offsets.findLast(({ since }) => since <= at) ?? offsets[0])?.seconds ?? 0;
}
