import { meteringOf, readMeasurements, type Measurement } from '../../features/metering.ts';
import { ifKnown, type OpenPlug } from './open.ts';
import { outletName } from './outlets.ts';

/** What the meters of a plug measure now; empty where it has none, or refuses to say. */
export async function measured(plug: OpenPlug): Promise<readonly Measurement[]> {
  const metering = meteringOf(plug.info);
  if (metering === undefined) return [];
  return (await ifKnown(plug, metering.request, readMeasurements)) ?? [];
}

/** How people call what a meter measures; nothing where there is but one outlet. */
export function meterName(plug: OpenPlug, channel: number): string {
  const scope = meteringOf(plug.info)?.scope;
  if (scope === 'all outlets together') return 'all outlets';
  // A device with meters and nothing to switch has channels, and no outlet.
  if (scope === 'channels') return `channel ${channel}`;
  return outletName(plug, channel).replace(/,$/, '');
}
