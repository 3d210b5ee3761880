import type { Clock } from '../clock.ts';
import { isWithinTolerance, readClock, type ClockReading } from '../cli/plug/clock-reading.ts';
import { ifSupported, type OpenPlug } from '../cli/plug/open-plug.ts';
import { measurementsOf } from '../cli/plug/plug-meters.ts';
import { isOn, masterOf, outletsOf } from '../cli/plug/plug-outlets.ts';
import { isPlug, type PlugInfo } from '../device/plug-info.ts';
import type { UnsupportedReason } from '../features/feature-declaration.ts';
import { meteringOf, type Measurement } from '../features/metering.ts';
import { optionSupport } from '../features/option-support.ts';
import { isClockSet, zoneState } from '../features/plug-time.ts';
import { isObject, textOr } from '../protocol/decode.ts';
import * as systemRuntime from '../protocol/namespaces/system-runtime.ts';
import { brokerKind, type BrokerKind } from '../setup/broker-kind.ts';
import { formatAddress } from '../transport/transport.ts';
import type { OutletDetails, PlugDetails } from './api.ts';
import type { RequestTexts } from './server-context.ts';

/** Everything that the page shows about a plug, read in one session. */
export async function plugDetails(
  plug: OpenPlug,
  { clock, texts }: { readonly clock: Clock; readonly texts: RequestTexts },
): Promise<PlugDetails> {
  const { info } = plug;
  const meters = await measurementsOf(plug);
  const signalPercent = await ifSupported(plug, systemRuntime.get(), ({ payload }) => systemRuntime.parse(payload));
  const time = await readClock(plug, { clock });
  const watts = totalWatts(meters);
  return {
    host: formatAddress(plug.target.address),
    uuid: info.uuid,
    model: info.model,
    hardwareVersion: info.hardwareVersion,
    firmwareVersion: info.firmwareVersion,
    isPlug: isPlug(info),
    outlets: outletDetails(plug, meters),
    hasMaster: masterOf(plug) !== undefined,
    ...(watts !== undefined && { watts }),
    ...(signalPercent !== undefined && { signalPercent }),
    isEncrypted: plug.isEncrypted(),
    clock: clockDetails(time, clock.epochSeconds()),
    broker: brokerOf(plug),
    options: optionsOf(info, texts),
    roundTripMs: plug.roundTripMs,
  };
}

/** For each option: true, or why it has no effect on this plug. */
function optionsOf(info: PlugInfo, { log, server }: RequestTexts): PlugDetails['options'] {
  const { outlets, ...features } = optionSupport(info);
  const textOf = (support: true | UnsupportedReason): true | string =>
    support === true ? true : log.features.unsupported[support];
  return {
    energy: textOf(features.energy),
    led: textOf(features.led),
    autoOffMinutes: textOf(features.autoOffMinutes),
    appliance: textOf(features.appliance),
    clock: textOf(features.clock),
    inUseWatts: textOf(features.inUseWatts),
    outlets: outlets ? true : server.oneOutlet,
  };
}

/** The scopes of a meter that measures a single outlet. */
const PER_OUTLET: readonly unknown[] = ['the outlet', 'each outlet'];

/** The outlets of a plug with their states, and with the watts of those that are measured. */
export function outletDetails(plug: OpenPlug, meters: readonly Measurement[]): readonly OutletDetails[] {
  const isMeasured = PER_OUTLET.includes(meteringOf(plug.info)?.scope);
  return outletsOf(plug).map(({ channel }) => {
    const watts = isMeasured ? meters.find(each => each.channel === channel)?.watts : undefined;
    return { channel, on: isOn(plug.all.toggles, channel), ...(watts !== undefined && { watts }) };
  });
}

/** The watts of the whole plug; undefined if no meter measures anything. */
export function totalWatts(meters: readonly Measurement[]): number | undefined {
  const measured = meters.flatMap(({ watts }) => watts ?? []);
  return measured.length === 0 ? undefined : measured.reduce((sum, watts) => sum + watts, 0);
}

function clockDetails(reading: ClockReading | undefined, now: number): PlugDetails['clock'] {
  if (reading === undefined) return { state: 'unknown' };
  const { time, aheadSeconds } = reading;
  const { timezone } = time;
  if (!isClockSet(time)) return { state: 'not set', ...(timezone !== '' && { timezone }) };
  const facts = { aheadSeconds, ...(timezone !== '' && { timezone }) };
  if (!isWithinTolerance(aheadSeconds)) return { state: 'off', ...facts };
  const zone = zoneState(time, now).kind;
  const state = zone === 'none' ? 'no zone' : zone;
  return { state, ...facts };
}

const BROKERS: Readonly<Record<BrokerKind, PlugDetails['broker']>> = {
  none: 'none',
  'this network': 'local',
  meross: 'meross',
  elsewhere: 'elsewhere',
};

/** By `server` of `firmware` in System.All. */
function brokerOf({ systemAllReply: { payload } }: OpenPlug): PlugDetails['broker'] {
  const all = isObject(payload['all']) ? payload['all']['system'] : undefined;
  const firmware = isObject(all) && isObject(all['firmware']) ? all['firmware'] : {};
  const server = firmware['server'];
  return typeof server === 'string' ? BROKERS[brokerKind(textOr(server, ''))] : 'unknown';
}
