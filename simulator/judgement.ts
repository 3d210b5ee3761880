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
 * Decides on a request and carries it out. Undefined: the plug hangs up. In pairing mode a plug takes any sign and any
 * `from` (published captures, and what tools send that work); its answers are signed with the key that it has by then.
 *
 * A plug with LAN encryption refuses nearly everything in clear (seen: mss110 7.3.37). From generation 7 on a request
 * without `from`, with a messageId that is not 32 characters long, or with one that it has seen before is refused
 * (reports: mss110 7.2.3 and others); older firmware takes any. A wrong sign is the one mistake that plugs name: 5001.
 */
export function judge(core: PlugCore, envelope: Envelope, arrival: Arrival): Answer | undefined {
  const { question, from, timestamp, sign } = envelope;
  const { model, faults } = core;
  core.alarms.catchUp();
  if (core.encrypts && arrival.clear && !answeredInClear.has(question.namespace)) return undefined;
  const isHome = core.mode === 'home';
  if (model.generation >= 7 && ((isHome && !from) || question.messageId.length !== 32 || arrival.reusedId))
    return undefined;
  if (isHome && sign !== signatureOf(question.messageId, keyOf(core), timestamp)) return failed(5001);
  if (faults.refuseWithError !== undefined && question.method === 'SET') return failed(faults.refuseWithError);
  return answerOf(core, question);
}
