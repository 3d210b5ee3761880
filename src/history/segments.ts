import { BEAT_SECONDS, type Entry, type Gap } from './entry.ts';

/** A stretch of time with a constant power. Seconds since 1970, `to` not included. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly watts: number;
}

/** What entries say of the power over time: each speaks for the time since the one before, ten minutes at most. */
export function segmentsOf(entries: readonly Entry[]): readonly Segment[] {
  return entries.flatMap(({ at, watts }, index) => {
    if (watts === undefined) return [];
    return [{ from: Math.max(entries[index - 1]?.at ?? 0, at - BEAT_SECONDS), to: at, watts }];
  });
}

/** The energy of these segments between two moments, and how much of that time they cover. */
export function within(
  segments: readonly Segment[],
  span: Gap,
): { readonly wattHours: number; readonly seconds: number } {
  let wattHours = 0;
  let seconds = 0;
  for (const { from, to, watts } of segments) {
    const shared = Math.min(to, span.to) - Math.max(from, span.from);
    if (shared <= 0) continue;
    seconds += shared;
    wattHours += (watts * shared) / 3600;
  }
  return { wattHours, seconds };
}

/** What remains of a span without these stretches, oldest first. */
export function without(span: Gap, taken: readonly Gap[]): readonly Gap[] {
  const rest: Gap[] = [];
  let from = span.from;
  for (const each of [...taken].sort((a, b) => a.from - b.from)) {
    if (each.from > from) rest.push({ from, to: Math.min(each.from, span.to) });
    from = Math.max(from, each.to);
    if (from >= span.to) break;
  }
  if (from < span.to) rest.push({ from, to: span.to });
  return rest;
}

/** What two stretches have in common; undefined if nothing. */
export function common(a: Gap, b: Gap): Gap | undefined {
  const from = Math.max(a.from, b.from);
  const to = Math.min(a.to, b.to);
  return from < to ? { from, to } : undefined;
}
