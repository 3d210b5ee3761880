import type { Characteristic, CharacteristicValue, HAP, Service, WithUUID } from 'homebridge';
import type { Command } from '../device/command.ts';
import type { Feature } from '../device/feature.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { PlugState } from '../device/state.ts';

/** One socket as a HomeKit service, for capabilities to show things on. */
export interface Outlet {
  readonly plug: PlugInfo;
  readonly channel: number;
  readonly service: Service;
  readonly hap: HAP;
  /** The user wants this plug never to be switched. */
  readonly locked: boolean;
  /**
   * Shows a value, worked out anew whenever the plug says something. Reads are answered from it, never from the
   * network. Where the value is undefined, or the plug is away, reads get an error.
   */
  show(characteristic: CharacteristicType, value: (state: PlugState) => CharacteristicValue | undefined): void;
  /** Turns HomeKit's writes into commands. `command` may throw a MerossError, to refuse. */
  write(characteristic: CharacteristicType, command: (value: CharacteristicValue) => Command): void;
}

/** A kind of characteristic, e.g. `hap.Characteristic.On`. */
export type CharacteristicType = WithUUID<new () => Characteristic>;

/** A capability as HomeKit sees it; called once for each outlet that is shown. */
export interface Capability extends Feature {
  bind(outlet: Outlet): void;
}
