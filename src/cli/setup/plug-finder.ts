import type { Clock } from '../../clock.ts';
import { search } from '../../discovery/search.ts';
import { addressesIn } from '../../discovery/subnet.ts';
import { lanFinder, type FindOnLan } from '../../setup/lan-finder.ts';

export interface PlugFinderOptions {
  /** The networks to search, read at each attempt: this computer may still be on its way back to its own network. */
  readonly subnets: () => readonly string[];
  /** The plug's address in its own network. The network that contains it is not searched. */
  readonly excludedHost?: string | undefined;
  readonly key: string;
  /** HTTP port of plugs. */
  readonly port: number;
  readonly clock: Clock;
}

/** Searches networks for a plug, as often as it is asked to. */
export function plugFinder({ subnets, excludedHost, ...options }: PlugFinderOptions): FindOnLan {
  return async function* find(uuid, signal) {
    const searched = subnets().filter(subnet => !isIn(excludedHost, subnet));
    if (searched.length > 0) yield* lanFinder({ ...options, search, subnets: searched })(uuid, signal);
  };
}

function isIn(host: string | undefined, subnet: string): boolean {
  return host !== undefined && [...addressesIn(subnet)].includes(host);
}
