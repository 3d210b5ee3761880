import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

const blockBytes = 16;
// Sixteen characters '0', not NUL bytes.
const startOfChain = Buffer.alloc(blockBytes, '0');
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The parts from which the AES key of a plug is derived. */
export interface KeyParts {
  readonly uuid: string;
  /** The account key with which messages are signed. */
  readonly key: string;
  /** Lower case, with colons. */
  readonly macAddress: string;
}

/**
 * The AES-256 key of a paired plug: the 32 hexadecimal digits of an MD5, taken as text, over characters 3 to 21 of the
 * uuid, 1 to 8 of the account key, the MAC and 10 to 27 of the account key, counted from 0. A short account key gives
 * short parts.
 */
export function lanKeyOf({ uuid, key, macAddress }: KeyParts): string {
  return createHash('md5')
    .update(uuid.slice(3, 22) + key.slice(1, 9) + macAddress + key.slice(10, 28))
    .digest('hex');
}

/** Encrypts a text as a plug does: UTF-8, 1 to 16 zero bytes up to a whole block, AES-256-CBC, base64. */
export function encrypt(text: string, lanKey: string): string {
  const bytes = Buffer.from(text, 'utf8');
  const zeros = Buffer.alloc(blockBytes - (bytes.length % blockBytes));
  const cipher = createCipheriv('aes-256-cbc', lanKey, startOfChain).setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.concat([bytes, zeros])), cipher.final()]).toString('base64');
}

/**
 * Decrypts such a text; undefined if it is none, or was made with another key.
 *
 * A text that fills its last block has to be followed by 16 zero bytes. Clients that sent none could read but not
 * switch, so we assume that a plug cannot read a text without them (our guess from reports on mss110 and mss210).
 */
export function decrypt(encrypted: string, lanKey: string): string | undefined {
  const bytes = base64.test(encrypted) ? Buffer.from(encrypted, 'base64') : undefined;
  if (bytes === undefined || bytes.length % blockBytes !== 0) return undefined;
  const decipher = createDecipheriv('aes-256-cbc', lanKey, startOfChain).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const end = padded.findLastIndex(byte => byte !== 0) + 1;
  const zeros = padded.length - end;
  return zeros >= 1 && zeros <= blockBytes ? padded.toString('utf8', 0, end) : undefined;
}
