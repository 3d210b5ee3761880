import type { Characteristic, CharacteristicValue, HAP, Service } from 'homebridge';
import type { Command } from '../device/command.ts';
import type { MerossDevice } from '../device/device.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { PlugState } from '../device/state.ts';
import { UnreachableError } from '../errors.ts';
import type { CharacteristicType, Outlet } from './capability.ts';
import { readError, writeError } from './status.ts';

export interface OutletOptions {
  readonly plug: PlugInfo;
  readonly channel: number;
  readonly service: Service;
  readonly hap: HAP;
  readonly locked: () => boolean;
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
export class OutletView implements Outlet {
  readonly #options: OutletOptions;
  readonly #shown: Shown[] = [];

  constructor(options: OutletOptions) {
    this.#options = options;
  }

  get plug(): PlugInfo {
    return this.#options.plug;
  }

  get channel(): number {
    return this.#options.channel;
  }

  get service(): Service {
    return this.#options.service;
  }

  get hap(): HAP {
    return this.#options.hap;
  }

  get locked(): boolean {
    return this.#options.locked();
  }

  show(type: CharacteristicType, value: Shown['value']): void {
    // No get handler: only then does a characteristic answer from memory, and with its error where it has one.
    this.#shown.push({ characteristic: this.service.getCharacteristic(type), value });
  }

  write(type: CharacteristicType, command: (value: CharacteristicValue) => Command): void {
    this.service.getCharacteristic(type).onSet(async value => {
      try {
        const device = this.#options.device();
        const wish = command(value);
        if (device === undefined) throw new UnreachableError('it does not answer, and is being looked for');
        await device.send(wish);
      } catch (error) {
        this.#options.onFailedWrite(error);
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

  /** Whether something is shown in this characteristic. */
  shows(characteristic: Characteristic): boolean {
    return this.#shown.some(shown => shown.characteristic === characteristic);
  }

  /** Shows what is known now. */
  refresh(): void {
    const state = this.#options.device()?.state;
    for (const { characteristic, value } of this.#shown) {
      characteristic.updateValue((state && valueIn(state, value)) ?? readError(this.hap, whyUnknown(state)));
    }
  }
}

function valueIn(state: PlugState, value: Shown['value']): CharacteristicValue | undefined {
  return state.get('reachable')?.reachable === true ? value(state) : undefined;
}

function whyUnknown(state: PlugState | undefined): unknown {
  const reachable = state?.get('reachable');
  return reachable?.reachable === false ? reachable.why : undefined;
}
