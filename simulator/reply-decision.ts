import { respond } from './behaviours/index.ts';
import { type Envelope, keyOf, signatureOf } from './envelope.ts';
import type { PlugCore } from './plug-core.ts';
import { type PlugReply, errorReply } from './plug-message.ts';

/** How a request arrived. */
export interface RequestContext {
  readonly clear: boolean;
  readonly reusedId: boolean;
}

const answeredInClear: ReadonlySet<string> = new Set(['Appliance.System.Ability', 'Appliance.Encrypt.Suite']);

/**
 * Whether the plug requires encryption for this request. Seen: mss110 7.3.37 in use refuses nearly everything in clear.
 * In pairing mode the fault `pairingClear` decides.
 */
export function requiresEncryption(core: PlugCore, { request }: Envelope, { clear }: RequestContext): boolean {
  const { method, namespace } = request;
  if (!core.encrypts || !clear || answeredInClear.has(namespace)) return false;
  if (core.mode === 'home') return true;
  const { pairingClear } = core.faults;
  if (namespace === 'Appliance.Encrypt.ECDHE' || pairingClear === 'everything') return false;
  return pairingClear === 'abilities' || method !== 'GET';
}

/**
 * Decides on a request and executes it. Undefined: the plug hangs up. In pairing mode a plug accepts any sign and any
 * `from` (published captures, and what working tools send); its replies are signed with the key that it has by then.
 *
 * From generation 7 on a request without `from`, with a messageId that is not 32 characters long, or with one that the
 * plug has seen before is refused (reports: mss110 7.2.3 and others); older firmware accepts any. A wrong sign is the only mistake
 * for which plugs have an error code, 5001.
 */
export function decideReply(core: PlugCore, envelope: Envelope, context: RequestContext): PlugReply | undefined {
  const { request, from, timestamp, sign } = envelope;
  const { model, faults } = core;
  core.alarms.catchUp();
  if (requiresEncryption(core, envelope, context)) return undefined;
  if (faults.stranger) return core.impersonate() === 'first' ? errorReply(5001) : respond(core, request);
  const isHome = core.mode === 'home';
  if (model.generation >= 7 && ((isHome && !from) || request.messageId.length !== 32 || context.reusedId))
    return undefined;
  const isSigned = faults.ignoresSign || sign === signatureOf(request.messageId, keyOf(core), timestamp);
  if (isHome && !isSigned) return errorReply(5001);
  if (isHome && faults.strictHeaders && request.method !== 'GET' && !isComplete(core, envelope)) return undefined;
  if (faults.refuseWithError !== undefined && request.method === 'SET') return errorReply(faults.refuseWithError);
  return respond(core, request);
}

// Which of the three a plug requires is not known.
function isComplete(core: PlugCore, { header }: Envelope): boolean {
  const { triggerSrc, timestampMs, uuid } = header;
  const hasSource = typeof triggerSrc === 'string' && triggerSrc !== '';
  return hasSource && typeof timestampMs === 'number' && timestampMs > 0 && uuid === core.uuid;
}
