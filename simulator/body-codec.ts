import { keyOf } from './envelope.ts';
import { lanKeyOf, unwrap, wrap } from './lan-cipher.ts';
import type { PlugCore } from './plug-core.ts';

/** A request body that could be read, and how to write the answer in the same manner. */
export interface DecodedBody {
  readonly text: string;
  /** Whether it came in clear; a plug with LAN encryption answers very little in clear. */
  readonly clear: boolean;
  /** Turns the answer's JSON into body bytes. */
  encode(text: string): Buffer;
}

const openingBrace = 0x7b;

/**
 * Reads a body, in clear or wrapped in AES; undefined when it cannot be read: the plug hangs up.
 *
 * A plug that lists Encrypt.ECDHE reads both (an hp110ahk 4.1.12 does and still takes everything in clear), one that
 * does not list it reads JSON only, and so does one in pairing mode, which has no key yet and whose key exchange is not
 * simulated. Its AES key follows from the uuid and the signing key that it gives as its own.
 */
export function readBody(core: PlugCore, body: Buffer): DecodedBody | undefined {
  const isHome = core.mode === 'home';
  if (body[0] === openingBrace || !isHome || !core.abilities.has('Appliance.Encrypt.ECDHE')) return clearBody(body);
  const lanKey = lanKeyOf({ uuid: core.uuid, key: keyOf(core), macAddress: core.macAddress });
  const text = unwrap(body.toString('latin1'), lanKey);
  if (text === undefined) return undefined;
  return { text, clear: false, encode: answer => Buffer.from(wrap(answer, lanKey), 'latin1') };
}

function clearBody(body: Buffer): DecodedBody {
  return { text: body.toString('utf8'), clear: true, encode: answer => Buffer.from(answer, 'utf8') };
}
