import type { HistoryEntry } from './history-entry.ts';

/**
 * Corrects entries that were recorded while the host's clock was ahead, as the time between them is right even so:
 * the newest of them then lies one second before `present`. They begin after a pause at least as long as the clock
 * was ahead, for that is what its jump forward looks like; where there is no such pause, they are all wrong.
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
