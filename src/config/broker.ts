import { isIP } from 'node:net';
import { isLocalAddress } from '../local-address.ts';
import type { Block } from './block.ts';
import * as defaults from './defaults.ts';
import { HOST } from './host.ts';
import { KEY, numberWithin, textUpTo, TRUE_OR_FALSE, type Kind } from './kinds.ts';
import type { BrokerConfig } from './types.ts';

/** A path, or a certificate in PEM. */
const CA = textUpTo(100_000);
const EXAMPLE = '"mqtts://192.168.1.5:8883"';

/** The URL of an MQTT broker in the local network, without a user's name in it. */
const URL_OF_BROKER: Kind<string> = {
  read: value => (typeof value === 'string' && explainUrl(value) === undefined ? value : undefined),
  needs: value => (typeof value === 'string' ? explainUrl(value) : undefined) ?? `a URL such as ${EXAMPLE} is needed`,
  hides: value => typeof value === 'string' && value.includes('@'),
};

/** Why a text is no such URL; undefined if it is one. */
function explainUrl(text: string): string | undefined {
  const [, host] = /^mqtts?:\/\/(\S+)$/.exec(text) ?? [];
  if (host === undefined) return `a URL such as ${EXAMPLE} is needed`;
  if (host.includes('@')) return 'write the user into "username" and "password" instead';
  // Bare IPv6 cannot be told from a port.
  if (isIP(host) === 6) return `write the address in [ ], such as "mqtts://[fe80::1]:8883"`;
  return HOST.read(host) === undefined ? HOST.needs(host) : undefined;
}

/** An address of this computer. */
const OWN_ADDRESS: Kind<string> = {
  read: value => (typeof value === 'string' && isIP(value) !== 0 && isLocalAddress(value) ? value : undefined),
  needs: () => 'an address of this computer in the local network is needed, such as "192.168.1.10"',
};

/** Reads `broker`: off unless it is switched on, or names a broker that runs already. */
export function readBroker(platform: Block): BrokerConfig {
  const needed = 'a block such as { "enabled": true, "port": 8883 } is needed';
  const off = 'Until then the broker is off.';
  const block = platform.block('broker', 'broker', needed, off);
  if (block === undefined) return { enabled: false, port: defaults.BROKER_PORT.default, addresses: [] };
  const url = block.field('url', URL_OF_BROKER, off);
  const isWanted = block.withDefault('enabled', TRUE_OR_FALSE, url.value !== undefined);
  const text = (key: string, kind: Kind<string>): string | undefined =>
    block.field(key, kind, 'Until then there is none.').value;
  const [username, password, ca] = [text('username', KEY), text('password', KEY), text('ca', CA)];
  return {
    // Who names a broker that cannot be used does not want another one instead.
    enabled: isWanted && !url.refused,
    port: block.withDefault('port', numberWithin(defaults.BROKER_PORT), defaults.BROKER_PORT.default),
    addresses: readAddresses(block),
    ...(url.value !== undefined && { url: url.value }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(ca !== undefined && { ca }),
  };
}

function readAddresses(block: Block): readonly string[] {
  const list = block.list('addresses', 'a list such as ["192.168.1.10"] is needed', 'Until then it listens on all.');
  return (list ?? []).flatMap((entry, index) => {
    const address = OWN_ADDRESS.read(entry);
    if (address !== undefined) return [address];
    const path = `${block.at('addresses')}[${index}]`;
    block.report.refuse(path, entry, OWN_ADDRESS.needs(entry), 'It is left out.');
    return [];
  });
}
