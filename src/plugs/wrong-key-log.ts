import type { DiscoveredPlug } from '../discovery/search.ts';
import { formatAddress } from '../transport/transport.ts';
import type { PluginLog } from '../plugin-log.ts';

/** Logs discovered plugs that do not accept the key: once for each address and each plug. */
export class WrongKeyLog {
  readonly #log: Pick<PluginLog, 'warn' | 'texts'>;
  /** Addresses and uuids, because a device may report another uuid each time. */
  readonly #logged = new Set<string>();

  constructor(log: Pick<PluginLog, 'warn' | 'texts'>) {
    this.#log = log;
  }

  record({ host, port, uuid, type }: Pick<DiscoveredPlug, 'host' | 'port' | 'uuid' | 'type'>): void {
    const address = formatAddress({ host, port });
    if (this.#logged.has(address) || this.#logged.has(uuid)) return;
    this.#logged.add(address).add(uuid);
    this.#log.warn(this.#log.texts.log.foundWithOtherKey({ type, address, uuid }));
  }
}
