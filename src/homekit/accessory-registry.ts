import type { API, Characteristic, HAP, PlatformAccessory } from 'homebridge';
import { defaultPlugName } from '../device/appearance.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../settings.ts';
import { AccessoryCache, type AccessoryCacheOptions } from './accessory-cache.ts';
import { PlugAccessory } from './plug-accessory.ts';
import { showInformation } from './accessory-information.ts';
import { homeKitName } from './homekit-name.ts';
import { readError } from './hap-status.ts';

/** The most accessories that HAP allows on a bridge. */
export const MAX_ACCESSORIES = 149;

/** The bridge holds {@link MAX_ACCESSORIES} accessories already. */
export class BridgeFullError extends Error {
  override readonly name = 'BridgeFullError';

  constructor(options: ErrorOptions) {
    super('the bridge is full', options);
  }
}

/** All accessories of this platform: those from Homebridge's cache, and new ones. */
export class AccessoryRegistry {
  readonly #api: API;
  readonly #cache: AccessoryCache;
  readonly #accessories = new Map<string, PlugAccessory>();

  constructor(api: API, options: AccessoryCacheOptions) {
    this.#api = api;
    this.#cache = new AccessoryCache(api, options);
  }

  /** Adds an accessory from Homebridge's cache. Until its plug replies, reads and writes fail, because its state is unknown. */
  restore(accessory: PlatformAccessory): void {
    const { hap } = this.#api;
    const plug = this.#plugOf(accessory);
    if (plug.context) showInformation(accessory, hap, plug.context.info);
    const noResponse = readError(hap, undefined);
    for (const service of accessory.services) {
      if (service.UUID === hap.Service.AccessoryInformation.UUID) continue;
      for (const characteristic of service.characteristics.filter(each => !isName(hap, each))) {
        characteristic.updateValue(noResponse);
        if (!characteristic.props.perms.includes(hap.Perms.PAIRED_WRITE)) continue;
        characteristic.onSet(() => {
          throw noResponse;
        });
      }
    }
    this.#accessories.set(accessory.UUID, plug);
  }

  /** The cached accessory of a configured plug: by its uuid if that is configured, else by its address. */
  find({ uuid, host }: { readonly uuid: string | undefined; readonly host: string }): PlugAccessory | undefined {
    if (uuid !== undefined) return this.forUuid(uuid);
    return this.all().find(({ context }) => context?.host === host && !context.isDisplaced);
  }

  /** The accessory of the plug with this uuid, if there is one. */
  forUuid(uuid: string): PlugAccessory | undefined {
    return this.#accessories.get(this.#id(uuid));
  }

  /** Creates an accessory for a plug that has none. It is not in HomeKit before {@link publish}. */
  create(info: PlugInfo, name = ''): PlugAccessory {
    const { platformAccessory: PlatformAccessory, hap } = this.#api;
    const fallback = homeKitName(defaultPlugName(info), 'Meross plug');
    const accessory = new PlatformAccessory(homeKitName(name, fallback), this.#id(info.uuid), hap.Categories.OUTLET);
    return this.#plugOf(accessory);
  }

  /**
   * Registers a new accessory with Homebridge.
   * @throws {BridgeFullError} the bridge holds no more accessories, of this and of all other plugins
   */
  publish(plug: PlugAccessory): void {
    const { accessory } = plug;
    if (this.#accessories.has(accessory.UUID)) return;
    try {
      this.#api.registerPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [accessory]);
    } catch (cause) {
      if (!isBridgeFull(cause)) throw cause;
      this.#forget(accessory);
      throw new BridgeFullError({ cause });
    }
    this.#accessories.set(accessory.UUID, plug);
  }

  /** Homebridge notes an accessory before its bridge refuses it, and would try to restore it at each start. */
  #forget(accessory: PlatformAccessory): void {
    try {
      this.#api.unregisterPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [accessory]);
    } catch {
      // Thrown after the note is gone, because the accessory is not on the bridge.
    }
  }

  all(): readonly PlugAccessory[] {
    return [...this.#accessories.values()];
  }

  /** Removes accessories from HomeKit for good, with their rooms and automations. */
  remove(plugs: readonly PlugAccessory[]): void {
    for (const { accessory } of plugs) {
      this.#accessories.delete(accessory.UUID);
      this.#cache.forget(accessory);
    }
    this.#api.unregisterPlatformAccessories(
      PLUGIN_NAME,
      PLATFORM_NAME,
      plugs.map(({ accessory }) => accessory),
    );
  }

  /** Homebridge ends: what has changed is written. */
  close(): void {
    this.#cache.close();
  }

  #plugOf(accessory: PlatformAccessory): PlugAccessory {
    return new PlugAccessory(accessory, this.#api, () => {
      // Homebridge would add an accessory to its cache that it does not have, or has refused.
      if (this.#accessories.has(accessory.UUID)) this.#cache.changed(accessory);
    });
  }

  /** The accessory's id, made from the uuid of the plug, never from its address or name. */
  #id(uuid: string): string {
    return this.#api.hap.uuid.generate(`${PLUGIN_NAME}:${uuid}`);
  }
}

/** HAP-NodeJS 0.14 and 2.x: `Cannot Bridge more than 149 Accessories`. */
function isBridgeFull(error: unknown): boolean {
  return error instanceof Error && /\bmore than \d+ accessories\b/i.test(error.message);
}

function isName({ Characteristic }: HAP, { UUID }: Characteristic): boolean {
  return UUID === Characteristic.Name.UUID || UUID === Characteristic.ConfiguredName.UUID;
}
