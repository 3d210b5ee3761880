import type { Characteristic, CharacteristicValue, HAP, Service } from 'homebridge';
import type { MerossDevice } from '../device/device.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { PlugState } from '../device/state.ts';
import { UnreachableError } from '../errors.ts';
import type { CharacteristicType, Face, Outlet, ServiceType } from './capability.ts';
import { isEve } from './eve.ts';
import { readError, writeError } from './status.ts';

/** What all services of an accessory have in common. */
export interface Backing {
  readonly plug: PlugInfo;
  readonly hap: HAP;
  /** The device to switch, or undefined while nothing is known of the plug. */
  readonly device: () => MerossDevice | undefined;
  /** A write that was not carried out. */
  readonly onFailedWrite: (error: unknown) => void;
}

interface Shown {
  readonly characteristic: Characteristic;
  readonly value: (state: PlugState) => CharacteristicValue | undefined;
}

/** A service and the device behind it, which may be missing. */
export class FaceView implements Face {
  readonly service: Service;
  readonly #backing: Backing;
  readonly #shown: Shown[] = [];
  readonly #used = new Set<Characteristic>();

  constructor(service: Service, backing: Backing) {
    this.service = service;
    this.#backing = backing;
  }

  get plug(): PlugInfo {
    return this.#backing.plug;
  }

  get hap(): HAP {
    return this.#backing.hap;
  }

  show(type: CharacteristicType, value: Shown['value']): void {
    // No get handler: only then does a characteristic answer from memory, and with its error where it has one.
    this.#shown.push({ characteristic: this.characteristic(type), value });
  }

  write(type: CharacteristicType, command: Parameters<Face['write']>[1]): void {
    this.characteristic(type).onSet(async value => {
      try {
        const device = this.#backing.device();
        const wish = command(value);
        if (device === undefined) throw new UnreachableError('it does not answer, and is being looked for');
        await device.send(wish);
      } catch (error) {
        this.#backing.onFailedWrite(error);
        throw writeError(this.hap, error);
      } finally {
        // When this has settled, HAP sets the characteristic to what was written, or to the error, for later reads too.
        // Of several writes that share an outcome, the last to settle need not be the newest: put the truth back after.
        setImmediate(() => {
          this.refresh();
        });
      }
    });
  }

  refresh(): void {
    const state = this.#backing.device()?.state;
    for (const { characteristic, value } of this.#shown) {
      characteristic.updateValue((state && valueIn(state, value)) ?? readError(this.hap, whyUnknown(state)));
    }
  }

  characteristic(type: CharacteristicType): Characteristic {
    const { service } = this;
    const isKnown = [...service.characteristics, ...service.optionalCharacteristics].some(
      ({ UUID }) => UUID === type.UUID,
    );
    // HAP warns of what is not on its list for a kind of service, such as all that is Eve's.
    if (!isKnown) service.addOptionalCharacteristic(type);
    const characteristic = service.getCharacteristic(type);
    this.#used.add(characteristic);
    return characteristic;
  }

  /** What an earlier config showed, and this one does not, would stand still for ever. */
  dropUnused(): void {
    for (const characteristic of [...this.service.characteristics]) {
      if (isEve(characteristic) && !this.#used.has(characteristic)) this.service.removeCharacteristic(characteristic);
    }
  }
}

export interface OutletOptions {
  readonly channel: number;
  readonly isLocked: () => boolean;
  readonly beside: (type: ServiceType, what: string) => Face;
}

/** A socket. */
export class OutletView extends FaceView implements Outlet {
  readonly channel: number;
  readonly beside: OutletOptions['beside'];
  readonly #isLocked: () => boolean;

  constructor(service: Service, backing: Backing, { channel, isLocked, beside }: OutletOptions) {
    super(service, backing);
    this.channel = channel;
    this.beside = beside;
    this.#isLocked = isLocked;
  }

  get locked(): boolean {
    return this.#isLocked();
  }
}

function valueIn(state: PlugState, value: Shown['value']): CharacteristicValue | undefined {
  return state.get('reachable')?.reachable === true ? value(state) : undefined;
}

function whyUnknown(state: PlugState | undefined): unknown {
  const reachable = state?.get('reachable');
  return reachable?.reachable === false ? reachable.why : undefined;
}
