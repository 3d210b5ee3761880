import { outletChannels } from '../../device/plug-info.ts';
import type { Measurement } from '../../features/metering.ts';
import type { DayOfEnergy } from '../../protocol/namespaces/consumptionx.ts';
import type { ZoneAndTime } from '../../protocol/namespaces/system-time.ts';
import type { Call } from '../call.ts';
import { localTime } from '../plug/clock-reading.ts';
import type { EnergyCounters } from '../plug/energy-counters.ts';
import { meterName } from '../plug/plug-meters.ts';
import type { OpenPlug } from '../plug/open-plug.ts';
import { outletName } from '../plug/plug-outlets.ts';
import { amperes, energy as energyText, volts, watts } from '../../texts/en/numbers.ts';
import { bars, DAY, HOUR } from './energy-bars.ts';

/** What a plug measures now and has counted, for people: values, and bars per day and per hour. */
export function countersText(call: Call, plug: OpenPlug, { now, days, hours, time }: EnergyCounters): string {
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

/** By the plug's own clock, to the minute. */
function endOfHour(endsAt: number, time: ZoneAndTime | undefined): string {
  const { timezone = '', timeRule = [] } = time ?? {};
  return localTime({ timestamp: endsAt, timezone, timeRule }).slice(0, 16);
}
