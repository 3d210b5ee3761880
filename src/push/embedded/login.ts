import { createHash, timingSafeEqual } from 'node:crypto';
import type { KnownPlug, KnownPlugs } from '../broker-connection.ts';
import { isOldTls } from './tls-options.ts';

/** What a client sends in its CONNECT. */
export interface LoginCredentials {
  /** `fmware:<uuid>_<16 random letters and digits>` from a plug: 56 characters. */
  readonly clientId: string;
  /** A plug's MAC, lower case with colons. */
  readonly username: string | undefined;
  /** `<userId>_<md5 of mac and key>`. */
  readonly password: string | undefined;
  /** In Node's spelling: `TLSv1`, `TLSv1.1`, `TLSv1.2` …; null if it is not known. */
  readonly tls: string | null;
}

/** Why a login is refused. */
export type LoginRefusal = 'no-plug' | 'unknown-plug' | 'wrong-password' | 'other-plug' | 'old-tls';

export type LoginResult = { readonly plug: KnownPlug } | { readonly refusal: LoginRefusal };

/** MQTT 3.1 allows 23; a plug needs 56. */
export const MAX_CLIENT_ID_LENGTH = 128;

const MAC = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/;
const PASSWORD = /^[0-9]*_([0-9a-f]{32})$/;
const CLIENT_ID = /^fmware:([0-9a-z]+)_[0-9a-z]+$/;

/**
 * Finds the plug that a client proves to be. The user's number in the password is ignored: plugs of one home may have
 * different ones, and it proves nothing. A client id in a plug's form must name the same plug; any other form is accepted.
 */
export function checkLogin({ clientId, username, password, tls }: LoginCredentials, plugs: KnownPlugs): LoginResult {
  const mac = username?.toLowerCase() ?? '';
  const [, proof] = PASSWORD.exec(password?.toLowerCase() ?? '') ?? [];
  if (!MAC.test(mac) || proof === undefined || clientId.length > MAX_CLIENT_ID_LENGTH) return { refusal: 'no-plug' };
  const plug = plugs.byMac(mac);
  if (plug === undefined) return { refusal: 'unknown-plug' };
  if (!isEqual(proof, proofOf(mac, plug.key))) return { refusal: 'wrong-password' };
  const [, clientUuid] = CLIENT_ID.exec(clientId.toLowerCase()) ?? [];
  if (clientUuid !== undefined && clientUuid !== plug.uuid) return { refusal: 'other-plug' };
  if (isOldTls(tls) && !plug.allowsOldTls) return { refusal: 'old-tls' };
  return { plug };
}

/** The return code in CONNACK: 2 identifier rejected, 4 bad user name or password, 5 not authorized. */
export function returnCode(refusal: LoginRefusal): 2 | 4 | 5 {
  if (refusal === 'other-plug') return 2;
  return refusal === 'old-tls' ? 5 : 4;
}

/** The hash by which a plug proves that it has the key. `mac` in lower case with colons. */
function proofOf(mac: string, key: string): string {
  return createHash('md5').update(`${mac}${key}`, 'utf8').digest('hex');
}

function isEqual(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
