import { isPlug, outletChannels } from '../../device/plug-info.ts';
import { NoAnswerError } from '../../errors.ts';
import { meteringOf, type Measurement, type Metering } from '../../features/metering.ts';
import type { Request } from '../../protocol/envelope.ts';
import * as consumptionh from '../../protocol/namespaces/consumptionh.ts';
import * as consumptionx from '../../protocol/namespaces/consumptionx.ts';
import * as digestTimerx from '../../protocol/namespaces/digest-timerx.ts';
import * as dndmode from '../../protocol/namespaces/dndmode.ts';
import * as systemRuntime from '../../protocol/namespaces/system-runtime.ts';
import * as timerx from '../../protocol/namespaces/timerx.ts';
import * as triggerx from '../../protocol/namespaces/triggerx.ts';
import type { Call } from '../call.ts';
import { clockComparison, localTime, readClock, zoneProblem, type ClockReading } from '../plug/clock-reading.ts';
import { measurementsOf, meterName } from '../plug/plug-meters.ts';
import { ifSupported, withPlug, type OpenPlug } from '../plug/open-plug.ts';
import { masterOf, outletsOf } from '../plug/plug-outlets.ts';
import { amperes, volts, watts } from '../../texts/en/numbers.ts';
import { facts, table, type Cell, type Column } from '../show/table.ts';
import type { CommandAction } from '../command-spec.ts';

/** What `info` queries in addition to System.All and System.Ability. */
interface InfoDetails {
  readonly meters: readonly Measurement[];
  readonly signalPercent: number | undefined;
  readonly led: boolean | undefined;
  readonly time: ClockReading | undefined;
  /** Capabilities that the plug lists, by whether it replies to a query about them. */
  readonly can: readonly string[];
  readonly refuses: readonly string[];
}

/** `info HOST`. */
export const info: CommandAction = call =>
  withPlug(call, async plug => {
    const details: InfoDetails = {
      meters: await measurementsOf(plug),
      signalPercent: await ifSupported(plug, systemRuntime.get(), ({ payload }) => systemRuntime.parse(payload)),
      led: await ifSupported(plug, dndmode.get(), ({ payload }) => dndmode.parse(payload)),
      time: await readClock(plug, call.io),
      ...(await checkCapabilities(plug)),
    };
    call.print(dataOf(plug, details), () => shown(call, plug, details));
  });

function dataOf(plug: OpenPlug, { meters, signalPercent, led, time, can, refuses }: InfoDetails): object {
  const { uuid, model, hardwareVersion, firmwareVersion, macAddress, abilities } = plug.info;
  const { address, config } = plug.target;
  return {
    ...{ ...address, ...(config?.name !== undefined && { name: config.name }) },
    ...{ uuid, model, hardwareVersion, firmwareVersion, macAddress },
    isPlug: isPlug(plug.info),
    encrypted: plug.isEncrypted(),
    outlets: outletsOf(plug),
    power: meters,
    ...(led !== undefined && { led }),
    ...(signalPercent !== undefined && { signalPercent }),
    ...(time && {
      clock: {
        timestamp: time.time.timestamp,
        timezone: time.time.timezone,
        aheadSeconds: time.aheadSeconds,
      },
    }),
    can,
    refuses,
    abilities: Object.keys(abilities),
  };
}

function shown(call: Call, plug: OpenPlug, details: InfoDetails): string {
  const { info: plugInfo, target } = plug;
  const { paint } = call;
  const columns = call.tableColumns;
  const { meters, signalPercent, led, time, can, refuses } = details;
  const rows: (readonly [string, Cell])[] = [
    ['Plug', { text: target.label, colour: 'bold' }],
    ['Model', isPlug(plugInfo) ? plugInfo.model : `${plugInfo.model}, which is not a plug`],
    ['Firmware', `${plugInfo.firmwareVersion}, on hardware ${plugInfo.hardwareVersion}`],
    ['uuid', plugInfo.uuid],
    ['MAC', plugInfo.macAddress === '' ? '–' : plugInfo.macAddress],
    ['LAN encryption', plug.isEncrypted() ? 'yes' : 'no'],
    ['Wi-Fi signal', signalPercent === undefined ? '–' : `${signalPercent} %`],
    ['Status light', led === undefined ? '–' : onOff(led)],
  ];
  if (time !== undefined) rows.push(...clockRows(call, time));
  rows.push(['Can', can.length === 0 ? '–' : can.join(', ')]);
  if (refuses.length > 0) rows.push(['Lists, but refuses', refuses.join(', ')]);
  const outlets = outletRows(plug, meters);
  const parts = [
    facts(rows, paint, columns),
    ...(outlets.length > 0 ? [table(OUTLET_COLUMNS, outlets, paint, columns)] : []),
  ];
  const master = masterOf(plug) === undefined ? '' : `\n${paint('dim', 'All at once: --outlet all')}`;
  return `${parts.join('\n\n')}${master}`;
}

function clockRows({ io }: Call, { time, aheadSeconds }: ClockReading): readonly (readonly [string, Cell])[] {
  const zone = time.timezone === '' ? '' : ` (${time.timezone})`;
  const trouble = zoneProblem(time, io.clock.epochSeconds());
  return [
    ['Clock', `${localTime(time)}${zone}`],
    ['', clockComparison(aheadSeconds)],
    ...(trouble === undefined ? [] : [['', { text: trouble, colour: 'yellow' }] as const]),
  ];
}

const OUTLET_COLUMNS: readonly Column[] = [
  { title: 'Outlet' },
  { title: 'Name', minColumns: 8 },
  { title: 'State' },
  { title: 'Power', align: 'right' },
  { title: '' },
];

function outletRows(plug: OpenPlug, meters: readonly Measurement[]): readonly (readonly Cell[])[] {
  const isEach = PER_OUTLET.has(meteringOf(plug.info)?.scope);
  const outlets = outletsOf(plug).map(({ channel, name, on }): readonly Cell[] => [
    String(channel),
    name ?? '–',
    { text: onOff(on), colour: on ? 'green' : 'dim' },
    ...meterCells(isEach ? meters.find(each => each.channel === channel) : undefined),
  ]);
  // The only meter of a strip, and the meters of a device without outlets, belong to no outlet.
  const others = isEach ? [] : meters;
  return [
    ...outlets,
    ...others.map((each): readonly Cell[] => [meterName(plug, each.channel), '–', '', ...meterCells(each)]),
  ];
}

/** The scopes of a meter that measures a single outlet. */
const PER_OUTLET: ReadonlySet<string | undefined> = new Set(['the outlet', 'each outlet']);

function meterCells(meter: Measurement | undefined): readonly [Cell, Cell] {
  if (meter === undefined) return ['–', ''];
  const { watts: power, volts: voltage, amperes: current } = meter;
  if (power === undefined) return [{ text: 'not measured', colour: 'yellow' }, ''];
  const rest = [voltage === undefined ? [] : volts(voltage), current === undefined ? [] : amperes(current)].flat();
  return [watts(power), rest.join(', ')];
}

const onOff = (on: boolean): string => (on ? 'on' : 'off');

/** A capability: the namespace that the plug must list, and the query that shows whether it works. */
interface CapabilityRow {
  readonly label: string;
  readonly namespace: string;
  readonly request: Request;
}

function knownCapabilities({ info: plug }: OpenPlug): readonly CapabilityRow[] {
  const metering = meteringOf(plug);
  const outlets = outletChannels(plug);
  // A device with meters and no outlet counts its channels from 1.
  const channels = outlets.length > 0 ? outlets : [1];
  const heat = { namespace: 'Appliance.Config.OverTemp', method: 'GET', payload: { overTemp: {} } } as const;
  return [
    ...(metering
      ? [{ label: POWER_LABELS[metering.scope], namespace: metering.namespace, request: metering.request }]
      : []),
    { label: 'energy per day', namespace: consumptionx.NAMESPACE, request: consumptionx.get() },
    { label: 'energy per hour', namespace: consumptionh.NAMESPACE, request: consumptionh.get(channels) },
    { label: 'status light', namespace: dndmode.NAMESPACE, request: dndmode.get() },
    { label: 'timers', namespace: timerx.NAMESPACE, request: digestTimerx.get() },
    { label: 'auto-off', namespace: triggerx.NAMESPACE, request: triggerx.list() },
    { label: 'overheating protection', namespace: heat.namespace, request: heat },
  ];
}

const POWER_LABELS: Readonly<Record<Metering['scope'], string>> = {
  'the outlet': 'power',
  'each outlet': 'power of each outlet',
  'all outlets together': 'power of all outlets together',
  channels: 'power of each channel',
};

/** A plug may list a namespace and hang up on it, so each is queried. */
async function checkCapabilities(plug: OpenPlug): Promise<Pick<InfoDetails, 'can' | 'refuses'>> {
  const listed = knownCapabilities(plug).filter(({ namespace }) => plug.supports(namespace));
  const can: string[] = [];
  const refuses: string[] = [];
  for (const { label, request } of listed) {
    ((await isAnswered(plug, request)) ? can : refuses).push(label);
  }
  return { can, refuses };
}

/** Silence counts as a refusal here, so that everything else is still shown. */
async function isAnswered(plug: OpenPlug, request: Request): Promise<boolean> {
  try {
    return (await ifSupported(plug, request, () => true)) === true;
  } catch (error) {
    if (error instanceof NoAnswerError) return false;
    throw error;
  }
}
