import { BlockList, isIP } from 'node:net';

/** The ranges of RFC 1918, 3927, 4193, 4291 and 1122 that no router forwards to the internet. */
const LOCAL = new BlockList();
LOCAL.addSubnet('10.0.0.0', 8, 'ipv4');
LOCAL.addSubnet('172.16.0.0', 12, 'ipv4');
LOCAL.addSubnet('192.168.0.0', 16, 'ipv4');
LOCAL.addSubnet('169.254.0.0', 16, 'ipv4');
LOCAL.addSubnet('127.0.0.0', 8, 'ipv4');
LOCAL.addAddress('::1', 'ipv6');
LOCAL.addSubnet('fc00::', 7, 'ipv6');
LOCAL.addSubnet('fe80::', 10, 'ipv6');

/**
 * Endings of names that resolve inside the home and exist in no public DNS: reserved by RFC 6762 (`local`), 8375
 * (`home.arpa`) and 6761 (`localhost`, `test`), kept free for private use by ICANN (`internal`), or in wide use by
 * routers and never delegated. `fritz.box` is here and `box` is not, because `box` has been a public domain since 2023,
 * but a FRITZ!Box resolves `fritz.box` itself.
 */
const LOCAL_ENDINGS: readonly string[] = [
  'local',
  'lan',
  'home',
  'home.arpa',
  'internal',
  'localdomain',
  'localhost',
  'intranet',
  'private',
  'fritz.box',
  'test',
];

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** `getaddrinfo` reads "134744072", "0x08080808" and "8.8.2056" as addresses, so such a last label is not a name. */
const NUMERIC_LABEL = /^(?:[0-9]+|0x[0-9a-f]*)$/;

/**
 * Whether a packet to this address stays in the local network: private, link-local, ULA or loopback.
 *
 * @param ip an IPv4 or IPv6 literal, without brackets or port; a zone id (`fe80::1%eth0`) is allowed, and an
 *   IPv4-mapped IPv6 address (`::ffff:192.168.1.20`) counts as the IPv4 address in it
 * @returns false for all others: public, `0.0.0.0`, `::`, carrier NAT (100.64/10), multicast, broadcast, and text that
 *   is not an address
 */
export function isLocalAddress(ip: string): boolean {
  const known = checked.get(ip);
  if (known !== undefined) return known;
  const isLocal = checkAddress(ip);
  if (checked.size >= MOST_CHECKED) checked.clear();
  checked.set(ip, isLocal);
  return isLocal;
}

/** The same few addresses are checked at every request, and BlockList makes two objects for each check. */
const checked = new Map<string, boolean>();
const MOST_CHECKED = 500;

function checkAddress(ip: string): boolean {
  const family = isIP(ip);
  if (family === 0) return false;
  // BlockList unwraps IPv4-mapped addresses by itself, but does not understand zone ids.
  return family === 4 ? LOCAL.check(ip, 'ipv4') : LOCAL.check(ip.replace(/%.*$/, ''), 'ipv6');
}

/**
 * Whether a host name resolves without the internet's DNS: a single label (`plug`, `localhost`), or a name under one of
 * `LOCAL_ENDINGS`. The resolved address still has to pass `isLocalAddress`.
 *
 * @param name a host name without port; letters (any case), digits, hyphens, underscores and dots
 * @returns false also for text that is not a host name, and for text that the system would read as a number
 */
export function isLocalName(name: string): boolean {
  const lower = name.toLowerCase();
  if (lower.length > 253) return false;
  const labels = lower.split('.');
  if (!labels.every(label => LABEL.test(label)) || NUMERIC_LABEL.test(labels.at(-1) ?? '')) return false;
  return labels.length === 1 || LOCAL_ENDINGS.some(ending => lower === ending || lower.endsWith(`.${ending}`));
}
