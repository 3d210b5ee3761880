import { createHash, randomInt } from 'node:crypto';
import type { Account } from '../account.ts';
import { keyOf } from '../envelope.ts';
import type { PlugCore } from '../plug-core.ts';

const alphanumerics = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The credentials of a plug at its broker. */
export interface Credentials {
  /** `fmware:<uuid>_<16 random alphanumerics>`, 56 characters. */
  readonly clientId: string;
  /** The MAC address, lower case with colons. */
  readonly username: string;
  /** `<userId>_<md5hex(mac + key)>`. */
  readonly password: string;
}

/** Credentials for one connection with this account. */
export function credentialsOf(core: PlugCore, account: Account): Credentials {
  const { uuid, macAddress } = core;
  const random = Array.from({ length: 16 }, () => alphanumerics.charAt(randomInt(alphanumerics.length))).join('');
  const proof = createHash('md5')
    .update(macAddress + keyOf(core, account))
    .digest('hex');
  return { clientId: `fmware:${uuid}_${random}`, username: macAddress, password: `${account.userId}_${proof}` };
}
