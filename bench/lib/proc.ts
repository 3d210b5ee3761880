/** Processor time and memory of another process, from /proc (Linux). */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The unit of /proc/PID/stat, the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** User and system time of a process so far, in seconds. */
export function cpuSeconds(pid: number): number {
  // The name, in parentheses, may contain spaces.
  const [, rest = ''] = /^.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Resident memory in MB (of 1024 kB). */
export function residentMegabytes(pid: number): number {
  const [, kilobytes = 'NaN'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

export interface Cost {
  /** Of one core. */
  readonly cpuPercent: number;
  /** The median of one sample each second. */
  readonly megabytes: number;
}

/** What several processes cost during the same seconds. */
export async function costOf(pids: readonly number[], seconds: number): Promise<readonly Cost[]> {
  const from = performance.now();
  const before = pids.map(cpuSeconds);
  const samples: number[][] = pids.map(() => []);
  for (let second = 0; second < seconds; second += 1) {
    await sleep(1000);
    pids.forEach((pid, at) => samples[at]?.push(residentMegabytes(pid)));
  }
  const elapsed = (performance.now() - from) / 1000;
  return pids.map((pid, at) => {
    const sorted = (samples[at] ?? []).toSorted((one, other) => one - other);
    return {
      cpuPercent: (100 * (cpuSeconds(pid) - (before[at] ?? 0))) / elapsed,
      megabytes: sorted[Math.floor(sorted.length / 2)] ?? NaN,
    };
  });
}
