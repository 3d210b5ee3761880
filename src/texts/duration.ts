/**
 * A length of time for people: `45 s`, `3 min`, `2 h 5 min`, `20 days`.
 *
 * @param days the word after a number of days, which is at least 2
 */
export function duration(ms: number, days: string): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${String(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${String(minutes)} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${String(hours)} h ${String(minutes % 60)} min` : `${String(Math.round(hours / 24))} ${days}`;
}
