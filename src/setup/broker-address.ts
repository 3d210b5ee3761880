import { isIP } from 'node:net';
import { isLocalAddress, isLocalName } from '../local-address.ts';
import { MerossError } from '../errors.ts';
import type { Gateway } from '../protocol/namespaces/config-key.ts';

/** Address of an MQTT broker with TLS, as it is sent to a plug. */
export interface BrokerAddress {
  /** IPv4, or a name that the plug can look up in this network. */
  readonly host: string;
  readonly port: number;
}

/**
 * The address that a plug gets where there is no broker: the plug itself, where nothing listens. A plug requires one. A
 * dead address has been seen to work without a broker (an mss210 joined and served HTTP; one project gives it to every
 * plug). A broker that accepts a plug and never replies is known to send recent plugs back to pairing mode, so "some
 * address that may answer one day" is the worse choice. Not tried on an mss305: see the open questions.
 */
export const DEAD_BROKER: BrokerAddress = { host: '127.0.0.1', port: 8883 };

/** A broker does not work for a plug. The message is for users, says what to do, and contains nothing secret. */
export class BrokerProbeError extends MerossError {
  override readonly kind = 'broker';
}

/** Whether nothing is meant to answer at this address. To a plug, all of 127/8 is the plug itself. */
export function isDeadBroker({ host }: BrokerAddress): boolean {
  return host.startsWith('127.') || host.toLowerCase() === 'localhost';
}

/**
 * Checks a broker that a plug is to use.
 * @throws {RangeError} not in a local network, or not an address; the message is for users
 */
export function checkBrokerAddress({ host, port }: BrokerAddress): void {
  const family = isIP(host);
  if (family === 6) throw new RangeError(`${host}: plugs do not support IPv6; use the broker's IPv4 address`);
  const isLocal = family === 4 ? isLocalAddress(host) : isLocalName(host);
  if (!isLocal || host.length > 64) {
    throw new RangeError(
      `"${host}" is not an address or a name in the local network, and a plug may not connect to any other`,
    );
  }
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new RangeError(`${port} is not a port; the usual one is 8883`);
}

/**
 * The same broker as first and second one: strips were seen to give up reconnecting where the second one was missing.
 */
export function gatewayOf({ host, port }: BrokerAddress): Gateway {
  return { host, port, secondHost: host, secondPort: port };
}
