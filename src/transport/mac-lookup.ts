import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isIP, SocketAddress } from 'node:net';
import { macOf } from '../protocol/cipher.ts';

/** One row of the kernel's neighbour table: the MAC of an address on one interface. */
export interface MacTableRow {
  /** IPv4 or IPv6 in its short form, lower case, without a zone. */
  readonly ip: string;
  /** Lower case with colons, e.g. `48:e1:e9:a1:b2:c3`. */
  readonly mac: string;
  /** The interface, e.g. `eth0`. */
  readonly device: string;
}

/**
 * `ip` returns within 5 ms; on a busy computer, 100 ms were not enough. If it does not return, the MAC is unknown and
 * the request goes on, so it gets a good part of a command's time.
 */
const TIMEOUT_MS = 1000;
/** The kernel keeps at most 1024 rows by default, of some 80 bytes each. */
const LARGEST_TABLE_BYTES = 512 * 1024;

/**
 * The MAC that this computer's kernel has for an address, once a TCP connection to it is established (before, the row
 * may be old). Linux only. The IPv4 table is read synchronously, so nothing can happen between the look-up and the next
 * step of the caller; the IPv6 table takes one run of `ip`, some milliseconds.
 *
 * @param address an IP address as a socket gives it: `192.168.1.20`, `::ffff:192.168.1.20`, `fe80::1%eth0`
 * @returns lower case with colons; undefined if the kernel has no row (loopback, another subnet, a container bridge,
 *   another system), if two interfaces disagree, and on any failure. Never throws.
 */
export async function macBehind(address: string): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const { ip, zone } = normalizeAddress(address);
  switch (isIP(ip)) {
    case 4:
      return ip.startsWith('127.') ? undefined : macIn(parseArp(linesOf(ip, ipv4Table())), ip);
    case 6:
      return ip === '::1' ? undefined : macIn(parseIpNeigh(await ipv6Table()), ip, zone);
    default:
      return undefined;
  }
}

/**
 * The one MAC that a table has for an address.
 * @param zone a link-local address exists once on each interface; without a zone, or with a number, any interface counts
 * @returns undefined if there is none, or two that differ
 */
export function macIn(table: readonly MacTableRow[], ip: string, zone?: string): string | undefined {
  const isAnyDevice = zone === undefined || /^\d+$/.test(zone);
  const rows = table.filter(row => row.ip === ip && (isAnyDevice || row.device === zone));
  const [first, ...others] = rows;
  return others.every(({ mac }) => mac === first?.mac) ? first?.mac : undefined;
}

/**
 * The IPv4 addresses that this computer's kernel has for a MAC: of devices in its networks with which it exchanged packets
 * lately. Empty on other systems than Linux.
 *
 * @param mac lower case with colons
 * @param table for tests
 */
export function addressesWith(mac: string, table = macTable()): readonly string[] {
  return [...new Set(table.filter(row => row.mac === mac).map(({ ip }) => ip))];
}

/** The IPv4 table as it is now; empty on other systems than Linux. */
export const macTable = (): readonly MacTableRow[] => parseArp(ipv4Table());

/** The lines of a table that begin with this IPv4 address: every poll looks for one, and a home may have hundreds. */
export function linesOf(ip: string, table: string): string {
  const lines = table.match(new RegExp(`^ *${ip.replaceAll('.', String.raw`\.`)} .*`, 'gm')) ?? [];
  return lines.join('\n');
}

/** The flag of an IPv4 row with a valid MAC: `ATF_COM` of `linux/if_arp.h`. Other rows are pending or published. */
const COMPLETE = 0x2;

/**
 * Reads `/proc/net/arp`: `IP address, HW type, Flags, HW address, Mask, Device`, with a head line. Rows that are
 * incomplete or have no MAC of six bytes are left out.
 */
export function parseArp(text: string): readonly MacTableRow[] {
  return text.split('\n').flatMap(line => {
    const [ip = '', , flags = '', mac = '', , device = ''] = line.trim().split(/\s+/);
    const isComplete = /^0x[0-9a-f]+$/i.test(flags) && (Number(flags) & COMPLETE) !== 0;
    return isIP(ip) === 4 && isComplete && isMac(mac) ? [{ ip, mac: mac.toLowerCase(), device }] : [];
  });
}

/** The states in which `ip` lists a valid MAC. Not `FAILED`, `INCOMPLETE` or `NONE`. */
const VALID = new Set(['REACHABLE', 'STALE', 'DELAY', 'PROBE', 'PERMANENT', 'NOARP']);

/**
 * Reads `ip -6 neigh show`: `fe80::1 dev eth0 lladdr 48:e1:e9:a1:b2:c3 router STALE`, with any other words between.
 * Rows without a MAC of six bytes, failed rows and rows that this computer answers for (`proxy`) are left out.
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

/** An address in its short form, without its zone; an IPv4-mapped one as the IPv4 address in it. */
function normalizeAddress(address: string): { readonly ip: string; readonly zone: string | undefined } {
  const [withoutZone = '', zone] = address.split('%');
  if (isIP(withoutZone) !== 6) return { ip: withoutZone, zone };
  const ip = new SocketAddress({ address: withoutZone, family: 'ipv6' }).address;
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

/** A uuid that ends in a MAC. One uuid with a letter beyond f was seen; it contains no MAC. */
const ENDS_IN_MAC = /[0-9a-f]{12}$/i;

/** The MAC that a plug's uuid ends in; undefined if it does not end in one. */
export function macFromUuid(uuid: string): string | undefined {
  return ENDS_IN_MAC.test(uuid) ? macOf(uuid).toLowerCase() : undefined;
}

/**
 * Whether a MAC is known and is not the one that the plug's uuid ends in. By itself this is no proof of another plug: a
 * Wi-Fi extender, or a router with proxy ARP, answers for many addresses with its own MAC. {@link compareMacs} decides.
 */
export function contradictsUuid(uuid: string, mac: string | undefined): boolean {
  const ownMac = macFromUuid(uuid);
  return ownMac !== undefined && mac !== undefined && mac.toLowerCase() !== ownMac;
}

/** The MACs that are known before a command is written to an endpoint, in lower case with colons. */
export interface KnownMacs {
  /** {@link macFromUuid} of the expected plug. */
  readonly uuidMac: string | undefined;
  /** {@link macBehind} of the connection on which the plug's last correctly signed reply came from this endpoint. */
  readonly macAtProof: string | undefined;
  /** {@link macBehind} of the command's connection, once established. */
  readonly macNow: string | undefined;
}

/**
 * Whether a command may be written at once, or the endpoint first has to identify itself (System.All).
 *
 * | MAC now | result | because |
 * |---|---|---|
 * | unknown | same | another subnet, a container, another system: the age of the proof decides, as without a table |
 * | the MAC in the plug's uuid | same | it is the plug's own |
 * | the MAC at the last proof | same | an extender, or a plug whose Wi-Fi MAC is not in its uuid, and nothing changed |
 * | any other, or no MAC at the last proof | ask | the address may have passed to another plug since |
 *
 * This does not detect an address that passes from one plug to another behind the same extender: there, only the age of
 * the proof decides. Read `macAtProof` when the connection is made and keep it only if the reply on that connection is
 * correctly signed: read after the reply, it may be the next owner's.
 */
export function compareMacs({ uuidMac, macAtProof, macNow }: KnownMacs): 'same' | 'ask' {
  return macNow === undefined || macNow === uuidMac || macNow === macAtProof ? 'same' : 'ask';
}
