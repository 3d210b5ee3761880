import { isIP } from 'node:net';
import { isLocalAddress, isLocalName } from '../local-address.ts';
import type { Kind } from './kinds.ts';

/** The address of a plug: an IP or lower-case name, IPv6 without brackets; and a TCP port. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** TCP port of a plug's local API: plain HTTP on 80 in every trace. */
export const DEFAULT_PORT = 80;

/** Longest text accepted as a host with its port: the length of a DNS name. */
export const HOST_MAX_LENGTH = 253;

const EXAMPLE = '"192.168.1.20"';
const OUTSIDE =
  'a public address is refused because this plugin never sends a packet to the internet; a plug has a private address ' +
  '(10.x.x.x, 172.16.x.x to 172.31.x.x, 192.168.x.x, 169.254.x.x, 127.x.x.x, or IPv6 fc00::/7, fe80::/10, ::1)';
const PUBLIC_NAME =
  "only the internet's DNS knows this name, and this plugin never sends a packet to the internet; write the " +
  `plug's address, such as ${EXAMPLE}, or a name of your own network, such as "plug" or one ending in .local, .lan or ` +
  '.home.arpa';

/**
 * A `host` setting: IPv4, `[IPv6]`, bare IPv6 if its last group can't be meant as a port, or a name, each with an
 * optional `:port`. Addresses must be local, and names must resolve within the network.
 */
export const HOST: Kind<HostPort> = {
  json: { type: 'string', maxLength: HOST_MAX_LENGTH },
  read: value => {
    const reading = typeof value === 'string' ? readHost(value) : undefined;
    return typeof reading === 'object' ? reading : undefined;
  },
  needs: value => {
    const reading = typeof value === 'string' ? readHost(value) : undefined;
    return typeof reading === 'string' ? reading : `the plug's address is needed, such as ${EXAMPLE}`;
  },
  // A URL can contain a user name and password: "http://me:secret@192.168.1.20/".
  hides: value => typeof value === 'string' && value.includes('@'),
};

/** The host and port in a text, or a sentence about what to write instead. */
function readHost(text: string): HostPort | string {
  const written = text.trim();
  if (written === '') return `the plug's address is needed, such as ${EXAMPLE}`;
  if (text.length > HOST_MAX_LENGTH) return `an address of at most ${HOST_MAX_LENGTH.toString()} characters is needed`;
  if (/[/@?#\\]/.test(written)) return unwrapUrl(written);

  const bracketed = /^\[([^[\]]*)\](?::(.*))?$/.exec(written);
  if (bracketed) {
    const [, inside = '', port] = bracketed;
    if (isIP(inside) !== 6) return 'only an IPv6 address is written in [ ], such as "[fe80::1]"';
    return withPort(inside, port);
  }
  if (isIP(written) === 6) return readBareIpv6(written);
  const colon = written.indexOf(':');
  if (colon === -1) return withPort(written, undefined);
  if (colon !== written.lastIndexOf(':')) {
    return 'an IPv6 address with a port is written with [ ], such as "[fe80::1]:80"';
  }
  return withPort(written.slice(0, colon), written.slice(colon + 1));
}

/** "fd00::1:80" is a whole address, but more likely meant as one with a port, so it is refused rather than guessed. */
function readBareIpv6(written: string): HostPort | string {
  const [, address = '', port] = /^(.*):(\d+)$/.exec(written) ?? [];
  if (port !== undefined && isIP(address) === 6 && readPort(port) !== undefined) {
    return `write "[${address}]:${port}" if ${port} is the port, and "[${written}]" if not`;
  }
  return withPort(written, undefined);
}

function withPort(name: string, portText: string | undefined): HostPort | string {
  const port = portText === undefined ? DEFAULT_PORT : readPort(portText);
  const why = explainName(name);
  if (why !== undefined) return why;
  if (port === undefined) return 'the port after the ":" must be a whole number from 1 to 65535';
  return { host: name.toLowerCase(), port };
}

function readPort(text: string): number | undefined {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined;
}

/** Why a host without its port can't be used; undefined if it can. */
function explainName(name: string): string | undefined {
  if (isIP(name) !== 0) return isLocalAddress(name) ? undefined : OUTSIDE;
  // Systems read "010.0.0.1" as octal and "192.168.1" as 192.168.0.1, so no text that looks like a number is a name.
  if (/^[\d.]+$/.test(name) || /(^|\.)(\d+|0x[0-9a-f]*)$/i.test(name)) {
    return `an IPv4 address has four numbers from 0 to 255, without leading zeros, such as ${EXAMPLE}`;
  }
  if (isLocalName(name)) return undefined;
  const isName = /^[\w-]+(\.[\w-]+)+$/.test(name);
  return isName
    ? PUBLIC_NAME
    : `a name consists of letters, digits, hyphens and dots; an address looks like ${EXAMPLE}`;
}

/** What to write instead of a URL, without its user and password. */
function unwrapUrl(written: string): string {
  const bare = written
    .replace(/^[a-z][a-z\d+.-]*:\/\//i, '')
    .replace(/[/?#\\].*$/s, '')
    .replace(/^.*@/s, '');
  const reading = /[/@?#\\]/.test(bare) ? '' : readHost(bare);
  const instead = typeof reading === 'object' ? `write "${bare}"` : `write the plug's address, such as ${EXAMPLE}`;
  return `only the address is needed, without "http://" and path: ${instead}`;
}
