import { UnsupportedError } from '../../errors.ts';
import type { Call } from '../call.ts';
import type { CommandAction } from '../command-spec.ts';
import { countersText } from '../energy/counters-text.ts';
import { daysCsv, hoursCsv, monthsCsv } from '../energy/energy-csv.ts';
import { monthsOf, monthsText } from '../energy/energy-months.ts';
import { knownDays, type KnownDays } from '../energy/known-days.ts';
import { readEnergyCounters, type EnergyCounters } from '../plug/energy-counters.ts';
import { withPlug, type OpenPlug } from '../plug/open-plug.ts';
import { UsageError } from '../usage-error.ts';

/** A plug keeps 31 days, and the plugin 62. */
const DAYS = { min: 1, max: 62, whole: true, default: 14 };

/** `energy HOST`. */
export const energy: CommandAction = call => {
  const days = call.number('days', DAYS);
  if (call.flag('csv') && call.json) throw new UsageError('--csv and --json are two formats.', 'Choose one of them.');
  const spans = [days !== undefined && '--days', call.flag('hours') && '--hours', call.flag('month') && '--month'];
  const chosen = spans.filter(each => each !== false);
  if (chosen.length > 1) throw new UsageError(`${chosen.join(' and ')} do not go together.`, 'Choose one of them.');
  return withPlug(call, async plug => {
    const counters = await readEnergyCounters(plug, call.io);
    if (call.flag('hours') && counters.hours === undefined) throw new UnsupportedError('it counts no hours');
    if (call.flag('month')) await showMonths(call, plug, counters);
    else if (call.flag('csv')) await writeCsv(call, plug, { counters, days });
    else showCounters(call, plug, { counters, days: days ?? DAYS.default });
  });
};

/** What the plug itself has counted. */
function showCounters(
  call: Call,
  plug: OpenPlug,
  { counters, days: most }: { readonly counters: EnergyCounters; readonly days: number },
): void {
  const { now, days, hours, time } = counters;
  const newest = days?.toSorted((one, other) => one.date.localeCompare(other.date)).slice(-most);
  const data = { uuid: plug.info.uuid, timezone: time?.timezone ?? '', now, days: newest ?? [], hours: hours ?? [] };
  const shown = call.flag('hours') ? { now, days: undefined, hours, time } : { now, days: newest, hours, time };
  call.print(data, () => countersText(call, plug, shown));
}

/** Hours, or all known days unless the user wants only the newest. */
async function writeCsv(
  call: Call,
  plug: OpenPlug,
  { counters, days: most }: { readonly counters: EnergyCounters; readonly days: number | undefined },
): Promise<void> {
  if (call.flag('hours')) {
    call.io.out.write(hoursCsv(counters));
    return;
  }
  const known = await daysAndWarnings(call, plug, counters);
  if (counters.days === undefined && known.days.length === 0) throw new UnsupportedError('it counts no days');
  call.io.out.write(daysCsv(most === undefined ? known.days : known.days.slice(-most), known));
}

async function showMonths(call: Call, plug: OpenPlug, counters: EnergyCounters): Promise<void> {
  const known = await daysAndWarnings(call, plug, counters);
  const months = monthsOf(plug, counters, known);
  if (call.flag('csv')) {
    call.io.out.write(monthsCsv(months));
    return;
  }
  const data = { uuid: plug.info.uuid, timezone: counters.time?.timezone ?? '', months };
  call.print(data, () => monthsText(call, plug, months, known));
}

/** All known days; what could not be read is reported on stderr, because the sums are too small then. */
async function daysAndWarnings(call: Call, plug: OpenPlug, counters: EnergyCounters): Promise<KnownDays> {
  const known = await knownDays(plug, counters, call.io.clock);
  for (const { path, reason } of known.unreadable) {
    const remedy =
      reason === 'EACCES' || reason === 'EPERM'
        ? 'Run this as the user of Homebridge, for example with "sudo -u homebridge".'
        : 'The plugin sorts such a file out when Homebridge starts.';
    call.note(`${path} cannot be read (${reason}), so days may be missing.\n${remedy}`, 'yellow');
  }
  return known;
}
