import type { Config, ConfigReading } from '../config.ts';
import { formatAddress } from '../transport/transport.ts';
import type { PlugRegistry } from './plug-registry.ts';
import type { ShownPlug } from './shown-plug.ts';
import { listingOf } from './unlisted.ts';
import type { PluginLog } from '../plugin-log.ts';

export interface StaleAccessoriesOptions {
  readonly config: Config;
  readonly leftOut: ConfigReading['leftOut'];
  /** Whether accessories of discovered plugs stay, because the config for discovery cannot be used. */
  readonly keepsDiscovered: boolean;
  readonly registry: PlugRegistry;
  readonly log: PluginLog;
}

/** Removes accessories of plugs that are no longer in the config. */
export class StaleAccessories {
  readonly #options: StaleAccessoriesOptions;
  /** Accessories for which it was logged that another plug has their address. */
  readonly #displaced = new Set<ShownPlug>();

  constructor(options: StaleAccessoriesOptions) {
    this.#options = options;
  }

  /** @param uuids the certain uuid of each entry and of each discovered plug */
  remove(uuids: readonly (string | undefined)[]): void {
    const { log, registry } = this.#options;
    try {
      const removed = this.#unlisted(uuids);
      if (removed.length === 0) return;
      const names = removed.map(({ name }) => name).join(', ');
      log.info(log.texts.log.removed({ names }));
      registry.remove(removed);
    } catch (error) {
      log.error(log.texts.log.notRemoved({ error: String(error) }));
    }
  }

  #unlisted(uuids: readonly (string | undefined)[]): readonly ShownPlug[] {
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

  #warnDisplaced(plug: ShownPlug, address: string): void {
    if (this.#displaced.has(plug)) return;
    this.#displaced.add(plug);
    const { log } = this.#options;
    log.warn(log.texts.log.displaced({ name: plug.name, address }));
  }
}
