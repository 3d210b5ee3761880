import { keyOf } from './envelope.ts';
import { lanKeyOf, decrypt, encrypt } from './lan-cipher.ts';
import type { PlugCore } from './plug-core.ts';

/** A request body that could be read, and the encoding of its reply. */
export interface DecodedBody {
  readonly text: string;
  /** Whether it arrived in clear; a plug with LAN encryption answers very little in clear. */
  readonly clear: boolean;
  /** Turns the JSON of the reply into body bytes. */
  encode(text: string): Buffer;
}

const openingBrace = 0x7b;

/**
 * Reads a body, in clear or encrypted with AES; undefined if it cannot be read: the plug hangs up.
 *
 * A plug that lists Encrypt.ECDHE reads both (an hp110ahk 4.1.12 does and still accepts everything in clear), one that
 * does not list it reads JSON only. In use, its AES key follows from the uuid and the signing key that it reports as
 * its own; in pairing mode it is the one that was agreed on, if any.
 */
export function readBody(core: PlugCore, body: Buffer): DecodedBody | undefined {
  if (body[0] === openingBrace || !core.abilities.has('Appliance.Encrypt.ECDHE')) return clearBody(body);
  const lanKey = keyFor(core);
  const text = lanKey === undefined ? undefined : decrypt(body.toString('latin1'), lanKey);
  if (text === undefined || lanKey === undefined) return undefined;
  return { text, clear: false, encode: reply => Buffer.from(encrypt(reply, lanKey), 'latin1') };
}

function keyFor(core: PlugCore): string | undefined {
  if (core.mode !== 'home') return core.agreedKey;
  return lanKeyOf({ uuid: core.uuid, key: keyOf(core), macAddress: core.macAddress });
}

function clearBody(body: Buffer): DecodedBody {
  return { text: body.toString('utf8'), clear: true, encode: reply => Buffer.from(reply, 'utf8') };
}
