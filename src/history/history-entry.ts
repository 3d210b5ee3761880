/** The known values of a plug, or of one outlet of a strip, at one moment. A missing value was not known. */
export interface HistoryEntry {
  /** Seconds since 1970, whole. */
  readonly at: number;
  /** The average since the entry before. */
  readonly watts?: number;
  readonly on?: boolean;
  /**
   * The power comes from the plug's own counter for that hour or day, because nothing was recorded then. It is kept in the
   * file, and not sent to Eve, whose format has no field for it.
   */
  readonly filled?: 'hour' | 'day';
}

/** Before this the plugin did not exist, so the clock is wrong (2020-09-13). After it, Eve's 32 bits are full. */
const EARLIEST = 1_600_000_000;
const LATEST = 0xffff_ffff;

/** Whether this can be the time of an entry, in whole seconds since 1970. */
export function isPlausibleTime(at: unknown): at is number {
  return typeof at === 'number' && Number.isInteger(at) && at >= EARLIEST && at <= LATEST;
}

/** Eve draws a gap if two entries are further apart, so the power of an entry applies to at most this much time. */
export const BEAT_SECONDS = 600;

/** Four weeks with one entry per beat, as a real Eve Energy keeps. */
export const HISTORY_SIZE = 4032;

/** A time span without recorded entries, in seconds since 1970, `to` not included. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** A beat may come a little late. */
const SLACK_SECONDS = 60;

/**
 * The gaps between entries, oldest first, including the one that lasts until `now`. A long span with an average power at
 * its end is no gap, because the average covers it: its beat came late, for example on a busy host.
 */
export function gapsBetween(entries: readonly HistoryEntry[], now: number): readonly Gap[] {
  return entries.flatMap(({ at: from }, index) => {
    const next = entries[index + 1];
    const to = next?.at ?? now;
    return next?.watts === undefined && to - from > BEAT_SECONDS + SLACK_SECONDS ? [{ from, to }] : [];
  });
}
