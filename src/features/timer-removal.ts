import { sleep, type Clock } from '../clock.ts';
import type { RunningDevice } from '../device/feature.ts';
import { removeTimer } from './plug-timer.ts';

/** Between two attempts; it doubles after each failure, up to the maximum. */
const RETRY_MS = 60_000;
const MAX_RETRY_MS = 6 * 3_600_000;

export interface TimerRemoval {
  readonly clock: Clock;
  /** Ends the attempts. */
  readonly signal: AbortSignal;
  /** Called after each failure while the plug is reachable; the timer is then still in the plug, as far as is known. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Removes one of our timers from the plug, however long that takes.
 * Rejects only when the signal aborts.
 */
export async function keepRemoving(
  device: RunningDevice,
  id: string,
  { clock, signal, onFailure }: TimerRemoval,
): Promise<void> {
  for (let pauseMs = RETRY_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_RETRY_MS)) {
    try {
      await removeTimer(device, id);
      return;
    } catch (error) {
      if (!signal.aborted && isReachable(device)) onFailure(error);
    }
    await sleep(clock, pauseMs, signal);
  }
}

/** Whether the plug replies, as far as is known. */
export const isReachable = ({ state }: RunningDevice): boolean => state.get('reachable')?.reachable !== false;
