import type { KnownPlug, KnownPlugs } from '../push/broker-connection.ts';
import { macOf } from '../protocol/cipher.ts';
import type { DeviceConfig } from '../config.ts';

/** A plug, as far as a broker needs it. */
export interface IdentifiedPlug {
  readonly config: DeviceConfig;
  /** It is certain that this is its uuid. */
  readonly provenUuid: string | undefined;
  /** The same, or what it was in an earlier run. */
  readonly likelyUuid: string | undefined;
}

/** The plugs of the house as a broker asks for them: by what the config says, or by what has answered here. */
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

  /** A plug that is remembered counts too: after a restart it may be at the broker before it has been asked. */
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
