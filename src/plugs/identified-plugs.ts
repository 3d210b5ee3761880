import type { KnownPlug, KnownPlugs } from '../push/broker-connection.ts';
import { macOf } from '../protocol/cipher.ts';
import type { DeviceConfig } from '../config.ts';

/** What a broker needs to know of a plug. */
export interface IdentifiedPlug {
  readonly config: DeviceConfig;
  /** The uuid, if it is certain. */
  readonly provenUuid: string | undefined;
  /** The certain uuid, or the one of an earlier run. */
  readonly likelyUuid: string | undefined;
}

/** Finds the plug and the key for a broker login, by the config or by what has replied at an address of the config. */
export class IdentifiedPlugs implements KnownPlugs {
  readonly #plugs: () => readonly IdentifiedPlug[];

  constructor(plugs: () => readonly IdentifiedPlug[]) {
    this.#plugs = plugs;
  }

  byUuid(uuid: string): KnownPlug | undefined {
    return this.#find(candidate => candidate === uuid);
  }

  byMac(mac: string): KnownPlug | undefined {
    return this.#find(candidate => macOf(candidate) === mac);
  }

  /** A remembered plug counts too, because after a restart it may log in to the broker before its first query. */
  #find(matches: (uuid: string) => boolean): KnownPlug | undefined {
    const plugs = this.#plugs();
    const by = (uuidOf: (plug: IdentifiedPlug) => string | undefined): KnownPlug | undefined => {
      for (const plug of plugs) {
        const uuid = uuidOf(plug);
        if (uuid !== undefined && matches(uuid))
          return { uuid, key: plug.config.key, allowsOldTls: plug.config.oldTls };
      }
      return undefined;
    };
    return by(({ provenUuid }) => provenUuid) ?? by(({ likelyUuid }) => likelyUuid);
  }
}
