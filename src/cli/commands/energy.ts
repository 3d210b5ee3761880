import { outletChannels } from '../../device/plug-info.ts';
import type { Measurement } from '../../features/metering.ts';
import type { DayOfEnergy } from '../../protocol/namespaces/consumptionx.ts';
import type { ZoneAndTime } from '../../protocol/namespaces/system-time.ts';
import type { Call } from '../call.ts';
import { localTime } from '../plug/clock-reading.ts';
import { readEnergyCounters, type EnergyCounters } from '../plug/energy-counters.ts';
import { meterName } from '../plug/plug-meters.ts';
import { withPlug, type OpenPlug } from '../plug/open-plug.ts';
import { outletName } from '../plug/plug-outlets.ts';
import { bar } from '../show/bars.ts';
import { amperes, energy as energyText, volts, watts } from '../../texts/en/numbers.ts';
import { table, type Cell } from '../show/table.ts';
import type { CommandAction } from '../command-spec.ts';

const DAYS = { min: 1, max: 31, whole: true, default: 14 };

/** `energy HOST`. */
export const energy: CommandAction = call => {
  const most = call.number('days', DAYS) ?? DAYS.default;
  return withPlug(call, async plug => {
    const { now, days, hours, time } = await readEnergyCounters(plug, call.io);
    const newest = days?.toSorted((one, other) => one.date.localeCompare(other.date)).slice(-most);
    const found = { now, days: newest, hours, time };
    const data = { uuid: plug.info.uuid, timezone: time?.timezone ?? '', now, days: newest ?? [], hours: hours ?? [] };
    call.print(data, () => shown(call, plug, found));
  });
};

function shown(call: Call, plug: OpenPlug, { now, days, hours, time }: EnergyCounters): string {
  const title = (text: string): string => call.paint('bold', text);
  const parts = now.map(meter => {
    const name = meterName(plug, meter.channel);
    const label = name === '' ? plug.target.label : `${plug.target.label}, ${name}`;
    return call.prose(`${title(label)}  ${values(call, meter)}`);
  });
  if (days?.length === 0) parts.push(`${title('Per day')}\nnothing counted yet`);
  if (days && days.length > 0) {
    const rows = days.map(({ date, wattHours }) => ({ label: date, wattHours, at: Date.parse(date) / 1000 }));
    parts.push(`${title('Per day')}\n${bars(call, rows, DAY)}\n${call.paint('dim', summary(days, time))}`);
  }
  for (const { channel, hours: points } of hours ?? []) {
    const rows = points.map(({ endsAt, wattHours }) => ({ label: endOfHour(endsAt, time), wattHours, at: endsAt }));
    const name = outletChannels(plug.info).length === 0 ? meterName(plug, channel) : outletName(plug, channel);
    if (rows.length > 0)
      parts.push(
        `${title(`Per hour, ending at${name === '' ? '' : `: ${name.replace(/,$/, '')}`}`)}\n${bars(call, rows, HOUR)}`,
      );
  }
  return parts.join('\n\n');
}

function values(call: Call, meter: Measurement): string {
  if (meter.watts === undefined) return call.paint('yellow', 'the meter measures nothing, not even volts');
  const voltage = meter.volts === undefined ? '' : volts(meter.volts);
  const current = meter.amperes === undefined ? '' : amperes(meter.amperes);
  return `${watts(meter.watts)}  ${call.paint('dim', `${voltage}  ${current}`.trim())}`;
}

function summary(days: readonly DayOfEnergy[], time: ZoneAndTime | undefined): string {
  const total = energyText(days.reduce((sum, { wattHours }) => sum + wattHours, 0));
  const isToday = time !== undefined && days.at(-1)?.date === localTime(time).slice(0, 10);
  return `${total} in ${days.length === 1 ? '1 day' : `${days.length} days`}${isToday ? ', with today so far' : ''}`;
}

/** The energy counted in one span of time. */
interface Span {
  readonly label: string;
  readonly wattHours: number;
  /** Seconds since 1970. */
  readonly at: number;
}

/** The distance of spans, and the text for missing ones. */
interface BarInterval {
  readonly seconds: number;
  readonly gap: (count: number) => string;
}

const DAY: BarInterval = {
  seconds: 86_400,
  gap: count => (count === 1 ? '1 day not counted' : `${count} days not counted`),
};
const HOUR: BarInterval = { seconds: 3600, gap: count => `${count} h not counted` };

function bars(call: Call, spans: readonly Span[], { seconds, gap }: BarInterval): string {
  const columns = call.tableColumns;
  const most = Math.max(...spans.map(({ wattHours }) => wattHours));
  const barColumns = columns - Math.max(...spans.map(({ label }) => label.length)) - 2 - 10 - 2;
  const rows = spans.flatMap(({ label, wattHours, at }, index): readonly (readonly Cell[])[] => {
    const row: readonly Cell[] = [
      label,
      energyText(wattHours),
      { text: bar(wattHours, most, Math.min(60, barColumns)), colour: 'cyan' },
    ];
    // Readers take bars side by side as neighbouring spans.
    const before = spans[index - 1];
    const missing = before === undefined ? 0 : Math.round((at - before.at) / seconds) - 1;
    return missing > 0 ? [['…', '', { text: gap(missing), colour: 'dim' }], row] : [row];
  });
  return table([{ title: '' }, { title: '', align: 'right' }, { title: '' }], rows, call.paint, columns);
}

/** By the plug's own clock, to the minute. */
function endOfHour(endsAt: number, time: ZoneAndTime | undefined): string {
  const { timezone = '', timeRule = [] } = time ?? {};
  return localTime({ timestamp: endsAt, timezone, timeRule }).slice(0, 16);
}
