import { createECDH, createHash } from 'node:crypto';
import { objectAt } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import { setAck, type PlugReply, errorReply, noReply } from '../plug-message.ts';
import type { Behaviour } from './behaviour.ts';
import { hasOnlyKey } from './payload-key.ts';

/**
 * Encrypt.ECDHE in pairing mode: `{ ecdhe: { step: 1, pubkey } }` contains the client's half of an exchange on P-256,
 * an uncompressed point in base64; the SETACK is `{ ecdhe: { step: 2, pubkey } }`. Once it has been sent, the AES key
 * is the MD5 of the shared secret, its 32 hexadecimal digits taken as text; an earlier one is discarded. A plug in use
 * hangs up (our guess). From the code of one project; no capture is known.
 */
export const ecdhe: Behaviour = (core, request) => {
  if (request.method !== 'SET' || core.mode !== 'pairing' || !hasOnlyKey(request, 'ecdhe')) return undefined;
  const { step, pubkey } = objectAt(request.payload, 'ecdhe');
  if (step !== 1 || typeof pubkey !== 'string') return undefined;
  switch (core.faults.agreement) {
    case 'works':
      return agree(core, pubkey);
    case 'error':
      return errorReply(5000);
    case 'silence':
      return noReply;
    case 'nonsense':
      return { ...setAck, payload: { ecdhe: { step: 2, pubkey: 'bm8gcG9pbnQ=' } } };
    case 'hang-up':
      return undefined;
  }
};

function agree(core: PlugCore, clientKey: string): PlugReply | undefined {
  const ecdh = createECDH('prime256v1');
  const pubkey = ecdh.generateKeys('base64');
  try {
    const shared = ecdh.computeSecret(clientKey, 'base64');
    const key = createHash('md5').update(shared).digest('hex');
    return { ...setAck, payload: { ecdhe: { step: 2, pubkey } }, afterSend: () => (core.agreedKey = key) };
  } catch {
    return undefined;
  }
}
