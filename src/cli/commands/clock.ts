import type { Request } from '../../protocol/envelope.ts';
import { UnsupportedError } from '../../errors.ts';
import type { ZoneAndTime } from '../../protocol/namespaces/system-time.ts';
import { setClock } from '../../setup/clock-setting.ts';
import type { Call } from '../call.ts';
import { withPlug, type OpenPlug } from '../plug/open-plug.ts';
import { NotDoneError } from '../plug-command-error.ts';
import { clockComparison, isWithinTolerance, localTime, readClock, zoneProblem } from '../plug/clock-reading.ts';
import { zoneOf } from '../setup/timezone-option.ts';
import { facts, type Cell } from '../show/table.ts';
import type { CommandAction } from '../command-spec.ts';

/** `clock HOST [--timezone ZONE]`. */
export const clock: CommandAction = async call => {
  const zone = zoneOf(call);
  await withPlug(call, async plug => {
    const { time, aheadSeconds, differences } =
      zone === undefined ? await readState(call, plug) : await setState(call, plug, zone);
    const data = { uuid: plug.info.uuid, timestamp: time.timestamp, timezone: time.timezone, aheadSeconds };
    call.print(data, () => shown(call, plug, time, aheadSeconds));
    if (zone !== undefined && zone !== time.timezone) {
      throw new NotDoneError('it accepted the new time zone, but did not change it');
    }
    for (const difference of differences) call.note(difference);
  });
};

/** The state of the plug's clock. */
interface ClockState {
  readonly time: ZoneAndTime;
  readonly aheadSeconds: number;
  /** The problems, one sentence each. */
  readonly differences: readonly string[];
}

async function readState(call: Call, plug: OpenPlug): Promise<ClockState> {
  const reading = await readClock(plug, call.io);
  if (reading === undefined) throw new UnsupportedError('it does not report its time');
  const { time, aheadSeconds } = reading;
  const isRight = isWithinTolerance(aheadSeconds) && zoneProblem(time, call.io.clock.epochSeconds()) === undefined;
  const advice = 'The timers and the energy per day of the plug follow its clock. --timezone ZONE sets both.';
  return { time, aheadSeconds, differences: isRight ? [] : [advice] };
}

async function setState({ io: { clock, signal } }: Call, plug: OpenPlug, zone: string): Promise<ClockState> {
  // Each query has its own limit, which `--timeout` sets.
  const transport = { address: plug.target.label, request: (request: Request) => plug.send(request) };
  const { after, aheadSeconds, differences } = await setClock({ transport, zone, clock, signal });
  return { time: after, aheadSeconds, differences };
}

function shown(call: Call, plug: OpenPlug, time: ZoneAndTime, aheadSeconds: number): string {
  const rows: (readonly [string, Cell])[] = [
    ['Plug', plug.target.label],
    ['Its time', localTime(time)],
    ['Time zone', time.timezone === '' ? '–' : time.timezone],
    ...troubleRows(call, time),
    ['Compared', clockComparison(aheadSeconds)],
  ];
  return facts(rows, call.paint, call.tableColumns);
}

function troubleRows({ io }: Call, time: ZoneAndTime): readonly (readonly [string, Cell])[] {
  const trouble = zoneProblem(time, io.clock.epochSeconds());
  return trouble === undefined ? [] : [['', { text: trouble, colour: 'yellow' }]];
}
