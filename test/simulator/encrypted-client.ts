import assert from 'node:assert/strict';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { lanKeyOf, decrypt, encrypt } from '../../simulator/lan-cipher.ts';
import { exchangeBytes, message, httpPost, readMessage, type Reply } from './client.ts';

/** The AES key of a plug, as a client works it out that knows the uuid and the account key. */
export function aesKeyOf(plug: SimulatedPlug, key = plug.key): string {
  const macAddress = (plug.uuid.slice(-12).match(/../g) ?? []).join(':');
  return lanKeyOf({ uuid: plug.uuid, key, macAddress });
}

/** Posts a body in AES; the message that comes back in AES, or undefined when the plug hangs up. */
export async function postEncrypted(
  plug: SimulatedPlug,
  body: string,
  aesKey = aesKeyOf(plug),
): Promise<Reply | undefined> {
  const bytes = await exchangeBytes(plug, httpPost(encrypt(body, aesKey)));
  if (bytes.length === 0) return undefined;
  const text = decrypt(bytes.toString('latin1', bytes.indexOf('\n\r\n') + 3), aesKey);
  assert.ok(text !== undefined, 'an answer in AES');
  return readMessage(text);
}

/** Asks in AES like a client with the right key; undefined when the plug hangs up. */
export function sendEncryptedRequest(
  plug: SimulatedPlug,
  method: string,
  namespace: string,
  payload: object = {},
): Promise<Reply | undefined> {
  return postEncrypted(plug, message(plug, method, namespace, payload));
}
