import { daySpan, type UtcOffset } from './plug-days.ts';
import { BEAT_SECONDS, HISTORY_SIZE, type HistoryEntry, type Gap } from './history-entry.ts';
import { intersection, segmentsOf, SortedSpans, energyWithin, subtract, type Segment } from './segments.ts';

/** The energy that the plug counted in about an hour. Seen: mss305, in no order, minutes past the hour, some days old. */
export interface HourRow {
  /** Seconds since 1970. */
  readonly endsAt: number;
  readonly wattHours: number;
}

/** The energy that the plug counted on one of its days; of today, the energy so far. */
export interface DayRow {
  /** `2024-03-10`, in the plug's local time. */
  readonly date: string;
  readonly wattHours: number;
}

/** The plug's own counters. Read them at the end of the gap, so that later energy does not count for the gap. */
export interface Counters {
  readonly hours: readonly HourRow[];
  readonly days: readonly DayRow[];
  /** The offsets that decide when the plug's days begin; empty if it has no time zone. */
  readonly offsets: readonly UtcOffset[];
}

const HOUR_SECONDS = 3600;

/** If at most this much time is between two rows, the second hour begins at the end of the first. */
const MAX_HOUR_SECONDS = 5400;

/**
 * Entries for gaps in the record, one at each ten-minute beat and one at the very end. They have the average power of the
 * hour if the plug counts hours, else the rest of the day's energy, spread over the part of the day that is in the gaps.
 * Times without counted energy get no entry. The entries do not say whether the plug was on, because that is not known.
 *
 * In total they never exceed the counters: the recorded energy of the same hour or day is subtracted first.
 *
 * @param gaps oldest first, as {@link gapsBetween} returns them
 * @param recorded the entries of these hours and days, oldest first; more entries do no harm
 * @param since the time of the first entry: the energy of that day before then cannot be separated from the energy in the
 * gaps, so that day gives no entries
 */
export function filledEntries(
  gaps: readonly Gap[],
  counters: Counters,
  recorded: readonly HistoryEntry[],
  since = -Infinity,
): readonly HistoryEntry[] {
  const recordedSegments = segmentsOf(recorded).map(withoutNegative);
  const sortedGaps = new SortedSpans(gaps);
  const byHours = fromHours(sortedGaps, counters.hours, new SortedSpans(recordedSegments));
  const hours = new SortedSpans(byHours);
  const known = new SortedSpans([...recordedSegments, ...byHours]);
  const days = new SortedSpans(fromDays(sortedGaps, counters, { known, hours, since }));
  return gaps.flatMap(piecesOf).flatMap(piece => {
    const byHour = energyWithin(hours, piece);
    const byDay = energyWithin(days, piece);
    if (byHour.seconds + byDay.seconds === 0) return [];
    const watts = ((byHour.wattHours + byDay.wattHours) * 3600) / (piece.to - piece.from);
    return [{ at: piece.to, watts, filled: byHour.seconds >= byDay.seconds ? 'hour' : 'day' } as const];
  });
}

/** A gap, cut at the beats. The last entry goes one second before its end, where there is an entry already. */
function piecesOf({ from, to }: Gap): readonly Gap[] {
  const last = to - 1;
  const pieces: Gap[] = [];
  // More entries would not fit into the history.
  for (let start = Math.max(from, to - HISTORY_SIZE * BEAT_SECONDS); start < last;) {
    const end = Math.min((Math.floor(start / BEAT_SECONDS) + 1) * BEAT_SECONDS, last);
    pieces.push({ from: start, to: end });
    start = end;
  }
  return pieces;
}

function fromHours(
  gaps: SortedSpans<Gap>,
  rows: readonly HourRow[],
  recordedSegments: SortedSpans<Segment>,
): readonly Segment[] {
  const sorted = rows.filter(isValid).sort((a, b) => a.endsAt - b.endsAt);
  return sorted.flatMap(({ endsAt, wattHours }, index) => {
    const before = sorted[index - 1]?.endsAt ?? -Infinity;
    const hour = { from: endsAt - before <= MAX_HOUR_SECONDS ? before : endsAt - HOUR_SECONDS, to: endsAt };
    const parts = commonWith(gaps, hour);
    // If a part of the hour was recorded, the rest of the hour has the rest of the energy.
    const known = energyWithin(recordedSegments, hour);
    const silentSeconds = Math.max(hour.to - hour.from - known.seconds, secondsOf(parts));
    const watts = wattsOf(wattHours - known.wattHours, silentSeconds);
    return filledWith(parts, watts);
  });
}

interface KnownEnergy {
  /** The recorded energy, and the energy by the hours. */
  readonly known: SortedSpans<Segment>;
  readonly hours: SortedSpans<Segment>;
  readonly since: number;
}

function fromDays(
  gaps: SortedSpans<Gap>,
  { days, offsets }: Counters,
  { known, hours, since }: KnownEnergy,
): readonly Segment[] {
  // One row per day, because a repeated row would double the energy.
  const rows = new Map(days.map(({ date, wattHours }) => [date, wattHours]));
  return [...rows].flatMap(([date, wattHours]) => {
    const day = daySpan(date, offsets);
    if (day === undefined || day.from < since || !(wattHours >= 0)) return [];
    const parts = commonWith(gaps, day).flatMap(part => subtract(part, hours));
    const watts = wattsOf(wattHours - energyWithin(known, day).wattHours, secondsOf(parts));
    return filledWith(parts, watts);
  });
}

/** The parts of these gaps within a span. */
function commonWith(gaps: SortedSpans<Gap>, span: Gap): readonly Gap[] {
  return gaps.overlapping(span).flatMap(gap => intersection(gap, span) ?? []);
}

const secondsOf = (spans: readonly Gap[]): number => spans.reduce((sum, { from, to }) => sum + to - from, 0);

/** More than any outlet carries, and the maximum of Eve's characteristic. A larger value is a glitch of the counter. */
const MAX_WATTS = 12_000;

const wattsOf = (wattHours: number, seconds: number): number =>
  seconds > 0 ? (Math.max(wattHours, 0) * 3600) / seconds : 0;

/** These parts with their power; none if the power is implausible, so that the gap stays a gap. */
const filledWith = (parts: readonly Gap[], watts: number): readonly Segment[] =>
  watts > MAX_WATTS ? [] : parts.map(part => ({ ...part, watts }));

/** Counters do not include power that flows back. */
const withoutNegative = (segment: Segment): Segment => ({ ...segment, watts: Math.max(0, segment.watts) });

const isValid = ({ endsAt, wattHours }: HourRow): boolean => Number.isFinite(endsAt) && wattHours >= 0;
