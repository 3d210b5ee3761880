import { isIP, connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { isLocalAddress, isLocalName } from '../../local-address.ts';
import { lookupLocal } from '../../transport/socket.ts';
import { BrokerStartError } from '../broker-start-error.ts';

/** The address of an external broker. */
export interface ExternalBrokerAddress {
  /** IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  /** For the log; without credentials. */
  readonly text: string;
}

/** The default port of each scheme, and whether it uses TLS. */
const SCHEMES: Readonly<Record<string, { readonly port: number; readonly isTls: boolean }>> = {
  'mqtt:': { port: 1883, isTls: false },
  'mqtts:': { port: 8883, isTls: true },
};

/**
 * Reads `mqtts://192.168.1.5:8883` or `mqtt://nas.local`.
 * @throws {BrokerStartError} another scheme, or a broker that is not in the local network
 */
export function parseBrokerUrl(url: string): ExternalBrokerAddress {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const scheme = SCHEMES[parsed?.protocol ?? ''];
  const host = parsed?.hostname.replace(/^\[|\]$/g, '') ?? '';
  // The text does not repeat the URL, because it may contain a password.
  if (parsed === undefined || scheme === undefined || host === '') {
    throw new BrokerStartError(texts => texts.noBrokerUrl);
  }
  const isLocal = isIP(host) ? isLocalAddress(host) : isLocalName(host);
  if (!isLocal) throw new BrokerStartError(texts => texts.brokerNotLocal({ host }));
  const port = parsed.port === '' ? scheme.port : Number(parsed.port);
  const text = `${parsed.protocol}//${parsed.hostname}:${port}`;
  return { host, port, isTls: scheme.isTls, text };
}

/**
 * Starts to connect. A failure arrives as the socket's `error` event.
 * @param ca PEM; the issuer of the broker's certificate, if this computer does not trust that issuer already
 */
export function connectToBroker({ host, port, isTls }: ExternalBrokerAddress, ca: string | undefined): Socket {
  const target = { host, port, lookup: lookupLocal };
  if (!isTls) return connectTcp({ ...target, noDelay: true });
  const trustedCa = ca === undefined ? {} : { ca };
  return connectTls({ ...target, ...trustedCa, servername: isIP(host) ? '' : host, minVersion: 'TLSv1.2' });
}
