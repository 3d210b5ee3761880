import { spanOf, type UtcOffset } from './days.ts';
import { BEAT_SECONDS, HISTORY_SIZE, type Entry, type Gap } from './entry.ts';
import { common, segmentsOf, Stretches, within, without, type Segment } from './segments.ts';

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
const LONGEST_HOUR_SECONDS = 5400;

/**
 * Entries for times in which nobody listened, one on each ten-minute beat and one at the very end: with the average
 * power of the hour if the plug counts hours, else with what remains of the day, spread over the part of it that lies in
 * the gaps. Where it counted nothing there is no entry. On or off is not known, and not said.
 *
 * Together they never say more than the counters: what was recorded of the same hour or day goes off first.
 *
 * @param gaps oldest first, as {@link gapsIn} gives them
 * @param recorded what is known of the hours and days in question, oldest first; all there is does no harm
 * @param since nothing was recorded before: what the plug counted on that day until then cannot be told from the gaps',
 * so that day gives nothing
 */
export function filling(
  gaps: readonly Gap[],
  counters: Counters,
  recorded: readonly Entry[],
  since = -Infinity,
): readonly Entry[] {
  const heard = segmentsOf(recorded).map(counted);
  const holes = new Stretches(gaps);
  const byHours = fromHours(holes, counters.hours, new Stretches(heard));
  const hours = new Stretches(byHours);
  const known = new Stretches([...heard, ...byHours]);
  const days = new Stretches(fromDays(holes, counters, { known, hours, since }));
  return gaps.flatMap(piecesOf).flatMap(piece => {
    const byHour = within(hours, piece);
    const byDay = within(days, piece);
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

function fromHours(gaps: Stretches<Gap>, rows: readonly HourRow[], heard: Stretches<Segment>): readonly Segment[] {
  const sorted = rows.filter(isSound).sort((a, b) => a.endsAt - b.endsAt);
  return sorted.flatMap(({ endsAt, wattHours }, index) => {
    const before = sorted[index - 1]?.endsAt ?? -Infinity;
    const hour = { from: endsAt - before <= LONGEST_HOUR_SECONDS ? before : endsAt - HOUR_SECONDS, to: endsAt };
    const parts = commonWith(gaps, hour);
    // Of an hour that was heard in part, the rest has what was not heard.
    const known = within(heard, hour);
    const silentSeconds = Math.max(hour.to - hour.from - known.seconds, secondsOf(parts));
    const watts = wattsOf(wattHours - known.wattHours, silentSeconds);
    return filledWith(parts, watts);
  });
}

interface Accounted {
  /** What was recorded, and what the hours say. */
  readonly known: Stretches<Segment>;
  readonly hours: Stretches<Segment>;
  readonly since: number;
}

function fromDays(
  gaps: Stretches<Gap>,
  { days, offsets }: Counters,
  { known, hours, since }: Accounted,
): readonly Segment[] {
  // One row per day: twice the same would be twice the energy.
  const rows = new Map(days.map(({ date, wattHours }) => [date, wattHours]));
  return [...rows].flatMap(([date, wattHours]) => {
    const day = spanOf(date, offsets);
    if (day === undefined || day.from < since || !(wattHours >= 0)) return [];
    const parts = commonWith(gaps, day).flatMap(part => without(part, hours));
    const watts = wattsOf(wattHours - within(known, day).wattHours, secondsOf(parts));
    return filledWith(parts, watts);
  });
}

/** The parts of these gaps that lie in a span. */
function commonWith(gaps: Stretches<Gap>, span: Gap): readonly Gap[] {
  return gaps.in(span).flatMap(gap => common(gap, span) ?? []);
}

const secondsOf = (spans: readonly Gap[]): number => spans.reduce((sum, { from, to }) => sum + to - from, 0);

/** More than any outlet carries, and as much as Eve's characteristic takes: the counter had a glitch. */
const MOST_WATTS = 12_000;

const wattsOf = (wattHours: number, seconds: number): number =>
  seconds > 0 ? (Math.max(wattHours, 0) * 3600) / seconds : 0;

/** These parts with their power; none where that is more than can flow, so that a hole stays a hole. */
const filledWith = (parts: readonly Gap[], watts: number): readonly Segment[] =>
  watts > MOST_WATTS ? [] : parts.map(part => ({ ...part, watts }));

/** What flows back is in no counter. */
const counted = (segment: Segment): Segment => ({ ...segment, watts: Math.max(0, segment.watts) });

const isSound = ({ endsAt, wattHours }: HourRow): boolean => Number.isFinite(endsAt) && wattHours >= 0;
