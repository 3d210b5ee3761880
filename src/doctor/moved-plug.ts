import { deadline, reasonOf, type Clock } from '../clock.ts';
import { checkKey, type KeyCheckResult } from '../discovery/key-check.ts';
import { RateLimiter } from '../discovery/rate-limiter.ts';
import { SEARCH } from '../discovery/search-settings.ts';
import { search } from '../discovery/search.ts';
import { isLocalAddress } from '../local-address.ts';
import { addressesWith, macFromUuid } from '../transport/mac-lookup.ts';
import type { Address } from '../transport/transport.ts';
import type { NetworkSearch } from './machine-check.ts';

/** Which plug to look for, and where. */
export interface MovedPlugSearch extends Omit<NetworkSearch, 'keys'> {
  readonly uuid: string;
  /** Its key. A plug that does not accept it is found too. */
  readonly key: string;
  /** IPv4 networks in CIDR notation, as the search takes them. */
  readonly subnets: readonly string[];
  /** Where it was looked for already. */
  readonly except: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** For everything together. */
  readonly limitMs: number;
  /** The addresses that are known for a MAC; by default those in this computer's neighbour table. */
  readonly addressesWith?: (mac: string) => readonly string[];
}

/** Enough for a /24. */
export const MOVED_PLUG_LIMIT_MS = 30_000;

/**
 * Looks for a plug at other addresses: first those that this computer's neighbour table has for its MAC, then all of the
 * networks. Sends as a search does, and only to local addresses. Ends as soon as a plug with this uuid accepts the key;
 * one that does not is the result only if no other is found.
 *
 * @throws the user's reason to stop, and nothing else
 */
export async function findMovedPlug(options: MovedPlugSearch): Promise<Address | undefined> {
  const { clock, signal: outer, limitMs, uuid, except, port = 80 } = options;
  const limit = deadline(clock, limitMs);
  const found = new AbortController();
  const signal = AbortSignal.any([outer, limit.signal, found.signal]);
  let address: Address | undefined;
  const take = (host: string, result: KeyCheckResult | undefined): void => {
    if (result?.uuid !== uuid || found.signal.aborted) return;
    address = { host, port };
    if (result.key === 'fits') found.abort();
  };
  try {
    const rateLimiter = new RateLimiter(clock, 1000 / SEARCH.perSecond);
    for (const host of knownAddresses(options)) {
      take(host, await checkKey({ host, port }, { keys: [options.key], clock, rateLimiter, signal }));
    }
    if (options.subnets.length > 0) {
      const skip = (host: string): boolean => host === except;
      const onFound = ({ host, ...result }: KeyCheckResult & { readonly host: string }): void => take(host, result);
      const { subnets, key, probe } = options;
      await search({ subnets, keys: [key], clock, signal, skip, onFound, port, ...(probe !== undefined && { probe }) });
    }
  } catch (error) {
    if (outer.aborted) throw reasonOf(outer);
    if (!signal.aborted) throw error;
  } finally {
    limit.cancel();
  }
  return address;
}

function knownAddresses({ uuid, except, addressesWith: lookUp = addressesWith }: MovedPlugSearch): readonly string[] {
  const mac = macFromUuid(uuid);
  return mac === undefined ? [] : lookUp(mac).filter(host => host !== except && isLocalAddress(host));
}
