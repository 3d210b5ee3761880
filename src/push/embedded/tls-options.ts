import type { SecureContextOptions } from 'node:tls';
import type { Certificate } from './certificate.ts';

/**
 * The broker's TLS options: 1.2 and newer. Plugs of 2019 to 2022 were seen with 1.1 (none later), which OpenSSL 3 allows
 * only at security level 0. TLS is negotiated before the login, so old TLS is accepted from all clients or from none;
 * `checkLogin` then refuses the plugs that are not allowed to use it.
 *
 * The certificate is an RSA one, because plugs support no other kind.
 */
export function tlsOptions({ key, cert }: Certificate, acceptsOldTls: boolean): SecureContextOptions {
  return acceptsOldTls
    ? { key, cert, minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' }
    : { key, cert, minVersion: 'TLSv1.2' };
}

/** @param protocol as `tlsSocket.getProtocol()` gives it; an unknown protocol counts as old */
export function isOldTls(protocol: string | null): boolean {
  return protocol !== 'TLSv1.2' && protocol !== 'TLSv1.3';
}
