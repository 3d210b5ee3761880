import type { Config, ConfigReading } from '../config.ts';
import type { PlugAccessory } from '../homekit/plug-accessory.ts';
import type { AccessoryRegistry } from '../homekit/accessory-registry.ts';
import { formatAddress } from '../transport/transport.ts';
import { listingOf } from './unlisted.ts';
import type { PluginLog } from '../plugin-log.ts';

export interface StaleAccessoriesOptions {
  readonly config: Config;
  readonly leftOut: ConfigReading['leftOut'];
  /** Plugs that were found on the network stay, though they are not looked for: that part of the config is not usable. */
  readonly keepsDiscovered: boolean;
  readonly registry: AccessoryRegistry;
  readonly log: PluginLog;
}

/** Takes out of HomeKit what the user took out of the config. */
export class StaleAccessories {
  readonly #options: StaleAccessoriesOptions;
  /** The accessories of which people were told that another plug is at their address. */
  readonly #displaced = new Set<PlugAccessory>();

  constructor(options: StaleAccessoriesOptions) {
    this.#options = options;
  }

  /** @param uuids that of each entry and of each plug that was found, as far as it is certain */
  remove(uuids: readonly (string | undefined)[]): void {
    const { log, registry } = this.#options;
    try {
      const removed = this.#unlisted(uuids);
      if (removed.length === 0) return;
      const names = removed.map(({ accessory }) => accessory.displayName).join(', ');
      log.info(`No longer in the config, and removed: ${names}.`);
      registry.remove(removed);
    } catch (error) {
      log.error(`Accessories that are no longer in the config could not be removed: ${String(error)}`);
    }
  }

  #unlisted(uuids: readonly (string | undefined)[]): readonly PlugAccessory[] {
    const { config, leftOut, registry, keepsDiscovered } = this.#options;
    const listed = {
      uuids: [...uuids, ...leftOut.map(({ uuid }) => uuid)],
      hosts: [...config.devices, ...leftOut].map(({ host = '', port = 80 }) => formatAddress({ host, port })),
    };
    return registry.all().filter(plug => {
      const { context } = plug;
      if (context === undefined || (context.isDiscovered && keepsDiscovered)) return false;
      const listing = listingOf({ uuid: context.info.uuid, host: context.host }, listed);
      if (listing === 'ghost') this.#warnDisplaced(plug, context.address);
      return listing === 'unlisted';
    });
  }

  #warnDisplaced(plug: PlugAccessory, address: string): void {
    if (this.#displaced.has(plug)) return;
    this.#displaced.add(plug);
    this.#options.log.warn(
      `${plug.accessory.displayName} was at ${address}, where another plug is now. It stays in Home, and says "No Response".\n` +
        'Add its new address to "devices"; or, if it is gone for good, remove it from the cached accessories in Homebridge.',
    );
  }
}
