import { isIPv4 } from 'node:net';
import { SUBNET_MIN_PREFIX } from '../config/subnet-kind.ts';
import { isLocalAddress } from '../local-address.ts';

/**
 * The host addresses of an IPv4 network in CIDR notation, in order: without network and broadcast address for /30 and
 * larger, all addresses for /31 and /32. Bits of the address beyond the prefix are ignored.
 *
 * @throws {RangeError} not CIDR, larger than /22, or not private, link-local or loopback
 */
export function addressesIn(cidr: string): Iterable<string> {
  const { first, last } = rangeOf(cidr);
  const edge = last - first > 1 ? 1 : 0;
  return addressesBetween(first + edge, last - edge);
}

/**
 * The broadcast address of a network: the last one.
 *
 * @throws {RangeError} as {@link addressesIn}
 */
export function broadcastOf(cidr: string): string {
  return dotted(rangeOf(cidr).last);
}

/**
 * The same network, written with its first address: `192.168.1.23/24` is `192.168.1.0/24`.
 *
 * @throws {RangeError} as {@link addressesIn}
 */
export function networkOf(cidr: string): string {
  return `${dotted(rangeOf(cidr).first)}/${cidr.split('/')[1] ?? ''}`;
}

/** The first and the last address of a network, as numbers. */
function rangeOf(cidr: string): { readonly first: number; readonly last: number } {
  const [, address = '', bits = ''] = /^([\d.]+)\/(\d\d?)$/.exec(cidr) ?? [];
  const size = 2 ** (32 - Number(bits));
  if (!isIPv4(address) || size < 1) throw new RangeError(`"${cidr}" is not an IPv4 network such as 192.168.1.0/24`);
  if (Number(bits) < SUBNET_MIN_PREFIX)
    throw new RangeError(`${cidr} is too large to search; the largest network is a /${String(SUBNET_MIN_PREFIX)}`);
  const addressNumber = address.split('.').reduce((number, byte) => number * 256 + Number(byte), 0);
  const first = addressNumber - (addressNumber % size);
  const last = first + size - 1;
  // Every local range is larger than any network that passes, so checking both ends is enough.
  if (!isLocalAddress(dotted(first)) || !isLocalAddress(dotted(last))) {
    throw new RangeError(`${cidr} is not part of a local network; the plugin sends nothing to the internet`);
  }
  return { first, last };
}

function* addressesBetween(first: number, last: number): Iterable<string> {
  for (let number = first; number <= last; number += 1) yield dotted(number);
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map(shift => (number >>> shift) & 0xff).join('.');
}
