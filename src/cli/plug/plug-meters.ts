import { meteringOf, readMeasurements, type Measurement } from '../../features/metering.ts';
import { ifSupported, type OpenPlug } from './open-plug.ts';
import { outletName } from './plug-outlets.ts';

/** What the meters of a plug measure now; empty if it has none, or refuses the query. */
export async function measurementsOf(plug: OpenPlug): Promise<readonly Measurement[]> {
  const metering = meteringOf(plug.info);
  if (metering === undefined) return [];
  return (await ifSupported(plug, metering.request, readMeasurements)) ?? [];
}

/** The name of what a meter measures, for people; empty if there is only one outlet. */
export function meterName(plug: Pick<OpenPlug, 'info' | 'all' | 'target'>, channel: number): string {
  const scope = meteringOf(plug.info)?.scope;
  if (scope === 'all outlets together') return 'all outlets';
  // A device with meters and nothing to switch has channels, and no outlet.
  if (scope === 'channels') return `channel ${channel}`;
  return outletName(plug, channel).replace(/,$/, '');
}
