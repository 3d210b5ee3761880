import { createDecipheriv, createHash } from 'node:crypto';

const blockBytes = 16;
// Sixteen characters '0', not NUL bytes.
const startOfChain = Buffer.alloc(blockBytes, '0');

/** The identity as System.Hardware reports it: the AES key of the Wi-Fi password is derived from it. */
export interface PlugIdentity {
  readonly type: string;
  readonly uuid: string;
  readonly macAddress: string;
}

/**
 * The password of a `Config.WifiX`: base64 of AES-256-CBC, whose key is the text of `md5hex(type + uuid + macAddress)`
 * and whose IV is sixteen characters '0'. The plug reads up to the first zero byte, which is why three paddings are in
 * use; a text that fills its last block without one is read with what follows. Undefined if the text is no whole
 * blocks.
 *
 * Seen: an mss710 8.0.0, whose published ciphertext is in the tests.
 */
export function readWifiPassword(encrypted: string, { type, uuid, macAddress }: PlugIdentity): string | undefined {
  const bytes = Buffer.from(encrypted, 'base64');
  if (bytes.length === 0 || bytes.length % blockBytes !== 0) return undefined;
  const key = createHash('md5')
    .update(type + uuid + macAddress)
    .digest('hex');
  const decipher = createDecipheriv('aes-256-cbc', key, startOfChain).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const end = padded.indexOf(0);
  return padded.toString('utf8', 0, end < 0 ? padded.length : end);
}
