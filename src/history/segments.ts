import { BEAT_SECONDS, type HistoryEntry, type Gap } from './history-entry.ts';

/** A time span with constant power. Seconds since 1970, `to` not included. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly watts: number;
}

/** The power over time by these entries: each applies to the time since the one before, at most ten minutes. */
export function segmentsOf(entries: readonly HistoryEntry[]): readonly Segment[] {
  return entries.flatMap(({ at, watts }, index) => {
    if (watts === undefined) return [];
    return [{ from: Math.max(entries[index - 1]?.at ?? 0, at - BEAT_SECONDS), to: at, watts }];
  });
}

/**
 * Time spans, sorted once, so that overlapping ones are found without a scan of all: a history may have thousands of spans
 * and as many searches.
 */
export class SortedSpans<Span extends Gap> {
  readonly #sorted: readonly Span[];
  /** The length of the longest span; no span that begins earlier than this before another reaches into it. */
  readonly #longest: number;

  constructor(spans: readonly Span[]) {
    this.#sorted = spans.toSorted((one, other) => one.from - other.from);
    this.#longest = this.#sorted.reduce((longest, { from, to }) => Math.max(longest, to - from), 0);
  }

  /** The spans that overlap `span`, uncut, ordered by their beginning. */
  overlapping(span: Gap): readonly Span[] {
    const found: Span[] = [];
    for (let at = this.#firstFrom(span.from - this.#longest); at < this.#sorted.length; at += 1) {
      const candidate = this.#sorted[at];
      if (candidate === undefined || candidate.from >= span.to) break;
      if (candidate.to > span.from) found.push(candidate);
    }
    return found;
  }

  /** The index of the first span that begins at this moment or later. */
  #firstFrom(moment: number): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#sorted[middle]?.from ?? Infinity) < moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The energy of these segments within a span, and how many seconds of it they cover. */
export function energyWithin(
  segments: SortedSpans<Segment>,
  span: Gap,
): { readonly wattHours: number; readonly seconds: number } {
  let wattHours = 0;
  let seconds = 0;
  for (const { from, to, watts } of segments.overlapping(span)) {
    const shared = Math.min(to, span.to) - Math.max(from, span.from);
    seconds += shared;
    wattHours += (watts * shared) / 3600;
  }
  return { wattHours, seconds };
}

/** The parts of a span outside these spans, oldest first. */
export function subtract(span: Gap, taken: SortedSpans<Gap>): readonly Gap[] {
  const rest: Gap[] = [];
  let from = span.from;
  for (const each of taken.overlapping(span)) {
    if (each.from > from) rest.push({ from, to: Math.min(each.from, span.to) });
    from = Math.max(from, each.to);
    if (from >= span.to) break;
  }
  if (from < span.to) rest.push({ from, to: span.to });
  return rest;
}

/** The overlap of two spans; undefined if there is none. */
export function intersection(a: Gap, b: Gap): Gap | undefined {
  const from = Math.max(a.from, b.from);
  const to = Math.min(a.to, b.to);
  return from < to ? { from, to } : undefined;
}
