import { createHash } from 'node:crypto';
import { zeroPaddedAes, type Cipher } from './cipher.ts';

/** What a plug's Wi-Fi cipher is made of: all three exactly as its System.Hardware writes them. */
export interface WifiCipherParts {
  readonly type: string;
  readonly uuid: string;
  /** With colons. */
  readonly macAddress: string;
}

/**
 * How the Wi-Fi password crosses the air in `Config.WifiX`: AES-256-CBC with a key made of what the plug says of itself,
 * so it keeps the password from a casual listener and from nobody else. 1 to 16 zero bytes are the padding; two other
 * paddings are about, and plugs take them too, as they read up to the first zero byte.
 * Seen: mss710 8.0.0 (a published ciphertext), and two independent tools that agree.
 */
export function wifiCipher(parts: WifiCipherParts): Cipher {
  return zeroPaddedAes(wifiKey(parts));
}

/** The AES key: the 32 hex characters of an MD5 over type, uuid and MAC, used as characters. */
export function wifiKey({ type, uuid, macAddress }: WifiCipherParts): string {
  return createHash('md5').update(`${type}${uuid}${macAddress}`, 'utf8').digest('hex');
}
