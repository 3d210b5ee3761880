import type { SecureContextOptions } from 'node:tls';
import type { Certificate } from './certificate.ts';

/**
 * How the broker speaks TLS: 1.2 and newer. Plugs of 2019 to 2022 were seen with 1.1 (none later), which OpenSSL 3 does
 * only at security level 0. The protocol is settled before a client says who it is, so old TLS is accepted from
 * everybody or from nobody; `checkLogin` then sends those away that the user has not named.
 *
 * An RSA certificate, for plugs know no other kind.
 */
export function tlsOptions({ key, cert }: Certificate, acceptsOldTls: boolean): SecureContextOptions {
  return acceptsOldTls
    ? { key, cert, minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' }
    : { key, cert, minVersion: 'TLSv1.2' };
}

/** @param protocol as `tlsSocket.getProtocol()` gives it; what is not known counts as old */
export function isOldTls(protocol: string | null): boolean {
  return protocol !== 'TLSv1.2' && protocol !== 'TLSv1.3';
}
