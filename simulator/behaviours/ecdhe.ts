import { createECDH, createHash } from 'node:crypto';
import { objectAt } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import { acknowledged, type Answer, failed, silence } from '../question.ts';
import type { Behaviour } from './behaviour.ts';
import { isWellSet } from './payload-key.ts';

/**
 * Encrypt.ECDHE in pairing mode: `{ ecdhe: { step: 1, pubkey } }` holds the client's half of an exchange on P-256, an
 * uncompressed point in base64; the SETACK is `{ ecdhe: { step: 2, pubkey } }`. Once it has left, the AES key is the MD5
 * of what both share, its 32 hexadecimal digits taken as text; an earlier one is forgotten. A plug in use hangs up (our
 * guess). From the code of one project; no capture is known.
 */
export const ecdhe: Behaviour = (core, question) => {
  if (question.method !== 'SET' || core.mode !== 'pairing' || !isWellSet(question, 'ecdhe')) return undefined;
  const { step, pubkey } = objectAt(question.payload, 'ecdhe');
  if (step !== 1 || typeof pubkey !== 'string') return undefined;
  switch (core.faults.agreement) {
    case 'works':
      return agree(core, pubkey);
    case 'error':
      return failed(5000);
    case 'silence':
      return silence;
    case 'nonsense':
      return { ...acknowledged, payload: { ecdhe: { step: 2, pubkey: 'bm8gcG9pbnQ=' } } };
    case 'hang-up':
      return undefined;
  }
};

function agree(core: PlugCore, theirs: string): Answer | undefined {
  const exchange = createECDH('prime256v1');
  const pubkey = exchange.generateKeys('base64');
  try {
    const shared = exchange.computeSecret(theirs, 'base64');
    const key = createHash('md5').update(shared).digest('hex');
    return { ...acknowledged, payload: { ecdhe: { step: 2, pubkey } }, then: () => (core.agreedKey = key) };
  } catch {
    return undefined;
  }
}
