import type { Abilities } from '../protocol/namespaces/system-ability.ts';
import type { SystemAll } from '../protocol/namespaces/system-all.ts';
import * as toggle from '../protocol/namespaces/toggle.ts';
import * as togglex from '../protocol/namespaces/togglex.ts';

/** The description of a plug, as the plug sent it. Contains no secret, because it is stored in Homebridge's cache. */
export interface PlugInfo {
  /** 32 characters; the plug's identity, whatever its address. */
  readonly uuid: string;
  /** Upper case, e.g. `MSS425E`. */
  readonly model: string;
  readonly hardwareVersion: string;
  readonly firmwareVersion: string;
  readonly macAddress: string;
  /** Every relay, the master channel 0 of a strip included. */
  readonly channels: readonly number[];
  readonly abilities: Abilities;
}

/** Combines the two replies that describe a plug. */
export function plugInfo(all: SystemAll, abilities: Abilities): PlugInfo {
  const { hardware, firmwareVersion, toggles } = all;
  return {
    uuid: hardware.uuid,
    // HAP rejects a model of one letter.
    model: hardware.type.length > 1 ? hardware.type.toUpperCase() : 'MEROSS',
    hardwareVersion: hardware.version,
    firmwareVersion,
    macAddress: hardware.macAddress,
    channels: [...new Set(toggles.map(({ channel }) => channel))].sort((a, b) => a - b),
    abilities,
  };
}

/**
 * The channels that are outlets. With three rows or more, channel 0 is the master of the others; two rows are two
 * outlets, as far as is known.
 */
export function outletChannels({ channels }: Pick<PlugInfo, 'channels'>): readonly number[] {
  return channels.length >= 3 ? channels.filter(channel => channel !== 0) : channels;
}

/** Abilities of appliances where "toggle" moves a door, a shutter or a valve instead of switching an outlet. */
const NOT_PLUGS =
  /^Appliance\.(?:GarageDoor|RollerShutter|Hub|Control\.(?:Light|Spray|Diffuser|Fan|Thermostat|Sensor|Presence))(?:\.|$)/;

/** Whether this device may be switched: it has a relay and no ability of another kind of appliance. */
export function isPlug({ abilities, channels }: Pick<PlugInfo, 'abilities' | 'channels'>): boolean {
  const canSwitch = togglex.NAMESPACE in abilities || toggle.NAMESPACE in abilities;
  return canSwitch && channels.length > 0 && !Object.keys(abilities).some(name => NOT_PLUGS.test(name));
}
