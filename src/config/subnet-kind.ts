import { isIPv4 } from 'node:net';
import { isLocalAddress } from '../local-address.ts';
import type { ConfigText } from '../texts/en/config-problems.ts';
import type { Kind } from './kinds.ts';

/** Bits. A /22 has 1024 addresses, which take a minute to sweep. */
export const SUBNET_MIN_PREFIX = 22;

const NETWORK_NEEDED: ConfigText = ({ needs }) => needs.network;

/**
 * An IPv4 network that may be searched, in CIDR notation: private, link-local or loopback, and at most 1024 addresses
 * (/22 to /32). IPv6 is not searched: its smallest usual network has 2^64 addresses.
 */
export const SUBNET: Kind<string> = {
  json: { type: 'string' },
  read: value => (typeof value === 'string' && explainSubnet(value) === undefined ? value : undefined),
  needs: value => (typeof value === 'string' ? explainSubnet(value) : undefined) ?? NETWORK_NEEDED,
};

/** Why a text is not a network to search; undefined if it is one. */
function explainSubnet(text: string): ConfigText | undefined {
  const [, address = '', bits = ''] = /^([\d.]+)\/(0|[1-9]\d?)$/.exec(text) ?? [];
  if (!isIPv4(address) || Number(bits) > 32) return NETWORK_NEEDED;
  if (!isLocalAddress(address)) return ({ needs }) => needs.privateNetwork;
  if (Number(bits) < SUBNET_MIN_PREFIX) {
    return ({ needs }) => needs.smallerNetwork({ prefix: SUBNET_MIN_PREFIX });
  }
  return undefined;
}
