import { networkInterfaces } from 'node:os';
import { SUBNET, SUBNET_MIN_PREFIX } from '../../config/subnet-kind.ts';
import { isLocalAddress } from '../../local-address.ts';
import { ENGLISH } from '../../texts/log-texts.ts';
import type { Call } from '../call.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The networks to search: those after --subnet, else those in the config, else those of this computer.
 * @throws {UsageError} a network that must not be searched, or no network
 */
export function subnetsOf(call: Call, configured: readonly string[]): readonly string[] {
  const given = call.texts('subnet');
  for (const subnet of given) {
    if (SUBNET.read(subnet) === undefined) {
      throw new UsageError(
        `"${plain(subnet)}" cannot be searched.`,
        `${upperFirst(SUBNET.needs(subnet)(ENGLISH.config))}.`,
      );
    }
  }
  const subnets = given.length > 0 ? given : configured.length > 0 ? configured : ownSubnets();
  if (subnets.length === 0) {
    throw new UsageError(
      'This computer is not in a network that can be searched.',
      'Name the network: --subnet 192.168.1.0/24',
    );
  }
  return [...new Set(subnets)];
}

/** The networks of this computer, as its own address with the prefix. For a network that is too large to search, the /24 around this computer: routers assign neighbouring addresses. */
export function ownSubnets(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap(addresses =>
    (addresses ?? []).flatMap(({ family, internal, address, cidr }) => {
      if (family !== 'IPv4' || internal || !isLocalAddress(address)) return [];
      const bits = Number(cidr?.split('/')[1] ?? 24);
      return [`${address}/${bits < SUBNET_MIN_PREFIX ? 24 : bits}`];
    }),
  );
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
