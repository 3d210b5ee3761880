import type { Clock } from '../clock.ts';
import type { search, SearchOptions } from '../discovery/search.ts';
import type { Address } from '../transport/transport.ts';

/**
 * Yields the addresses where a plug may be, once through all that are known. Each candidate is identified afterwards,
 * so a wrong one does no harm. Ends, or throws the signal's reason, when the signal aborts.
 */
export type FindOnLan = (uuid: string, signal: AbortSignal) => AsyncIterable<Address>;

export interface LanFinderOptions {
  /** `search` of `discovery/search.ts`. */
  readonly search: typeof search;
  /** IPv4 networks in CIDR notation, as the search takes them. */
  readonly subnets: readonly string[];
  readonly key: string;
  readonly clock: Clock;
  /** HTTP port of plugs. Default 80. */
  readonly port?: number;
  /** UDP ports of the search's probe; without them, no probe is sent. */
  readonly probe?: NonNullable<SearchOptions['probe']>;
}

/** Searches all given networks for a plug; stops as soon as it is found. */
export function lanFinder({ search: runSearch, key, ...options }: LanFinderOptions): FindOnLan {
  return async function* find(uuid, signal) {
    const found = new AbortController();
    let address: Address | undefined;
    try {
      await runSearch({
        ...options,
        keys: [key],
        signal: AbortSignal.any([signal, found.signal]),
        onFound: ({ uuid: foundUuid, host, port }) => {
          if (foundUuid !== uuid) return;
          address = { host, port };
          found.abort();
        },
      });
    } catch (error) {
      if (address === undefined) throw error;
    }
    if (address) yield address;
  };
}
