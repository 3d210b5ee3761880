import type { Clock } from '../../clock.ts';
import { outletChannels } from '../../device/plug-info.ts';
import { UnsupportedError } from '../../errors.ts';
import type { Measurement } from '../../features/metering.ts';
import * as consumptionh from '../../protocol/namespaces/consumptionh.ts';
import * as consumptionx from '../../protocol/namespaces/consumptionx.ts';
import type { ZoneAndTime } from '../../protocol/namespaces/system-time.ts';
import { readClock } from './clock-reading.ts';
import { ifSupported, type OpenPlug } from './open-plug.ts';
import { measurementsOf } from './plug-meters.ts';

/** What a plug measures now, and what it has counted. */
export interface EnergyCounters {
  readonly now: readonly Measurement[];
  /** Oldest first; undefined if the plug counts no days. */
  readonly days: readonly consumptionx.DayOfEnergy[] | undefined;
  readonly hours: readonly consumptionh.HoursOfEnergy[] | undefined;
  /** The clock by which it counts. */
  readonly time: ZoneAndTime | undefined;
}

/** Reads all meters and counters of a plug. @throws {UnsupportedError} it has none */
export async function readEnergyCounters(plug: OpenPlug, context: { readonly clock: Clock }): Promise<EnergyCounters> {
  const days = await ifSupported(plug, consumptionx.get(), ({ payload }) => consumptionx.parse(payload));
  const now = await measurementsOf(plug);
  const outlets = outletChannels(plug.info);
  // A device with meters and without outlets counts by channel.
  const channels = outlets.length > 0 ? outlets : now.map(({ channel }) => channel);
  const hours =
    channels.length > 0
      ? await ifSupported(plug, consumptionh.get(channels), ({ payload }) => consumptionh.parse(payload))
      : undefined;
  if (now.length === 0 && days === undefined && hours === undefined)
    throw new UnsupportedError('it has no meter for power or energy');
  return { now, days, hours, time: (await readClock(plug, context))?.time };
}
