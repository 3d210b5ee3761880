import { search } from '../../discovery/search.ts';
import { addressesIn } from '../../discovery/subnet.ts';
import { lanFinder, type FindOnLan } from '../../setup/lan-finder.ts';
import type { Call } from '../call.ts';
import { subnetsOf } from '../plug/search-subnets.ts';
import { UsageError } from '../usage-error.ts';

export interface PlugFinderOptions {
  /** Networks of the Homebridge config. */
  readonly configuredSubnets: readonly string[];
  readonly key: string;
  /**
   * The plug's address in its own network. The network that contains it is not searched, unless `--subnet` names it.
   */
  readonly host?: string;
  /** HTTP port of plugs. */
  readonly port: number;
}

/**
 * Searches for a plug in the given networks, else in those of the config, else in those that this computer is in at
 * each attempt, because the computer may still be on its way back from the plug's own Wi-Fi.
 */
export function plugFinder(call: Call, { configuredSubnets, host, ...options }: PlugFinderOptions): FindOnLan {
  const isGiven = call.texts('subnet').length > 0;
  const { clock } = call.io;
  return async function* find(uuid, signal) {
    const subnets = subnetsNow(call, configuredSubnets).filter(subnet => isGiven || !isIn(host, subnet));
    if (subnets.length > 0) yield* lanFinder({ ...options, search, subnets, clock })(uuid, signal);
  };
}

/** Empty while this computer is in no network, which may be temporary. */
function subnetsNow(call: Call, configuredSubnets: readonly string[]): readonly string[] {
  try {
    return subnetsOf(call, configuredSubnets);
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}

function isIn(host: string | undefined, subnet: string): boolean {
  return host !== undefined && [...addressesIn(subnet)].includes(host);
}
