import { answerOf } from './behaviours/index.ts';
import { type Envelope, keyOf, signatureOf } from './envelope.ts';
import type { PlugCore } from './plug-core.ts';
import { type Answer, failed } from './question.ts';

/** What the plug knows of the way a request came. */
export interface Arrival {
  readonly clear: boolean;
  readonly reusedId: boolean;
}

const answeredInClear: ReadonlySet<string> = new Set(['Appliance.System.Ability', 'Appliance.Encrypt.Suite']);

/**
 * Whether the plug wants this request encrypted. Seen: mss110 7.3.37 in use refuses nearly everything in clear. In pairing
 * mode the fault `pairingClear` decides.
 */
export function refusesClear(core: PlugCore, { question }: Envelope, { clear }: Arrival): boolean {
  const { method, namespace } = question;
  if (!core.encrypts || !clear || answeredInClear.has(namespace)) return false;
  if (core.mode === 'home') return true;
  const { pairingClear } = core.faults;
  if (namespace === 'Appliance.Encrypt.ECDHE' || pairingClear === 'everything') return false;
  return pairingClear === 'abilities' || method !== 'GET';
}

/**
 * Decides on a request and carries it out. Undefined: the plug hangs up. In pairing mode a plug takes any sign and any
 * `from` (published captures, and what tools send that work); its answers are signed with the key that it has by then.
 *
 * From generation 7 on a request without `from`, with a messageId that is not 32 characters long, or with one that it
 * has seen before is refused (reports: mss110 7.2.3 and others); older firmware takes any. A wrong sign is the one
 * mistake that plugs name: 5001.
 */
export function judge(core: PlugCore, envelope: Envelope, arrival: Arrival): Answer | undefined {
  const { question, from, timestamp, sign } = envelope;
  const { model, faults } = core;
  core.alarms.catchUp();
  if (refusesClear(core, envelope, arrival)) return undefined;
  if (faults.stranger) return core.pretend() === 'first' ? failed(5001) : answerOf(core, question);
  const isHome = core.mode === 'home';
  if (model.generation >= 7 && ((isHome && !from) || question.messageId.length !== 32 || arrival.reusedId))
    return undefined;
  const isSigned = faults.ignoresSign || sign === signatureOf(question.messageId, keyOf(core), timestamp);
  if (isHome && !isSigned) return failed(5001);
  if (isHome && faults.strictHeaders && question.method !== 'GET' && !isComplete(core, envelope)) return undefined;
  if (faults.refuseWithError !== undefined && question.method === 'SET') return failed(faults.refuseWithError);
  return answerOf(core, question);
}

// Which of the three a plug wants is not known.
function isComplete(core: PlugCore, { header }: Envelope): boolean {
  const { triggerSrc, timestampMs, uuid } = header;
  const hasSource = typeof triggerSrc === 'string' && triggerSrc !== '';
  return hasSource && typeof timestampMs === 'number' && timestampMs > 0 && uuid === core.uuid;
}
