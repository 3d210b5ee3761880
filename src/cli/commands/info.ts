import { isPlug } from '../../device/plug-info.ts';
import * as dndmode from '../../protocol/namespaces/dndmode.ts';
import { meteringOf, type Measured } from '../../features/metering.ts';
import * as systemRuntime from '../../protocol/namespaces/system-runtime.ts';
import * as systemTime from '../../protocol/namespaces/system-time.ts';
import type { Call } from '../call.ts';
import { comparison, localTime, zoneTrouble } from '../plug/clock.ts';
import { measured, meterName } from '../plug/meter.ts';
import { ifKnown, withPlug, type OpenPlug } from '../plug/open.ts';
import { masterOf, outletsOf } from '../plug/outlets.ts';
import { amperes, volts, watts } from '../show/numbers.ts';
import { facts, table, type Cell, type Column } from '../show/table.ts';
import type { Action } from '../spec.ts';

/** What is asked beside that with which every plug introduces itself. */
interface Details {
  readonly meters: readonly Measured[];
  readonly signalPercent: number | undefined;
  readonly led: boolean | undefined;
  readonly time: systemTime.ZoneAndTime | undefined;
}

/** `info HOST`. */
export const info: Action = call =>
  withPlug(call, async plug => {
    const details: Details = {
      meters: await measured(plug),
      signalPercent: await ifKnown(plug, systemRuntime.get(), ({ payload }) => systemRuntime.parse(payload)),
      led: await ifKnown(plug, dndmode.get(), ({ payload }) => dndmode.parse(payload)),
      time: await ifKnown(plug, systemTime.get(), ({ payload }) => systemTime.parse(payload)),
    };
    call.print(dataOf(call, plug, details), () => shown(call, plug, details));
  });

function dataOf({ io }: Call, plug: OpenPlug, { meters, signalPercent, led, time }: Details): object {
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
        timestamp: time.timestamp,
        timezone: time.timezone,
        aheadSeconds: time.timestamp - io.clock.epochSeconds(),
      },
    }),
    abilities: Object.keys(abilities),
  };
}

function shown(call: Call, plug: OpenPlug, details: Details): string {
  const { info: what, target } = plug;
  const { paint } = call;
  const columns = call.tableColumns;
  const { meters, signalPercent, led, time } = details;
  const rows: (readonly [string, Cell])[] = [
    ['Plug', { text: target.label, colour: 'bold' }],
    ['Model', isPlug(what) ? what.model : `${what.model}, which is no plug that can be switched`],
    ['Firmware', `${what.firmwareVersion}, on hardware ${what.hardwareVersion}`],
    ['uuid', what.uuid],
    ['MAC', what.macAddress === '' ? '–' : what.macAddress],
    ['LAN encryption', plug.isEncrypted() ? 'yes' : 'no'],
    ['Wi-Fi signal', signalPercent === undefined ? '–' : `${signalPercent} %`],
    ['Status light', led === undefined ? '–' : onOff(led)],
  ];
  if (time !== undefined) rows.push(...clockRows(call, time));
  const can = ABILITIES.filter(([namespace]) => plug.can(namespace)).map(([, words]) => words);
  rows.push(['Can', can.length === 0 ? '–' : can.join(', ')]);
  const outlets = outletRows(plug, meters);
  const parts = [
    facts(rows, paint, columns),
    ...(outlets.length > 0 ? [table(OUTLET_COLUMNS, outlets, paint, columns)] : []),
  ];
  const master = masterOf(plug) === undefined ? '' : `\n${paint('dim', 'All of them at once: --outlet all')}`;
  return `${parts.join('\n\n')}${master}`;
}

function clockRows({ io }: Call, time: systemTime.ZoneAndTime): readonly (readonly [string, Cell])[] {
  const zone = time.timezone === '' ? '' : ` (${time.timezone})`;
  const trouble = zoneTrouble(time);
  return [
    ['Clock', `${localTime(time)}${zone}`],
    ['', comparison(time.timestamp - io.clock.epochSeconds())],
    ...(trouble === undefined ? [] : [['', { text: trouble, colour: 'yellow' }] as const]),
  ];
}

const OUTLET_COLUMNS: readonly Column[] = [
  { title: 'Outlet' },
  { title: 'Name', least: 8 },
  { title: 'State' },
  { title: 'Power', align: 'right' },
  { title: '' },
];

function outletRows(plug: OpenPlug, meters: readonly Measured[]): readonly (readonly Cell[])[] {
  const isEach = EACH.has(meteringOf(plug.info)?.scope);
  const outlets = outletsOf(plug).map(({ channel, name, on }): readonly Cell[] => [
    String(channel),
    name ?? '–',
    { text: onOff(on), colour: on ? 'green' : 'dim' },
    ...meterCells(isEach ? meters.find(each => each.channel === channel) : undefined),
  ]);
  // The one meter of a strip, and those of a device that switches nothing, are no outlet's.
  const others = isEach ? [] : meters;
  return [
    ...outlets,
    ...others.map((each): readonly Cell[] => [meterName(plug, each.channel), '–', '', ...meterCells(each)]),
  ];
}

/** Where a meter is that of one outlet. */
const EACH: ReadonlySet<string | undefined> = new Set(['the outlet', 'each outlet']);

function meterCells(meter: Measured | undefined): readonly [Cell, Cell] {
  if (meter === undefined) return ['–', ''];
  const { watts: power, volts: voltage, amperes: current } = meter;
  if (power === undefined) return [{ text: 'not measured', colour: 'yellow' }, ''];
  const rest = [voltage === undefined ? [] : volts(voltage), current === undefined ? [] : amperes(current)].flat();
  return [watts(power), rest.join(', ')];
}

const onOff = (on: boolean): string => (on ? 'on' : 'off');

/** What people may want of a plug, by the namespace that it takes. */
const ABILITIES: readonly (readonly [string, string])[] = [
  ['Appliance.Control.Electricity', 'power'],
  ['Appliance.Control.ElectricityX', 'power of each outlet'],
  ['Appliance.Control.ConsumptionX', 'energy per day'],
  ['Appliance.Control.ConsumptionH', 'energy per hour'],
  [dndmode.NAMESPACE, 'status light'],
  ['Appliance.Control.TimerX', 'timers'],
  ['Appliance.Control.TriggerX', 'auto-off'],
  ['Appliance.Config.OverTemp', 'protection against heat'],
];
