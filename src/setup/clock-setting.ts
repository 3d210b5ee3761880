import type { Clock } from '../clock.ts';
import { clipped } from '../protocol/decode.ts';
import * as systemTime from '../protocol/namespaces/system-time.ts';
import { zoneFor } from '../protocol/time-rules.ts';
import type { Transport } from '../transport/transport.ts';
import { sendRequest } from './pairing-transport.ts';
import { SETUP_TIMES } from './setup-times.ts';

export interface SetClockOptions {
  readonly transport: Transport;
  /** IANA name, e.g. `Europe/Paris`. */
  readonly zone: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface ClockReport {
  readonly before: systemTime.ZoneAndTime;
  readonly after: systemTime.ZoneAndTime;
  /** Seconds by which the plug's clock is ahead of this computer's, now. */
  readonly aheadSeconds: number;
  /** What differs from the settings that were sent, a sentence each, for users; empty if all is well. */
  readonly differences: readonly string[];
}

/** Both clocks count whole seconds, and a reply takes time. */
const TOLERANCE_SECONDS = 5;

/**
 * Sets zone, rules and time of a plug, and reads them back: some firmware acknowledges the time of a plug in use
 * without applying it.
 *
 * @throws {RangeError} not a zone, before anything is sent
 * @throws what the transport throws, also when only reading back fails
 */
export async function setClock({ transport, zone, clock, signal }: SetClockOptions): Promise<ClockReport> {
  const wanted = zoneFor(zone, clock.epochSeconds());
  const read = async (): Promise<systemTime.ZoneAndTime> => {
    const { payload } = await sendRequest(transport, systemTime.get(), { clock, signal }, SETUP_TIMES.lanRequestMs);
    return systemTime.parse(payload);
  };
  const before = await read();
  const command = systemTime.set({ ...wanted, timestamp: clock.epochSeconds() });
  await sendRequest(transport, command, { clock, signal }, SETUP_TIMES.lanRequestMs);
  const after = await read();
  const aheadSeconds = after.timestamp - clock.epochSeconds();
  return { before, after, aheadSeconds, differences: differences(wanted, after, aheadSeconds) };
}

function differences(wanted: systemTime.Zone, after: systemTime.ZoneAndTime, aheadSeconds: number): readonly string[] {
  const found: string[] = [];
  if (after.timezone !== wanted.timezone) {
    found.push(
      `The plug did not apply the time zone: it has ${after.timezone === '' ? 'none' : `"${clipped(after.timezone)}"`}.`,
    );
  }
  if (JSON.stringify(after.timeRule) !== JSON.stringify(wanted.timeRule)) {
    found.push(
      `The plug did not apply all rules of the time zone: it has ${after.timeRule.length} of ${wanted.timeRule.length}.`,
    );
  }
  if (Math.abs(aheadSeconds) > TOLERANCE_SECONDS) {
    const by = `${Math.abs(aheadSeconds)} s ${aheadSeconds > 0 ? 'ahead' : 'behind'}`;
    found.push(
      `The plug did not apply the time: its clock is ${by}. A plug that reaches a time server sets its clock itself.`,
    );
  }
  return found;
}
