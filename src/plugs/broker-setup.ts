import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { BrokerStartError } from '../push/broker-start-error.ts';
import type { BrokerLog, BrokerOptions, BrokerConnection } from '../push/broker-connection.ts';
import type { Config } from '../config.ts';
import { isLocalAddress, isLocalName } from '../local-address.ts';
import { readRegular } from '../storage/regular-file.ts';
import { codeOf } from '../storage/storage-error.ts';
import type { PluginLog } from '../plugin-log.ts';

export interface BrokerSetup extends Omit<BrokerOptions, 'log' | 'texts'> {
  readonly config: Config;
  readonly log: PluginLog;
  /** The plugin's own folder, for the certificate. */
  readonly folder: string;
  /** This computer's addresses on which the embedded broker listens. */
  readonly addresses: readonly string[];
}

/**
 * The embedded broker, or the connection to the external one. Not started yet. Each is loaded here only, because most
 * installations use neither.
 * @throws {BrokerStartError} the broker in the config cannot be used
 */
export async function createBroker({
  config,
  log,
  folder,
  addresses,
  ...options
}: BrokerSetup): Promise<BrokerConnection> {
  const { url, username, password, ca, port } = config.broker;
  const parts = { ...options, log: brokerLog(log), texts: log.texts.push };
  if (url !== undefined) {
    const { ExternalBroker } = await import('../push/external/external-broker.ts');
    return new ExternalBroker({ ...parts, url, username, password, ca: ca === undefined ? ca : await readPem(ca) });
  }
  const { EmbeddedBroker } = await import('../push/embedded/embedded-broker.ts');
  return new EmbeddedBroker({
    ...parts,
    addresses,
    port,
    hosts: [...addresses, ...hostNames()],
    certificateFile: join(folder, 'broker.pem'),
    acceptsOldTls: config.devices.some(({ oldTls }) => oldTls),
  });
}

const brokerLog =
  (log: PluginLog): BrokerLog =>
  (level, text) => {
    log[level](text);
  };

async function readPem(ca: string): Promise<string> {
  if (ca.includes('-----BEGIN')) return ca;
  const { bytes } = await readRegular(ca, { followsLinks: true }).catch((cause: unknown) => {
    throw new BrokerStartError(texts => texts.caUnreadable({ file: ca, code: codeOf(cause) }), { cause });
  });
  return bytes.toString('utf8');
}

/** IPv4 addresses at which plugs can reach this computer. A link-local IPv6 address is of no use in the settings of a plug. */
export function hostAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap(each => each ?? []);
  const useful = all.filter(
    ({ address, family, internal }) => !internal && family === 'IPv4' && isLocalAddress(address),
  );
  return useful.map(({ address }) => address);
}

/** Names of this computer that may be in the settings of plugs. */
function hostNames(): readonly string[] {
  const name = hostname().toLowerCase().replace(/\..*$/, '');
  return isLocalName(name) ? [`${name}.local`] : [];
}
