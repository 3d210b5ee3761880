import type { Delay, Memory } from '../probe.ts';

const LARGEST_BLOCK_MS = 100;
/** A thread that ran for less in that time was not what blocked the loop. */
const LEAST_CPU_MS = 50;
const LARGEST_GROWTH = 8 * 2 ** 20;

/** A delay without the time in which other programs had the processor. */
export const ownMs = ({ delayMs, waitedMs }: Delay): number => Math.max(0, delayMs - waitedMs);

/** How long the event loop was blocked by the process itself. */
export function blockedMs(delay: Delay): number {
  return delay.cpuMs < LEAST_CPU_MS ? 0 : ownMs(delay);
}

/** The event loop is never blocked for more than 100 ms. */
export function checkDelays(delays: readonly Delay[]): readonly string[] {
  return delays
    .filter(delay => blockedMs(delay) > LARGEST_BLOCK_MS)
    .map(delay => {
      const { at, delayMs, cpuMs, waitedMs } = delay;
      const [total, cpu, waited] = [delayMs, cpuMs, waitedMs].map(Math.round);
      const when = new Date(at).toISOString();
      return `the event loop was blocked for ${Math.round(blockedMs(delay))} ms at ${when} (${total} ms late, ${cpu} ms of CPU, ${waited} ms waiting for one)`;
    });
}

/**
 * The memory is flat: after a collection of garbage, a quiet window uses no more than the first one and 8 MiB.
 * @param memories of the quiet windows after the warm-up, which is the first round
 */
export function checkMemory(memories: readonly Memory[]): readonly string[] {
  const [first] = memories;
  const last = memories.at(-1);
  if (first === undefined || last === undefined || last.used - first.used <= LARGEST_GROWTH) return [];
  return [`the memory grew from ${mebibytes(first.used)} to ${mebibytes(last.used)}`];
}

/** E.g. `41.3 MiB`. */
export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
