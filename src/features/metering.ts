import { outletChannels, type PlugInfo } from '../device/plug-info.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as consumptionh from '../protocol/namespaces/consumptionh.ts';
import * as consumptionx from '../protocol/namespaces/consumptionx.ts';
import * as electricity from '../protocol/namespaces/electricity.ts';
import * as electricityx from '../protocol/namespaces/electricityx.ts';

/** What a plug measures, and the query for it. The plugin and all commands use this. */
export interface Metering {
  /** What the watts apply to. `channels`: a device with meters and no outlet, such as an em06. */
  readonly scope: 'the outlet' | 'each outlet' | 'all outlets together' | 'channels';
  readonly namespace: typeof electricity.NAMESPACE | typeof electricityx.NAMESPACE;
  /** The query for the watts. */
  readonly request: Request;
}

/** The current values of a meter; undefined if it does not measure one: it may be dead, or report no volts. */
export interface Measurement {
  readonly channel: number;
  /** Below zero where power flows back. */
  readonly watts: number | undefined;
  readonly volts: number | undefined;
  readonly amperes: number | undefined;
  /** Wh that the meter has counted this month; absent if the meter does not report it. */
  readonly monthWattHours?: number;
}

/** The counter that a plug's energy comes from. */
export type CounterName = 'days' | 'month' | 'hours';

/**
 * What the meter of a plug measures, by its abilities and outlets; undefined if it has none. `Electricity` reports a plug's
 * only meter: of the outlet if there is one, else of all outlets together (no strip is known to list it). `ElectricityX`
 * reports each outlet.
 */
export function meteringOf(plug: Pick<PlugInfo, 'abilities' | 'channels'>): Metering | undefined {
  const [outlet, ...others] = outletChannels(plug);
  const isSingle = outlet !== undefined && others.length === 0;
  const hasElectricity = electricity.NAMESPACE in plug.abilities;
  if (electricityx.NAMESPACE in plug.abilities && !(isSingle && hasElectricity)) {
    const scope = outlet === undefined ? 'channels' : isSingle ? 'the outlet' : 'each outlet';
    return { scope, namespace: electricityx.NAMESPACE, request: electricityx.get() };
  }
  if (!hasElectricity) return undefined;
  const scope = outlet === undefined ? 'channels' : isSingle ? 'the outlet' : 'all outlets together';
  return { scope, namespace: electricity.NAMESPACE, request: electricity.get(isSingle ? outlet : 0) };
}

/**
 * The counter that the total of an outlet uses. The days are those of an outlet only on a plug with one outlet.
 * `ElectricityX` reports the month together with the watts, without an extra query.
 */
export function counterOf(plug: PlugInfo): CounterName | undefined {
  const metering = meteringOf(plug);
  if (metering === undefined || metering.scope === 'all outlets together' || metering.scope === 'channels') {
    return undefined;
  }
  if (metering.scope === 'the outlet' && consumptionx.NAMESPACE in plug.abilities) return 'days';
  if (metering.namespace === electricityx.NAMESPACE) return 'month';
  return consumptionh.NAMESPACE in plug.abilities ? 'hours' : undefined;
}

/**
 * The measurements in a message about watts; empty for any other message.
 * @throws {MalformedError} a malformed message about watts
 */
export function readMeasurements({ header, payload }: Message): readonly Measurement[] {
  if (header.namespace === electricity.NAMESPACE) return electricity.parse(payload).map(withoutImplausible);
  if (header.namespace === electricityx.NAMESPACE) return electricityx.parse(payload).map(withoutImplausible);
  return [];
}

/** In watts, the maximum of Eve's characteristic. A larger value is a misreading, e.g. 4294967 W for -1 mW. */
const MAX_WATTS = 12_000;

/**
 * A meter that reads 0 V does not measure, because the plug could not reply without mains power. Its 0 W are therefore not
 * known. Seen: mss310 whose clock had never been set, under load.
 */
function withoutImplausible({ watts, volts, ...rest }: electricityx.ElectricityX): Measurement {
  const hasWatts = Math.abs(watts) <= MAX_WATTS && (volts > 0 || watts !== 0);
  const amperes = hasWatts ? rest.amperes : undefined;
  return { ...rest, watts: hasWatts ? watts : undefined, volts: volts > 0 ? volts : undefined, amperes };
}
