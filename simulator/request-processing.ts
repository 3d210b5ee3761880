import { type Envelope, messageText } from './envelope.ts';
import type { Faults } from './faults.ts';
import { isObject, numberAt } from './json.ts';
import { decideReply, requiresEncryption } from './reply-decision.ts';
import type { PlugCore } from './plug-core.ts';
import type { PlugReply } from './plug-message.ts';
import type { LoggedRequest, Outcome } from './request-log.ts';
import { picks } from './silence-faults.ts';
import { sleep } from './sleep.ts';

/** A request in progress, over any transport. */
export interface PendingRequest {
  readonly envelope: Envelope;
  readonly logged: LoggedRequest;
  /** Whether it arrived in clear where AES may be required, which is over HTTP only. */
  readonly clear: boolean;
  /** Aborts when the client has disconnected. */
  readonly abandoned: AbortSignal;
}

/**
 * What to do about a request: nothing, because the client is gone; nothing, and the connection stays; refuse it, which
 * over HTTP means to hang up; break the connection; or send the reply, and call `sent` once it has been sent.
 */
export type ProcessingResult =
  | { readonly kind: 'gone' | 'silent' | 'broken' }
  /** `status`: over HTTP, replies with this status and no body, instead of hanging up. */
  | { readonly kind: 'refused'; readonly status?: number }
  | {
      readonly kind: 'answered';
      readonly reply: PlugReply;
      readonly text: string;
      readonly outcome: Outcome;
      sent(): void;
    };

/** Decides on a request, with the delays and faults of the plug, and executes it. */
export async function processRequest(core: PlugCore, pending: PendingRequest): Promise<ProcessingResult> {
  const result = await decide(core, pending);
  // A request with a reply ends when the reply has been sent.
  if (result.kind !== 'answered') core.requestEnded();
  return result;
}

async function decide(
  core: PlugCore,
  { envelope, logged, clear, abandoned }: PendingRequest,
): Promise<ProcessingResult> {
  const { faults } = core;
  const { request } = envelope;
  const context = { clear, reusedId: logged.entry.reusedId };
  const early = faults.actEarly ? { reply: decideReply(core, envelope, context) } : undefined;
  if (picks(faults.hangUp, request)) return finish('broken', logged, 'refused', early?.reply);
  if (core.silencePolicy.ignores(request)) return finish('silent', logged, 'silent', early?.reply);
  if (faults.delayMs > 0) await sleep(faults.delayMs, abandoned, core.after);
  const isAbandoned = (): boolean => abandoned.aborted;
  if (isAbandoned()) return finish('gone', logged, 'abandoned', early?.reply);
  if (requiresEncryption(core, envelope, context)) return refuseClear(faults, logged);
  const { reply } = early ?? { reply: decideReply(core, envelope, context) };
  if (reply === undefined) return finish('refused', logged, 'refused');
  if (reply.silent === true) return finish('silent', logged, 'silent');
  if (reply.afterMs !== undefined) await sleep(reply.afterMs, abandoned, core.after);
  if (isAbandoned()) return finish('gone', logged, 'abandoned', reply);
  if (picks(faults.ackLost, request)) return finish('broken', logged, 'lost', reply);
  return {
    kind: 'answered',
    reply,
    text: messageText(core, request, reply),
    outcome: outcomeOf(reply),
    sent: () => {
      reply.afterSend?.();
      core.requestEnded();
    },
  };
}

function refuseClear({ clearRefusal }: Readonly<Faults>, logged: LoggedRequest): ProcessingResult {
  if (clearRefusal === 'silent') return finish('silent', logged, 'silent');
  const result = finish('refused', logged, 'refused');
  return clearRefusal === 'hang-up' ? result : { kind: 'refused', status: clearRefusal };
}

// What follows the reply follows even if no client receives it.
function finish(
  kind: 'gone' | 'silent' | 'refused' | 'broken',
  logged: LoggedRequest,
  as: Outcome,
  reply?: PlugReply,
): ProcessingResult {
  logged.end(as);
  reply?.afterSend?.();
  return { kind };
}

function outcomeOf({ method, payload }: PlugReply): Outcome {
  const error = payload['error'];
  if (method !== 'ERROR' || !isObject(error)) return 'answered';
  return `error ${numberAt(error, 'code') ?? 0}`;
}
