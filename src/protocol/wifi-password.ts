import { createHash } from 'node:crypto';
import { zeroPaddedAes, type Cipher } from './cipher.ts';

/** The parts of a plug's Wi-Fi cipher: all three exactly as its System.Hardware writes them. */
export interface WifiCipherParts {
  readonly type: string;
  readonly uuid: string;
  /** With colons. */
  readonly macAddress: string;
}

/**
 * The cipher of the Wi-Fi password in `Config.WifiX`: AES-256-CBC with a key made of values that the plug sends itself,
 * so it protects from a casual listener only. The padding is 1 to 16 zero bytes; two other paddings are in use, and
 * plugs accept them too, because they read up to the first zero byte.
 * Seen: mss710 8.0.0 (a published ciphertext), and two independent tools that agree.
 */
export function wifiCipher(parts: WifiCipherParts): Cipher {
  return zeroPaddedAes(wifiKey(parts));
}

/** The AES key: the 32 hex characters of an MD5 over type, uuid and MAC, used as characters. */
export function wifiKey({ type, uuid, macAddress }: WifiCipherParts): string {
  return createHash('md5').update(`${type}${uuid}${macAddress}`, 'utf8').digest('hex');
}
