import type { Characteristic, CharacteristicValue, HAP, HapStatusError, Service } from 'homebridge';
import type { MerossDevice } from '../device/device.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { PlugState } from '../device/state.ts';
import { UnreachableError } from '../errors.ts';
import type { CharacteristicType, BindableService, BindableOutlet, ServiceType } from './capability.ts';
import { isEve } from './eve-services.ts';
import { readError, writeError } from './hap-status.ts';

/** What all service bindings of an accessory share. */
export interface BindingContext {
  readonly plug: PlugInfo;
  readonly hap: HAP;
  /** The attached device, or undefined while there is none. */
  readonly device: () => MerossDevice | undefined;
  /** Called for every failed write. */
  readonly onFailedWrite: (error: unknown) => void;
  /** Called when HomeKit reads a value that is not known: the Home app may be open. */
  readonly onFailedRead?: (() => void) | undefined;
}

interface BoundCharacteristic {
  readonly characteristic: Characteristic;
  readonly value: (state: PlugState) => CharacteristicValue | undefined;
}

/** Binds a service to the readings and commands of a device, which may be missing. */
export class ServiceBinding implements BindableService {
  readonly service: Service;
  readonly #bindingContext: BindingContext;
  readonly #bound: BoundCharacteristic[] = [];
  readonly #used = new Set<Characteristic>();

  constructor(service: Service, bindingContext: BindingContext) {
    this.service = service;
    this.#bindingContext = bindingContext;
  }

  get plug(): PlugInfo {
    return this.#bindingContext.plug;
  }

  get hap(): HAP {
    return this.#bindingContext.hap;
  }

  show(type: CharacteristicType, value: BoundCharacteristic['value']): void {
    const characteristic = this.characteristic(type);
    this.#bound.push({ characteristic, value });
    characteristic.onGet(() => {
      const read = this.#current(value);
      if (!(read instanceof Error)) return read;
      this.#bindingContext.onFailedRead?.();
      throw read;
    });
  }

  write(type: CharacteristicType, command: Parameters<BindableService['write']>[1]): void {
    this.#onWrite(type, value => {
      const deviceCommand = command(value);
      return device => device.send(deviceCommand);
    });
  }

  act(type: CharacteristicType, action: Parameters<BindableService['act']>[1]): void {
    this.#onWrite(type, value => device => action(device, value));
  }

  #onWrite(
    type: CharacteristicType,
    prepare: (value: CharacteristicValue) => (device: MerossDevice) => Promise<void>,
  ): void {
    this.characteristic(type).onSet(async value => {
      try {
        const device = this.#bindingContext.device();
        const work = prepare(value);
        if (device === undefined) throw new UnreachableError('it does not reply, and the plugin is searching for it');
        await work(device);
      } catch (error) {
        this.#bindingContext.onFailedWrite(error);
        throw writeError(this.hap, error);
      } finally {
        // When this promise settles, HAP sets the characteristic to the written value or the error, also for later reads.
        // Of several writes with a shared outcome, an older one may settle last, so the actual state is shown again after.
        setImmediate(() => {
          this.refresh();
        });
      }
    });
  }

  refresh(): void {
    for (const { characteristic, value } of this.#bound) {
      const current = this.#current(value);
      if (!this.#isShown(characteristic, current)) characteristic.updateValue(current);
    }
  }

  /** Whether HAP has this value already. After a failed write, it has an error in its place. */
  #isShown({ value, statusCode }: Characteristic, current: CharacteristicValue | HapStatusError): boolean {
    return value === current && statusCode === this.hap.HAPStatus.SUCCESS;
  }

  /** The value, or the error that reads get. Never uses the network. */
  #current(value: BoundCharacteristic['value']): CharacteristicValue | HapStatusError {
    const state = this.#bindingContext.device()?.state;
    return (state && currentValue(state, value)) ?? readError(this.hap, unreachableReason(state));
  }

  characteristic(type: CharacteristicType): Characteristic {
    const { service } = this;
    const isDeclared = [...service.characteristics, ...service.optionalCharacteristics].some(
      ({ UUID }) => UUID === type.UUID,
    );
    // HAP warns about characteristics that a type of service does not declare, such as all of Eve's.
    if (!isDeclared) service.addOptionalCharacteristic(type);
    const characteristic = service.getCharacteristic(type);
    this.#used.add(characteristic);
    return characteristic;
  }

  /** Removes Eve characteristics that only an earlier config showed, because their values would never change again. */
  removeUnused(): void {
    for (const characteristic of [...this.service.characteristics]) {
      if (isEve(characteristic) && !this.#used.has(characteristic)) this.service.removeCharacteristic(characteristic);
    }
  }
}

export interface OutletBindingOptions {
  readonly channel: number;
  readonly isLocked: () => boolean;
  readonly companionService: (type: ServiceType, label: string) => BindableService;
}

/** The binding of an outlet. */
export class OutletBinding extends ServiceBinding implements BindableOutlet {
  readonly channel: number;
  readonly companionService: OutletBindingOptions['companionService'];
  readonly #isLocked: () => boolean;

  constructor(
    service: Service,
    bindingContext: BindingContext,
    { channel, isLocked, companionService }: OutletBindingOptions,
  ) {
    super(service, bindingContext);
    this.channel = channel;
    this.companionService = companionService;
    this.#isLocked = isLocked;
  }

  get locked(): boolean {
    return this.#isLocked();
  }
}

function currentValue(state: PlugState, value: BoundCharacteristic['value']): CharacteristicValue | undefined {
  return state.get('reachable')?.reachable === true ? value(state) : undefined;
}

function unreachableReason(state: PlugState | undefined): unknown {
  const reachable = state?.get('reachable');
  return reachable?.reachable === false ? reachable.why : undefined;
}
