import type { Characteristic, CharacteristicValue, HAP, Service, WithUUID } from 'homebridge';
import type { Command } from '../device/command.ts';
import type { Feature, RunningDevice } from '../device/feature.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { ShownOutlet } from '../device/shown-value.ts';
import type { PlugState } from '../device/state.ts';

/** One service of an accessory, to which capabilities bind characteristics. */
export interface BindableService {
  readonly plug: PlugInfo;
  readonly service: Service;
  readonly hap: HAP;
  /**
   * Shows a value, which is computed again at every reading of the plug. Reads return the last value, and never use the
   * network. While the value is undefined or the plug is unreachable, reads get an error.
   */
  show(characteristic: CharacteristicType, value: (state: PlugState) => CharacteristicValue | undefined): void;
  /** Turns HomeKit's writes into commands. `command` may throw a MerossError to refuse a write. */
  write(characteristic: CharacteristicType, command: (value: CharacteristicValue) => Command): void;
  /** Carries out HomeKit's writes that take more than one request. A write fails with the MerossError that `action` throws. */
  act(
    characteristic: CharacteristicType,
    action: (device: RunningDevice, value: CharacteristicValue) => Promise<void>,
  ): void;
  /** A characteristic of this service, added if it is missing; for values that do not depend on the plug's state. */
  characteristic(type: CharacteristicType): Characteristic;
  /** Computes the shown values again, because something other than a reading has changed them, such as time. */
  refresh(): void;
}

/** One socket as a HomeKit service. */
export interface BindableOutlet extends BindableService, ShownOutlet {
  /** Another service of this outlet. `label` is the end of its name, as in `TV corner status light`. */
  companionService(type: ServiceType, label: string): BindableService;
}

/** A plug as a HomeKit accessory. */
export interface BindableAccessory {
  readonly plug: PlugInfo;
  readonly hap: HAP;
  /** A service of the plug as a whole. Without `label` it is one that the Home app does not show. */
  service(type: ServiceType, label?: string): BindableService;
  /** Sets what the plug does when the user asks in HomeKit to identify it. */
  onIdentify(show: (device: RunningDevice) => Promise<void>): void;
}

/** A kind of characteristic, e.g. `hap.Characteristic.On`. */
export type CharacteristicType = WithUUID<new () => Characteristic>;

/** A kind of service, e.g. `hap.Service.Switch`. */
export type ServiceType = WithUUID<new (name?: string, subtype?: string) => Service>;

/**
 * A capability as HomeKit sees it. It binds again when the plug or its config changes. Most capabilities only say what an
 * outlet `shows`; those here bind what exists in HomeKit alone, such as a second service or a history for Eve.
 */
export interface Capability extends Feature {
  /** Called once for each shown outlet, after its values are shown. */
  bind?(outlet: BindableOutlet): void;
  /** Called once for the plug, after its outlets. */
  bindPlug?(plug: BindableAccessory): void;
  /** Stops all timers, and writes pending data. */
  close?(): Promise<void>;
}
