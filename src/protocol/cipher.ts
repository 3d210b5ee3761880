import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { MalformedError } from '../errors.ts';

/** Encrypts messages for plugs that require encrypted LAN bodies. */
export interface Cipher {
  /** @returns base64 */
  encrypt(text: string): string;
  /** @throws {MalformedError} not base64 of whole blocks */
  decrypt(base64: string): string;
}

const BLOCK = 16;
/** The same for all plugs and messages, so equal beginnings encrypt equally. Weak, but the plug requires it. */
const IV = Buffer.alloc(BLOCK, '0');

/**
 * The AES-256-CBC of firmware that lists `Appliance.Encrypt.ECDHE` and refuses plain bodies. The AES key is derived from
 * the plug's uuid, our key and the MAC; padding is 1 to 16 zero bytes, a whole block after a text of whole blocks.
 * Seen: mss110 7.3.37.
 *
 * @param macAddress with colons, lower case; {@link macOf} gives it
 */
export function lanCipher(secrets: LanSecrets): Cipher {
  return zeroPaddedAes(lanKey(secrets));
}

/**
 * AES-256-CBC as Meross uses it everywhere: an initial vector of sixteen characters "0", 1 to 16 zero bytes of padding,
 * base64 around it.
 *
 * @param aesKey 32 ASCII characters, used as bytes
 */
export function zeroPaddedAes(aesKey: string): Cipher {
  const key = Buffer.from(aesKey, 'ascii');
  return {
    encrypt(text) {
      const bytes = Buffer.from(text, 'utf8');
      const padding = Buffer.alloc(BLOCK - (bytes.length % BLOCK));
      const cipher = createCipheriv('aes-256-cbc', key, IV).setAutoPadding(false);
      return Buffer.concat([cipher.update(Buffer.concat([bytes, padding])), cipher.final()]).toString('base64');
    },
    decrypt(base64) {
      const bytes = Buffer.from(base64, 'base64');
      if (bytes.length === 0 || bytes.length % BLOCK !== 0) {
        throw new MalformedError('the encrypted reply does not consist of whole blocks', { reason: 'odd cipher text' });
      }
      const decipher = createDecipheriv('aes-256-cbc', key, IV).setAutoPadding(false);
      return withoutPadding(Buffer.concat([decipher.update(bytes), decipher.final()])).toString('utf8');
    },
  };
}

/** Counted from the end: a pattern such as `/\0+$/` takes seconds for a long body of zeros with another byte at its end. */
function withoutPadding(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}

export interface LanSecrets {
  readonly uuid: string;
  /** The plug's own key. It may be short or empty; its slices are then shorter. */
  readonly key: string;
  readonly macAddress: string;
}

/** The AES key: 32 hex characters of an MD5, used as characters. */
export function lanKey({ uuid, key, macAddress }: LanSecrets): string {
  const seed = uuid.slice(3, 22) + key.slice(1, 9) + macAddress + key.slice(10, 28);
  return createHash('md5').update(seed, 'utf8').digest('hex');
}

/** A plug's MAC is the end of its uuid: `…48e1e9a1b2c3` is `48:e1:e9:a1:b2:c3`. */
export function macOf(uuid: string): string {
  return (uuid.slice(-12).match(/../g) ?? []).join(':');
}
