import type { HistoryEntry } from './history-entry.ts';

/**
 * Corrects entries that were recorded while the host's clock was ahead. The times between them are right, so all of them
 * move back until the newest is one second before `present`. The first wrong entry follows a pause at least as long as the
 * clock was ahead, because a jump forward leaves such a pause; without one, all entries are wrong.
 *
 * @param entries in the order of their time, with the newest at or after `present`
 * @param present seconds since 1970
 */
export function withCorrectedTimes(entries: readonly HistoryEntry[], present: number): readonly HistoryEntry[] {
  const newest = entries.at(-1);
  if (newest === undefined) return [];
  const aheadSeconds = newest.at - (present - 1);
  const jump = entries.findLastIndex((entry, index) => entry.at - (entries[index - 1]?.at ?? entry.at) > aheadSeconds);
  return entries.map((entry, index) => (index < jump ? entry : { ...entry, at: entry.at - aheadSeconds }));
}
