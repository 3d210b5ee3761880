import { hash } from 'node:crypto';

/**
 * The signature of a message: `md5(messageId + key + timestamp)` in lower-case hex, text as UTF-8. It covers neither the
 * payload nor the milliseconds, so it only proves that the sender knows the key.
 */
export function sign(messageId: string, key: string, timestamp: number): string {
  return hash('md5', `${messageId}${key}${String(timestamp)}`, 'hex');
}

/** Whether a message was signed with `key`. Some firmware prints the hex in upper case. */
export function isSignedWith(
  header: { readonly messageId: string; readonly timestamp: number; readonly sign: string },
  key: string,
): boolean {
  return header.sign.toLowerCase() === sign(header.messageId, key, header.timestamp);
}
