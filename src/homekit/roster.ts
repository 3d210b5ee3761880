import type { API, PlatformAccessory } from 'homebridge';
import type { PlugInfo } from '../device/plug-info.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../settings.ts';
import { PlugAccessory } from './accessory.ts';
import { homeKitName } from './name.ts';
import { statusError } from './status.ts';

/** All accessories of this platform: those that Homebridge remembers, and those that are new. */
export class Roster {
  readonly #api: API;
  readonly #accessories = new Map<string, PlugAccessory>();

  constructor(api: API) {
    this.#api = api;
  }

  /** Takes in an accessory from Homebridge's cache. Until its plug answers, it says so instead of inventing a state. */
  restore(accessory: PlatformAccessory): void {
    const { On } = this.#api.hap.Characteristic;
    for (const service of accessory.services) {
      if (!service.testCharacteristic(On)) continue;
      const noResponse = statusError(this.#api.hap, undefined);
      service
        .getCharacteristic(On)
        .onSet(() => {
          throw noResponse;
        })
        .updateValue(noResponse);
    }
    this.#accessories.set(accessory.UUID, new PlugAccessory(accessory, this.#api));
  }

  /** The remembered accessory of a configured plug: the one with its uuid, or the one that answered last at its address. */
  find({ uuid, address }: { readonly uuid?: string; readonly address: string }): PlugAccessory | undefined {
    const isIt = ({ context }: PlugAccessory): boolean =>
      uuid === undefined ? context?.address === address : context?.info.uuid === uuid;
    return this.all().find(isIt);
  }

  /** The accessory of a plug that has answered; made if there is none yet. It is published by {@link publish}. */
  of({ uuid, model, macAddress }: PlugInfo, name: string | undefined): PlugAccessory {
    const api = this.#api;
    const id = api.hap.uuid.generate(`${PLUGIN_NAME}:${uuid}`);
    const known = this.#accessories.get(id);
    if (known) return known;
    const fallback = homeKitName(`${model} ${macAddress.replaceAll(':', '').slice(-4)}`, 'Meross plug');
    const accessory = new api.platformAccessory(homeKitName(name ?? '', fallback), id, api.hap.Categories.OUTLET);
    return new PlugAccessory(accessory, api);
  }

  /** Hands a new accessory to Homebridge. */
  publish(plug: PlugAccessory): void {
    if (this.#accessories.has(plug.accessory.UUID)) return;
    this.#accessories.set(plug.accessory.UUID, plug);
    this.#api.registerPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [plug.accessory]);
  }

  /** `owner` answers at this address now, so whoever was there before is somewhere else. */
  vacate(address: string, owner: PlugAccessory): void {
    for (const plug of this.all()) {
      const { context } = plug;
      if (plug !== owner && context?.address === address) plug.remember({ ...context, address: undefined });
    }
  }

  all(): readonly PlugAccessory[] {
    return [...this.#accessories.values()];
  }

  /** Takes accessories out of HomeKit for good, with their rooms and automations. */
  remove(plugs: readonly PlugAccessory[]): void {
    for (const { accessory } of plugs) this.#accessories.delete(accessory.UUID);
    this.#api.unregisterPlatformAccessories(
      PLUGIN_NAME,
      PLATFORM_NAME,
      plugs.map(({ accessory }) => accessory),
    );
  }
}
