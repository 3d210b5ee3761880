import { outletChannels, type PlugInfo } from '../device/plug-info.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as consumptionh from '../protocol/namespaces/consumptionh.ts';
import * as consumptionx from '../protocol/namespaces/consumptionx.ts';
import * as electricity from '../protocol/namespaces/electricity.ts';
import * as electricityx from '../protocol/namespaces/electricityx.ts';

/** What a plug measures, and how it is asked: the one answer for the plugin and for every command. */
export interface Metering {
  /** What the watts are of. `channels`: a device with meters and no outlet, such as an em06. */
  readonly scope: 'the outlet' | 'each outlet' | 'all outlets together' | 'channels';
  readonly namespace: typeof electricity.NAMESPACE | typeof electricityx.NAMESPACE;
  /** The query for the watts. */
  readonly request: Request;
}

/** What a meter measures now. What it does not measure is undefined: it may be dead, or tell no volts. */
export interface Measurement {
  readonly channel: number;
  /** Below zero where power flows back. */
  readonly watts: number | undefined;
  readonly volts: number | undefined;
  readonly amperes: number | undefined;
  /** Wh that the meter has counted this month; absent where it does not say. */
  readonly monthWattHours?: number;
}

/** Which of a plug's counters tells its energy. */
export type CounterName = 'days' | 'month' | 'hours';

/**
 * Whether a plug has a meter, and what for; undefined where it has none. Decided by its abilities and outlets.
 * `Electricity` speaks of a plug's only meter: of the outlet where there is one, else of all of them together (no strip
 * is known to list it). `ElectricityX` speaks of each outlet.
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
 * Which of a plug's counters the total of an outlet goes by. Only a plug with one socket says with its days what that
 * socket has let through; `ElectricityX` tells of the month with the watts, and costs nothing.
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
 * What a reply about watts says; empty for a message about something else.
 * @throws {MalformedError} it is about watts and makes no sense
 */
export function readMeasurements({ header, payload }: Message): readonly Measurement[] {
  if (header.namespace === electricity.NAMESPACE) return electricity.parse(payload).map(withoutImplausible);
  if (header.namespace === electricityx.NAMESPACE) return electricityx.parse(payload).map(withoutImplausible);
  return [];
}

/** Watts. More is a misreading, e.g. 4294967 W for -1 mW; and as much as Eve's characteristic takes. */
const MAX_WATTS = 12_000;

/**
 * A meter that reads 0 V measures nothing, for the plug would not answer without power: its 0 W are none. Seen: mss310
 * whose clock had never been set, under load.
 */
function withoutImplausible({ watts, volts, ...rest }: electricityx.ElectricityX): Measurement {
  const hasWatts = Math.abs(watts) <= MAX_WATTS && (volts > 0 || watts !== 0);
  const amperes = hasWatts ? rest.amperes : undefined;
  return { ...rest, watts: hasWatts ? watts : undefined, volts: volts > 0 ? volts : undefined, amperes };
}
