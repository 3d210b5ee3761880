import { randomBytes } from 'node:crypto';

/** A fresh key: 32 random hex digits, as long as the keys of the vendor's cloud. */
export function newKey(): string {
  return randomBytes(16).toString('hex');
}

/**
 * Checks a key that a user has chosen: 1 to 32 characters of ASCII without blanks. It is not known whether plugs accept
 * longer keys, and newer firmware refuses an empty one.
 * @throws {RangeError} for users, without the key
 */
export function checkNewKey(key: string): void {
  if (key === '') throw new RangeError('the key is empty, and newer plugs refuse that');
  if (key.length > 32) throw new RangeError(`the key has ${key.length} characters; a plug accepts 32 at most`);
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new RangeError('the key may contain only letters, digits and symbols of ASCII, and no blanks');
  }
}

/** Checks the user number that becomes a part of the plug's MQTT password. @throws {RangeError} not 1 to 10 digits */
export function checkUserId(userId: string): void {
  if (!/^\d{1,10}$/.test(userId)) throw new RangeError('the user id must be a number of 1 to 10 digits, such as 0');
}
