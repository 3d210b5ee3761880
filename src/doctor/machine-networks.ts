import { BlockList, isIP } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import { SUBNET_MIN_PREFIX } from '../config/subnet-kind.ts';
import { isLocalAddress } from '../local-address.ts';

/** Whether this machine has a network at all: an address other than loopback and those that mean "no DHCP answered". */
export function hasNetwork(interfaces: readonly NetworkInterfaceInfo[]): boolean {
  return interfaces.some(({ internal, address }) => !internal && !isSelfAssigned(address));
}

/** Addresses that a machine gives itself: with IPv4 a sign that no router answered, with IPv6 always there. */
function isSelfAssigned(address: string): boolean {
  return address.startsWith('169.254.') || /^fe[89ab]/i.test(address);
}

/** Whether an address is in a network of this computer, so that no router is in between. */
export function isNearby(address: string, interfaces: readonly NetworkInterfaceInfo[]): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const localSubnets = new BlockList();
  for (const { cidr } of interfaces) {
    const [network = '', prefix = ''] = (cidr ?? '').split('/');
    const version = isIP(network);
    if (version !== 0) localSubnets.addSubnet(network, Number(prefix), version === 6 ? 'ipv6' : 'ipv4');
  }
  return localSubnets.check(address.replace(/%.*$/, ''), family);
}

/** Whether an address is this machine's own loopback, as simulated plugs have. */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

/** The local IPv4 networks of this machine that may be searched for plugs; of one larger than a /22, the /24 around it. */
export function searchableSubnets(interfaces: readonly NetworkInterfaceInfo[]): readonly string[] {
  const subnets = interfaces
    .filter(({ internal, family, address }) => !internal && family === 'IPv4' && isLocalAddress(address))
    .filter(({ address }) => !isSelfAssigned(address))
    .map(({ address, cidr }) => {
      const bits = Number(cidr?.split('/')[1] ?? 24);
      return `${address}/${bits < SUBNET_MIN_PREFIX ? 24 : bits}`;
    });
  return [...new Set(subnets)];
}
