import { isIP } from 'node:net';
import { isLocalAddress, isLocalName } from '../local-address.ts';
import type { Kind } from './kinds.ts';
import type { ConfigText } from '../texts/en/config-problems.ts';

/** The address of a plug: an IP or lower-case name, IPv6 without brackets; and a TCP port. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** TCP port of a plug's local API: plain HTTP on 80 in every trace. */
export const DEFAULT_PORT = 80;

/** Longest text accepted as a host with its port: the length of a DNS name. */
export const HOST_MAX_LENGTH = 253;

const ADDRESS_NEEDED: ConfigText = ({ needs }) => needs.address;

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
    return typeof reading === 'function' ? reading : ADDRESS_NEEDED;
  },
  // A URL can contain a user name and password: "http://me:secret@192.168.1.20/".
  hides: value => typeof value === 'string' && value.includes('@'),
};

/** The host and port in a text, or what to write instead. */
function readHost(text: string): HostPort | ConfigText {
  const written = text.trim();
  if (written === '') return ADDRESS_NEEDED;
  if (text.length > HOST_MAX_LENGTH) return ({ needs }) => needs.shorterAddress({ most: HOST_MAX_LENGTH });
  if (/[/@?#\\]/.test(written)) return unwrapUrl(written);

  const bracketed = /^\[([^[\]]*)\](?::(.*))?$/.exec(written);
  if (bracketed) {
    const [, inside = '', port] = bracketed;
    if (isIP(inside) !== 6) return ({ needs }) => needs.noBrackets;
    return withPort(inside, port);
  }
  if (isIP(written) === 6) return readBareIpv6(written);
  const colon = written.indexOf(':');
  if (colon === -1) return withPort(written, undefined);
  if (colon !== written.lastIndexOf(':')) {
    return ({ needs }) => needs.bracketsForPort;
  }
  return withPort(written.slice(0, colon), written.slice(colon + 1));
}

/** "fd00::1:80" is a whole address, but more likely meant as one with a port, so it is refused rather than guessed. */
function readBareIpv6(written: string): HostPort | ConfigText {
  const [, address = '', port] = /^(.*):(\d+)$/.exec(written) ?? [];
  if (port !== undefined && isIP(address) === 6 && readPort(port) !== undefined) {
    return ({ needs }) => needs.bracketsOrPort({ address, port, whole: written });
  }
  return withPort(written, undefined);
}

function withPort(name: string, portText: string | undefined): HostPort | ConfigText {
  const port = portText === undefined ? DEFAULT_PORT : readPort(portText);
  const why = explainName(name);
  if (why !== undefined) return why;
  if (port === undefined) return ({ needs }) => needs.port;
  return { host: name.toLowerCase(), port };
}

function readPort(text: string): number | undefined {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined;
}

/** Why a host without its port can't be used; undefined if it can. */
function explainName(name: string): ConfigText | undefined {
  if (isIP(name) !== 0) return isLocalAddress(name) ? undefined : ({ needs }) => needs.localAddress;
  // Systems read "010.0.0.1" as octal and "192.168.1" as 192.168.0.1, so no text that looks like a number is a name.
  if (/^[\d.]+$/.test(name) || /(^|\.)(\d+|0x[0-9a-f]*)$/i.test(name)) {
    return ({ needs }) => needs.ipv4;
  }
  if (isLocalName(name)) return undefined;
  const isName = /^[\w-]+(\.[\w-]+)+$/.test(name);
  return ({ needs }) => (isName ? needs.localName : needs.name);
}

/** What to write instead of a URL, without its user and password. */
function unwrapUrl(written: string): ConfigText {
  const bare = written
    .replace(/^[a-z][a-z\d+.-]*:\/\//i, '')
    .replace(/[/?#\\].*$/s, '')
    .replace(/^.*@/s, '');
  const reading = /[/@?#\\]/.test(bare) ? '' : readHost(bare);
  return ({ needs }) => needs.noUrl({ bare: typeof reading === 'object' ? bare : undefined });
}
