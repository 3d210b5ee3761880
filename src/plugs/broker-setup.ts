import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { EmbeddedBroker } from '../push/embedded/embedded-broker.ts';
import { BrokerStartError } from '../push/broker-start-error.ts';
import type { BrokerLog, BrokerOptions, BrokerConnection } from '../push/broker-connection.ts';
import { ExternalBroker } from '../push/external/external-broker.ts';
import type { Config } from '../config.ts';
import { isLocalAddress, isLocalName } from '../local-address.ts';
import { readRegular } from '../storage/regular-file.ts';
import type { PluginLog } from '../plugin-log.ts';

export interface BrokerSetup extends Omit<BrokerOptions, 'log'> {
  readonly config: Config;
  readonly log: PluginLog;
  /** Our own folder, for the certificate. */
  readonly folder: string;
  /** This computer's addresses on which our own broker listens. */
  readonly addresses: readonly string[];
}

/**
 * The way on which plugs tell things by themselves: our own broker, or the one that runs already. Not started yet.
 * @throws {BrokerStartError} the broker that the user named cannot be meant
 */
export async function createBroker({
  config,
  log,
  folder,
  addresses,
  ...options
}: BrokerSetup): Promise<BrokerConnection> {
  const { url, username, password, ca, port } = config.broker;
  const parts = { ...options, log: brokerLog(log) };
  if (url !== undefined) {
    return new ExternalBroker({ ...parts, url, username, password, ca: ca === undefined ? ca : await readPem(ca) });
  }
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
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new BrokerStartError(
      `The certificate that "broker.ca" in the config names cannot be read: ${ca} (${code}).\n` +
        'Write the path of a PEM file there that Homebridge may read, and restart. Plugs are polled meanwhile.',
      { cause },
    );
  });
  return bytes.toString('utf8');
}

/** Where plugs in the house can reach this computer. Addresses that hold on one link only are of no use in a plug. */
export function hostAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap(each => each ?? []);
  const useful = all.filter(
    ({ address, family, internal }) => !internal && family === 'IPv4' && isLocalAddress(address),
  );
  return useful.map(({ address }) => address);
}

/** The names under which plugs may have been told of this computer. */
function hostNames(): readonly string[] {
  const name = hostname().toLowerCase().replace(/\..*$/, '');
  return isLocalName(name) ? [`${name}.local`] : [];
}
