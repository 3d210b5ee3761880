import { daySpan, type UtcOffset } from './plug-days.ts';
import { BEAT_SECONDS, HISTORY_SIZE, type HistoryEntry, type Gap } from './history-entry.ts';
import { intersection, segmentsOf, SortedSpans, energyWithin, subtract, type Segment } from './segments.ts';

/** What the plug counted in about an hour. Seen: mss305, in no order, minutes past the hour, some days old. */
export interface HourRow {
  /** Seconds since 1970. */
  readonly endsAt: number;
  readonly wattHours: number;
}

/** What the plug counted on one of its days, so far if that is today. */
export interface DayRow {
  /** `2024-03-10`, in the plug's local time. */
  readonly date: string;
  readonly wattHours: number;
}

/** The plug's own counters. To be read at the end of the gap: what flows later must not be taken for the gap's. */
export interface Counters {
  readonly hours: readonly HourRow[];
  readonly days: readonly DayRow[];
  /** When the plug's days begin; empty where it has no time zone. */
  readonly offsets: readonly UtcOffset[];
}

const HOUR_SECONDS = 3600;

/** Up to so much may lie between two rows for the second to begin where the first ends. */
const MAX_HOUR_SECONDS = 5400;

/**
 * Entries for times in which nobody listened, one on each ten-minute beat and one at the very end: with the average
 * power of the hour if the plug counts hours, else with what remains of the day, spread over the part of it that lies in
 * the gaps. Where it counted nothing there is no entry. On or off is not known, and not said.
 *
 * Together they never say more than the counters: what was recorded of the same hour or day goes off first.
 *
 * @param gaps oldest first, as `gapsBetween` gives them
 * @param recorded what is known of the hours and days in question, oldest first; all there is does no harm
 * @param since nothing was recorded before: what the plug counted on that day until then cannot be told from the gaps',
 * so that day gives nothing
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

/** A gap cut at the beats. Its last second is where the last entry goes, as the next one is there already. */
function piecesOf({ from, to }: Gap): readonly Gap[] {
  const last = to - 1;
  const pieces: Gap[] = [];
  // More would not fit in the history.
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
    // Of an hour that was heard in part, the rest has what was not heard.
    const known = energyWithin(recordedSegments, hour);
    const silentSeconds = Math.max(hour.to - hour.from - known.seconds, secondsOf(parts));
    const watts = wattsOf(wattHours - known.wattHours, silentSeconds);
    return filledWith(parts, watts);
  });
}

interface KnownEnergy {
  /** What was recorded, and what the hours say. */
  readonly known: SortedSpans<Segment>;
  readonly hours: SortedSpans<Segment>;
  readonly since: number;
}

function fromDays(
  gaps: SortedSpans<Gap>,
  { days, offsets }: Counters,
  { known, hours, since }: KnownEnergy,
): readonly Segment[] {
  // One row per day: twice the same would be twice the energy.
  const rows = new Map(days.map(({ date, wattHours }) => [date, wattHours]));
  return [...rows].flatMap(([date, wattHours]) => {
    const day = daySpan(date, offsets);
    if (day === undefined || day.from < since || !(wattHours >= 0)) return [];
    const parts = commonWith(gaps, day).flatMap(part => subtract(part, hours));
    const watts = wattsOf(wattHours - energyWithin(known, day).wattHours, secondsOf(parts));
    return filledWith(parts, watts);
  });
}

/** The parts of these gaps that lie in a span. */
function commonWith(gaps: SortedSpans<Gap>, span: Gap): readonly Gap[] {
  return gaps.overlapping(span).flatMap(gap => intersection(gap, span) ?? []);
}

const secondsOf = (spans: readonly Gap[]): number => spans.reduce((sum, { from, to }) => sum + to - from, 0);

/** More than any outlet carries, and as much as Eve's characteristic takes: the counter had a glitch. */
const MAX_WATTS = 12_000;

const wattsOf = (wattHours: number, seconds: number): number =>
  seconds > 0 ? (Math.max(wattHours, 0) * 3600) / seconds : 0;

/** These parts with their power; none where that is more than can flow, so that a hole stays a hole. */
const filledWith = (parts: readonly Gap[], watts: number): readonly Segment[] =>
  watts > MAX_WATTS ? [] : parts.map(part => ({ ...part, watts }));

/** What flows back is in no counter. */
const withoutNegative = (segment: Segment): Segment => ({ ...segment, watts: Math.max(0, segment.watts) });

const isValid = ({ endsAt, wattHours }: HourRow): boolean => Number.isFinite(endsAt) && wattHours >= 0;
