import { createECDH, createHash } from 'node:crypto';
import { MalformedError } from '../errors.ts';
import { zeroPaddedAes, type Cipher } from '../protocol/cipher.ts';
import { object, text } from '../protocol/decode.ts';
import type { Message, Request } from '../protocol/envelope.ts';

/**
 * Agrees on a session cipher with a plug in pairing mode: `SET Appliance.Encrypt.ECDHE` with our half of a P-256
 * exchange as an uncompressed point; the reply contains the plug's half. The AES key is the MD5 of the shared secret,
 * in hex. Firmware that lists `Appliance.Encrypt.ECDHE` and hangs up on requests in clear requires this (mss110 7.3.46
 * and mss210 7.3.9, by report). From one project's code; no capture exists, and it was not tried on a plug.
 *
 * @throws {MalformedError} a reply without a point on the curve
 */
export async function agreeOnCipher(send: (request: Request) => Promise<Message>): Promise<Cipher> {
  const ours = createECDH('prime256v1');
  const pubkey = ours.generateKeys('base64');
  const { payload } = await send({
    namespace: 'Appliance.Encrypt.ECDHE',
    method: 'SET',
    payload: { ecdhe: { step: 1, pubkey } },
  });
  const theirs = text(object(payload['ecdhe'], 'ecdhe')['pubkey'], 'ecdhe.pubkey');
  return zeroPaddedAes(createHash('md5').update(shared(ours, theirs)).digest('hex'));
}

function shared(ours: ReturnType<typeof createECDH>, theirs: string): Buffer {
  try {
    return ours.computeSecret(theirs, 'base64');
  } catch {
    // The cause would show the point.
    throw new MalformedError('ecdhe.pubkey is not a point on the curve P-256');
  }
}
