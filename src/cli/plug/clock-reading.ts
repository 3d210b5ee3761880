import type { Clock } from '../../clock.ts';
import { offsetByRules, plugTimeIn, zoneState } from '../../features/plug-time.ts';
import * as systemTime from '../../protocol/namespaces/system-time.ts';
import type { ZoneAndTime } from '../../protocol/namespaces/system-time.ts';
import { duration } from '../../texts/en/numbers.ts';
import type { Cell } from '../show/table.ts';
import { ifSupported, type OpenPlug } from './open-plug.ts';

/** Smaller differences are not reported: a reply takes time, and both clocks count whole seconds. */
const TOLERANCE_SECONDS = 5;

/** Whether the difference of two clocks is small enough to ignore. */
export const isWithinTolerance = (aheadSeconds: number): boolean => Math.abs(aheadSeconds) <= TOLERANCE_SECONDS;

/** The time of the day by the plug's own clock and rules: `2025-01-31 17:03:09`. */
export function localTime(time: ZoneAndTime): string {
  const date = new Date((time.timestamp + offsetByRules(time, time.timestamp)) * 1000);
  return Number.isNaN(date.getTime()) ? 'never set' : date.toISOString().slice(0, 19).replace('T', ' ');
}

/** How the plug's clock compares to this computer's. */
export function clockComparison(aheadSeconds: number): Cell {
  if (isWithinTolerance(aheadSeconds)) return "right, by this computer's clock";
  const text = `${duration(Math.abs(aheadSeconds))} ${aheadSeconds > 0 ? 'ahead of' : 'behind'} this computer`;
  return { text, colour: 'yellow' };
}

/** The problem with the time zone of a plug; undefined if there is none. */
export function zoneProblem(time: ZoneAndTime, now: number): string | undefined {
  const state = zoneState(time, now);
  if (state.kind === 'right') return undefined;
  if (state.kind === 'none') return 'no time zone: its days follow UTC';
  const offsetSeconds = state.aheadSeconds;
  return `its rules for that zone are old: ${duration(Math.abs(offsetSeconds))} ${offsetSeconds > 0 ? 'ahead' : 'behind'}`;
}

/** The time of a plug, and how far it was ahead of this computer when the plug replied. */
export interface ClockReading {
  readonly time: ZoneAndTime;
  readonly aheadSeconds: number;
}

/** The time is in System.All for most plugs, else in System.Time; undefined if it is in neither. */
export async function readClock(
  plug: OpenPlug,
  { clock }: { readonly clock: Clock },
): Promise<ClockReading | undefined> {
  const reported = plugTimeIn(plug.systemAllReply.payload);
  if (reported) return { time: reported, aheadSeconds: reported.timestamp - plug.systemAllReply.receivedAt };
  const time = await ifSupported(plug, systemTime.get(), ({ payload }) => systemTime.parse(payload));
  return time && { time, aheadSeconds: time.timestamp - clock.epochSeconds() };
}
