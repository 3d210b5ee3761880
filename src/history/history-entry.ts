/** What was known of a plug, or of one outlet of a strip, at one moment. A value that is missing was not known. */
export interface HistoryEntry {
  /** Seconds since 1970, whole. */
  readonly at: number;
  /** The average since the entry before. */
  readonly watts?: number;
  readonly on?: boolean;
  /**
   * Nobody listened then: the power comes from the plug's own counter for that hour or day. Kept in our file, and not
   * told to Eve, which has no place for it.
   */
  readonly filled?: 'hour' | 'day';
}

/** Before this the plugin did not exist, so the clock is wrong (2020-09-13). After it, Eve's 32 bits are full. */
const EARLIEST = 1_600_000_000;
const LATEST = 0xffff_ffff;

/** Whether this can be the moment of an entry, in whole seconds since 1970. */
export function isPlausibleTime(at: unknown): at is number {
  return typeof at === 'number' && Number.isInteger(at) && at >= EARLIEST && at <= LATEST;
}

/** Eve draws a hole where more than this lies between two entries, so a power speaks for no more time than this. */
export const BEAT_SECONDS = 600;

/** Four weeks of one entry per beat, as a real Eve Energy keeps. */
export const HISTORY_SIZE = 4032;

/** A stretch of time in which nothing was recorded: from its first second up to, and without, `to`. Seconds since 1970. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** A beat may come a little late. */
const SLACK_SECONDS = 60;

/**
 * The stretches in which nothing was recorded, oldest first, the one that lasts until `now` included. An average at the
 * end of a long stretch stands for all of it, so that is none: a beat came late, as when the host was busy.
 */
export function gapsBetween(entries: readonly HistoryEntry[], now: number): readonly Gap[] {
  return entries.flatMap(({ at: from }, index) => {
    const next = entries[index + 1];
    const to = next?.at ?? now;
    return next?.watts === undefined && to - from > BEAT_SECONDS + SLACK_SECONDS ? [{ from, to }] : [];
  });
}
