import { knownDays } from '../cli/energy/known-days.ts';
import { readEnergyCounters } from '../cli/plug/energy-counters.ts';
import type { OpenPlug } from '../cli/plug/open-plug.ts';
import { NotDoneError } from '../cli/plug-command-error.ts';
import { localZone } from '../cli/setup/timezone-option.ts';
import { monthTotals } from '../energy/month-totals.ts';
import type { JsonObject } from '../protocol/decode.ts';
import type { Request } from '../protocol/envelope.ts';
import { zoneFor } from '../protocol/time-rules.ts';
import { setClock } from '../setup/clock-setting.ts';
import type { Requests } from './api.ts';
import { InvalidBodyError, optionalTextAt } from './bodies.ts';
import { withPlugOf } from './plug-requests.ts';
import type { ServerContext } from './server-context.ts';

/** `/energy` */
export function energyRequest(body: JsonObject, context: ServerContext): Promise<Requests['/energy']['reply']> {
  return withPlugOf(body, context, async plug => {
    const counters = await readEnergyCounters(plug, context);
    const { days = [], hours = [], time } = counters;
    const known = await knownDays(plug, counters, context.clock);
    return {
      energy: {
        days: days.map(({ date, wattHours }) => ({ date, wattHours })),
        hours: hours.flatMap(({ channel, hours: points }) => points.map(point => ({ channel, ...point }))),
        months: monthTotals(known.days, known.today).map(({ month, wattHours, incompleteDays }) => ({
          month,
          wattHours,
          missingDays: incompleteDays.length,
        })),
        timezone: time?.timezone ?? '',
      },
    };
  });
}

/** Names of zones have at most some 30 characters. */
const LONGEST_ZONE = 64;

/** `/clock` */
export function clockRequest(body: JsonObject, context: ServerContext): Promise<Requests['/clock']['reply']> {
  const zone = knownZone(optionalTextAt(body, 'timezone', LONGEST_ZONE) ?? localZone(), context);
  const work = async (plug: OpenPlug): Promise<{ readonly timezone: string }> => {
    const transport = { address: plug.target.label, request: (request: Request) => plug.send(request) };
    const { after } = await setClock({ transport, zone, clock: context.clock, signal: context.signal });
    if (after.timezone !== zone) throw new NotDoneError('it accepted the new time zone, but did not change it');
    return { timezone: after.timezone };
  };
  return withPlugOf(body, context, work, true);
}

function knownZone(zone: string, { clock }: ServerContext): string {
  try {
    return zoneFor(zone, clock.epochSeconds()).timezone;
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidBodyError('"timezone" must be a time zone such as Europe/Paris.');
    throw error;
  }
}
