import { zoneFor } from '../../protocol/time-rules.ts';
import * as systemTime from '../../protocol/namespaces/system-time.ts';
import type { Call } from '../call.ts';
import { withPlug, type OpenPlug } from '../plug/open.ts';
import { NotDoneError } from '../plug-trouble.ts';
import { plain } from '../show/plain.ts';
import { comparison, isAbout, localTime, zoneTrouble } from '../plug/clock.ts';
import { facts, type Cell } from '../show/table.ts';
import type { Action } from '../spec.ts';
import { UsageError } from '../usage-error.ts';

/** `clock HOST [--timezone ZONE]`. */
export const clock: Action = async call => {
  const zone = zoneOf(call);
  await withPlug(call, async plug => {
    if (zone !== undefined) {
      const now = call.io.clock.epochSeconds();
      await plug.ask(systemTime.set({ ...zone, timestamp: now }));
    }
    const time = systemTime.parse((await plug.ask(systemTime.get())).payload);
    const aheadSeconds = time.timestamp - call.io.clock.epochSeconds();
    const data = { uuid: plug.info.uuid, timestamp: time.timestamp, timezone: time.timezone, aheadSeconds };
    call.print(data, () => shown(call, plug, time, aheadSeconds));
    if (zone !== undefined && zone.timezone !== time.timezone) {
      throw new NotDoneError('it says that it has another time zone now, yet it has not');
    }
    if (!isAbout(aheadSeconds) || (zone === undefined && zoneTrouble(time) !== undefined)) {
      call.note(
        zone === undefined
          ? 'Its timers and its energy per day go by that clock. --timezone sets it.'
          : 'It took the time zone, and not the time. It sets its clock by itself where it reaches a time server.',
      );
    }
  });
};

function zoneOf(call: Call): systemTime.Zone | undefined {
  const written = call.text('timezone');
  if (written === undefined) return undefined;
  const name = written === 'local' ? Intl.DateTimeFormat().resolvedOptions().timeZone : written;
  try {
    return zoneFor(name, call.io.clock.epochSeconds());
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(
      `"${plain(written)}" is no time zone.`,
      'Its name looks like Europe/Paris; "local" is that of this computer.',
    );
  }
}

function shown(call: Call, plug: OpenPlug, time: systemTime.ZoneAndTime, aheadSeconds: number): string {
  const rows: (readonly [string, Cell])[] = [
    ['Plug', plug.target.label],
    ['Its time', localTime(time)],
    ['Time zone', time.timezone === '' ? '–' : time.timezone],
    ...troubleRows(time),
    ['Compared', comparison(aheadSeconds)],
  ];
  return facts(rows, call.paint, call.io.out.columns());
}

function troubleRows(time: systemTime.ZoneAndTime): readonly (readonly [string, Cell])[] {
  const trouble = zoneTrouble(time);
  return trouble === undefined ? [] : [['', { text: trouble, colour: 'yellow' }]];
}
