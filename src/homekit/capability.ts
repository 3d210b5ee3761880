import type { Characteristic, CharacteristicValue, HAP, Service, WithUUID } from 'homebridge';
import type { Command } from '../device/command.ts';
import type { Feature, RunningDevice } from '../device/feature.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { PlugState } from '../device/state.ts';

/** One service of an accessory, for capabilities to show things on. */
export interface BindableService {
  readonly plug: PlugInfo;
  readonly service: Service;
  readonly hap: HAP;
  /**
   * Shows a value, worked out anew whenever the plug says something. Reads are answered from it, never from the
   * network. Where the value is undefined, or the plug is away, reads get an error.
   */
  show(characteristic: CharacteristicType, value: (state: PlugState) => CharacteristicValue | undefined): void;
  /** Turns HomeKit's writes into commands. `command` may throw a MerossError, to refuse. */
  write(characteristic: CharacteristicType, command: (value: CharacteristicValue) => Command): void;
  /** A characteristic of this service, made where it is missing: for what has nothing to do with the plug's state. */
  characteristic(type: CharacteristicType): Characteristic;
  /** Works out anew what is shown: something else than the plug has changed it, such as time. */
  refresh(): void;
}

/** One socket as a HomeKit service. */
export interface BindableOutlet extends BindableService {
  readonly channel: number;
  /** The user wants this plug never to be switched. */
  readonly locked: boolean;
  /** Another service that goes with this outlet. `label` tells people what it is, as in `TV corner status light`. */
  companionService(type: ServiceType, label: string): BindableService;
}

/** A plug as a HomeKit accessory. */
export interface BindableAccessory {
  readonly plug: PlugInfo;
  readonly hap: HAP;
  /** A service of the plug as a whole; without `label`, one that the Home app does not show. */
  service(type: ServiceType, label?: string): BindableService;
  /** What to do when somebody wants to see which of his plugs this is. */
  onIdentify(show: (device: RunningDevice) => Promise<void>): void;
}

/** A kind of characteristic, e.g. `hap.Characteristic.On`. */
export type CharacteristicType = WithUUID<new () => Characteristic>;

/** A kind of service, e.g. `hap.Service.Switch`. */
export type ServiceType = WithUUID<new (name?: string, subtype?: string) => Service>;

/** A capability as HomeKit sees it. What it binds is bound anew when the plug or its config changes. */
export interface Capability extends Feature {
  /** Called once for each outlet that is shown. */
  bind?(outlet: BindableOutlet): void;
  /** Called once for the plug, after its outlets. */
  bindPlug?(plug: BindableAccessory): void;
  /** Ends what is still ticking, and keeps what has to be kept. */
  close?(): Promise<void>;
}
