import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isIP, SocketAddress } from 'node:net';
import { macOf } from '../protocol/cipher.ts';

/** One row of the kernel's neighbour table: the MAC that answers for an address on one interface. */
export interface MacTableRow {
  /** IPv4 or IPv6 in its short form, lower case, without a zone. */
  readonly ip: string;
  /** Lower case with colons, e.g. `48:e1:e9:a1:b2:c3`. */
  readonly mac: string;
  /** The interface, e.g. `eth0`. */
  readonly device: string;
}

/**
 * `ip` answers within 5 ms; on a computer that is busy with everything else, 100 ms were not enough. Where it does not
 * answer, nothing is known, and the request goes on: so it gets a good part of a command's time.
 */
const TIMEOUT_MS = 1000;
/** The kernel keeps at most 1024 rows by default, of some 80 bytes each. */
const LARGEST_TABLE_BYTES = 512 * 1024;

/**
 * The MAC that this computer's kernel has for an address, once a TCP connection to it stands (before, the row may be
 * old). Linux only. The IPv4 table is memory and is read at once, so nothing comes between the look and what the caller
 * does next; the IPv6 table takes one run of `ip`, some milliseconds.
 *
 * @param address an IP address as a socket gives it: `192.168.1.20`, `::ffff:192.168.1.20`, `fe80::1%eth0`
 * @returns lower case with colons; undefined where the kernel has no row (loopback, another subnet, a container bridge,
 *   another system), where two interfaces disagree, and on any failure. Never throws.
 */
export async function macBehind(address: string): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const { ip, zone } = normalizeAddress(address);
  switch (isIP(ip)) {
    case 4:
      return ip.startsWith('127.') ? undefined : macIn(parseArp(ipv4Table()), ip);
    case 6:
      return ip === '::1' ? undefined : macIn(parseIpNeigh(await ipv6Table()), ip, zone);
    default:
      return undefined;
  }
}

/**
 * The one MAC that a table has for an address.
 * @param zone a link-local address exists once on each interface; without a zone, or with a number, every one counts
 * @returns undefined where there is none, or two that differ
 */
export function macIn(table: readonly MacTableRow[], ip: string, zone?: string): string | undefined {
  const isAnyDevice = zone === undefined || /^\d+$/.test(zone);
  const rows = table.filter(row => row.ip === ip && (isAnyDevice || row.device === zone));
  const [first, ...others] = rows;
  return others.every(({ mac }) => mac === first?.mac) ? first?.mac : undefined;
}

/** An IPv4 row is complete, so its MAC counts: `ATF_COM` of `linux/if_arp.h`. Others are asked for, or published. */
const COMPLETE = 0x2;

/**
 * Reads `/proc/net/arp`: `IP address, HW type, Flags, HW address, Mask, Device`, with a head line. Rows that are not
 * complete, or have no MAC of six bytes, are left out.
 */
export function parseArp(text: string): readonly MacTableRow[] {
  return text.split('\n').flatMap(line => {
    const [ip = '', , flags = '', mac = '', , device = ''] = line.trim().split(/\s+/);
    const isComplete = /^0x[0-9a-f]+$/i.test(flags) && (Number(flags) & COMPLETE) !== 0;
    return isIP(ip) === 4 && isComplete && isMac(mac) ? [{ ip, mac: mac.toLowerCase(), device }] : [];
  });
}

/** What `ip` calls a row whose MAC counts. Not `FAILED`, `INCOMPLETE` or `NONE`. */
const VALID = new Set(['REACHABLE', 'STALE', 'DELAY', 'PROBE', 'PERMANENT', 'NOARP']);

/**
 * Reads `ip -6 neigh show`: `fe80::1 dev eth0 lladdr 48:e1:e9:a1:b2:c3 router STALE`, whatever else stands between.
 * Rows without a MAC of six bytes, those that failed and those that this computer answers for (`proxy`) are left out.
 */
export function parseIpNeigh(text: string): readonly MacTableRow[] {
  return text.split('\n').flatMap(line => {
    const [first = '', ...words] = line.trim().split(/\s+/);
    const valueOf = (name: string): string => (words.includes(name) ? (words[words.indexOf(name) + 1] ?? '') : '');
    const mac = valueOf('lladdr');
    const isValid = words.some(word => VALID.has(word)) && !words.includes('proxy');
    return isIP(first) !== 0 && isValid && isMac(mac)
      ? [{ ip: normalizeAddress(first).ip, mac: mac.toLowerCase(), device: valueOf('dev') }]
      : [];
  });
}

function isMac(text: string): boolean {
  return /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i.test(text) && text !== '00:00:00:00:00:00';
}

/** An address in its short form, an IPv4-mapped one as the IPv4 address in it, and the zone apart from it. */
function normalizeAddress(address: string): { readonly ip: string; readonly zone: string | undefined } {
  const [unzoned = '', zone] = address.split('%');
  if (isIP(unzoned) !== 6) return { ip: unzoned, zone };
  const ip = new SocketAddress({ address: unzoned, family: 'ipv6' }).address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(ip)?.[1];
  return { ip: mapped ?? ip, zone };
}

function ipv4Table(): string {
  try {
    return readFileSync('/proc/net/arp', 'utf8');
  } catch {
    return '';
  }
}

function ipv6Table(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const options = { timeout: TIMEOUT_MS, killSignal: 'SIGKILL', maxBuffer: LARGEST_TABLE_BYTES } as const;
  try {
    execFile('ip', ['-6', 'neigh', 'show'], options, (error, stdout) => resolve(error === null ? stdout : ''));
  } catch {
    resolve('');
  }
  return promise;
}

/** A uuid that ends in a MAC. One was seen with a letter beyond f, and says nothing of a MAC. */
const ENDS_IN_MAC = /[0-9a-f]{12}$/i;

/** The MAC that a plug's uuid ends in; undefined where it does not end in one. */
export function macFromUuid(uuid: string): string | undefined {
  return ENDS_IN_MAC.test(uuid) ? macOf(uuid).toLowerCase() : undefined;
}

/**
 * Whether a MAC is known and is not the one that the plug's uuid ends in. By itself this is no proof of another plug: a
 * Wi-Fi extender, or a router with proxy ARP, answers for many addresses with its own MAC. {@link result} decides.
 */
export function contradictsUuid(uuid: string, mac: string | undefined): boolean {
  const ownMac = macFromUuid(uuid);
  return ownMac !== undefined && mac !== undefined && mac.toLowerCase() !== ownMac;
}

/** What is known of an endpoint before a command is written to it. MACs in lower case with colons. */
export interface KnownMacs {
  /** {@link macFromUuid} of the plug we mean. */
  readonly uuidMac: string | undefined;
  /** {@link macBehind} on the connection that brought the plug's last rightly signed reply from this endpoint. */
  readonly macAtProof: string | undefined;
  /** {@link macBehind} on the connection that the command goes to, once it stands. */
  readonly macNow: string | undefined;
}

/**
 * Whether a command may be written, or the endpoint is asked first who it is (System.All). Never refuses by itself.
 *
 * | MAC now | verdict | because |
 * |---|---|---|
 * | unknown | same | another subnet, a container, another system: the age of the proof decides, as without a table |
 * | that of the plug's uuid | same | it is the plug's own |
 * | the one at the last proof | same | an extender, or a plug whose Wi-Fi MAC is not that of its uuid, and nothing changed |
 * | any other, or no MAC at the last proof | ask | the address may have passed to another plug since |
 *
 * It does not see an address that passes from one plug to another behind the same extender: there, the age of the proof
 * decides alone. Read `macAtProof` when the connection is made and keep it only if the reply on that connection is
 * rightly signed: read after the reply, it may be the next owner's.
 */
export function compareMacs({ uuidMac, macAtProof, macNow }: KnownMacs): 'same' | 'ask' {
  return macNow === undefined || macNow === uuidMac || macNow === macAtProof ? 'same' : 'ask';
}
