import { search } from '../../discovery/search.ts';
import { addressesIn } from '../../discovery/subnet.ts';
import { lanFinder, type FindOnLan } from '../../setup/lan-finder.ts';
import type { Call } from '../call.ts';
import { subnetsOf } from '../plug/search-subnets.ts';
import { UsageError } from '../usage-error.ts';

export interface PlugFinderOptions {
  /** Networks that Homebridge's config names. */
  readonly configuredSubnets: readonly string[];
  readonly key: string;
  /** Where the plug has been so far, in its own network: that one is not searched, unless it was given. */
  readonly host?: string;
  /** HTTP port of plugs. */
  readonly port: number;
}

/**
 * Looks for a plug in the networks that were given, else in those of the config, else in those that this computer is in
 * at that moment: it may just be on its way back from the plug's own Wi-Fi.
 */
export function plugFinder(call: Call, { configuredSubnets, host, ...options }: PlugFinderOptions): FindOnLan {
  const isGiven = call.texts('subnet').length > 0;
  const { clock } = call.io;
  return async function* find(uuid, signal) {
    const subnets = subnetsNow(call, configuredSubnets).filter(subnet => isGiven || !isIn(host, subnet));
    if (subnets.length > 0) yield* lanFinder({ ...options, search, subnets, clock })(uuid, signal);
  };
}

/** None where this computer is in no network, which may pass. */
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
