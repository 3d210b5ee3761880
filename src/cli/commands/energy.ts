import { countersText } from '../energy/counters-text.ts';
import { readEnergyCounters } from '../plug/energy-counters.ts';
import { withPlug } from '../plug/open-plug.ts';
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
    call.print(data, () => countersText(call, plug, found));
  });
};
