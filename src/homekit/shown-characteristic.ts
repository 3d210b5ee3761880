import type { CharacteristicValue, HAP } from 'homebridge';
import type { ShownKind, ShownTypes, ShownValue } from '../device/shown-value.ts';
import type { BindableOutlet, CharacteristicType } from './capability.ts';
import { eveCharacteristics } from './eve-services.ts';

/** How HomeKit shows one kind of value. */
interface ShownCharacteristic<Kind extends ShownKind> {
  readonly type: (hap: HAP) => CharacteristicType;
  /** HAP warns about values out of range; undefined for a misreading, e.g. 4294967 W for -1 mW. */
  readonly toHap: (value: ShownTypes[Kind]) => CharacteristicValue | undefined;
  /** What HomeKit has written; only for values that can be set. */
  readonly fromHap?: (value: CharacteristicValue) => ShownTypes[Kind];
  /** Switches and lights do not have this characteristic. */
  readonly isOfOutletsOnly?: true;
}

/** Power that flows back, below zero, is shown as 0, because Eve shows no sign. */
const upTo =
  (maxValue: number) =>
  (value: number): number | undefined =>
    value > maxValue ? undefined : Math.max(0, value);

/** In kWh, the maximum of Eve's characteristic. */
const MAX_KILOWATT_HOURS = 1_000_000;

const CHARACTERISTICS: { readonly [Kind in ShownKind]: ShownCharacteristic<Kind> } = {
  on: {
    type: ({ Characteristic }) => Characteristic.On,
    toHap: on => on,
    fromHap: value => value === true || value === 1,
  },
  inUse: {
    type: ({ Characteristic }) => Characteristic.OutletInUse,
    toHap: isInUse => isInUse,
    isOfOutletsOnly: true,
  },
  power: { type: hap => eveCharacteristics(hap).Watts, toHap: upTo(12_000) },
  voltage: { type: hap => eveCharacteristics(hap).Volts, toHap: upTo(380) },
  current: { type: hap => eveCharacteristics(hap).Amperes, toHap: upTo(48) },
  energy: {
    type: hap => eveCharacteristics(hap).KilowattHours,
    toHap: wattHours => Math.min(wattHours / 1000, MAX_KILOWATT_HOURS),
  },
};

/** Shows a value of an outlet as a characteristic of its service, and lets HomeKit write it if it can be set. */
export function showValue<Kind extends ShownKind>(outlet: BindableOutlet, shown: ShownValue<Kind>): void {
  const { hap, service } = outlet;
  const { type, toHap, fromHap, isOfOutletsOnly } = CHARACTERISTICS[shown.kind];
  if (isOfOutletsOnly && service.UUID !== hap.Service.Outlet.UUID) return;
  outlet.show(type(hap), state => {
    const value = shown.value(state);
    return value === undefined ? undefined : toHap(value);
  });
  const { command } = shown;
  if (command && fromHap) outlet.write(type(hap), value => command(fromHap(value)));
}
