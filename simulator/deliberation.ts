import { type Envelope, messageText } from './envelope.ts';
import type { Faults } from './faults.ts';
import { isObject, numberAt } from './json.ts';
import { judge, refusesClear } from './judgement.ts';
import type { PlugCore } from './plug-core.ts';
import type { Answer } from './question.ts';
import type { OpenRequest, Outcome } from './request-log.ts';
import { picks } from './silence-faults.ts';
import { sleep } from './sleep.ts';

/** A request that is in hand, whichever way it came in. */
export interface InHand {
  readonly envelope: Envelope;
  readonly open: OpenRequest;
  /** Whether it came in clear where AES may be wanted, which is over HTTP only. */
  readonly clear: boolean;
  /** Aborts when whoever asked has gone. */
  readonly left: AbortSignal;
}

/**
 * What is to be done about a request: nothing, for nobody waits; nothing, and the connection stays; refuse it, which
 * over HTTP means to hang up; break the connection; or send the answer, and call `sent` once it has left.
 */
export type Verdict =
  | { readonly kind: 'gone' | 'silent' | 'broken' }
  /** `status`: over HTTP it answers with that and no body, instead of hanging up. */
  | { readonly kind: 'refused'; readonly status?: number }
  | {
      readonly kind: 'answered';
      readonly answer: Answer;
      readonly text: string;
      readonly outcome: Outcome;
      sent(): void;
    };

/** Decides on a request in the time that the plug takes, as its faults will have it, and carries it out. */
export async function deliberate(core: PlugCore, request: InHand): Promise<Verdict> {
  const verdict = await decide(core, request);
  // An answer ends its request when it has been sent.
  if (verdict.kind !== 'answered') core.requestEnded();
  return verdict;
}

async function decide(core: PlugCore, { envelope, open, clear, left }: InHand): Promise<Verdict> {
  const { faults } = core;
  const { question } = envelope;
  const arrival = { clear, reusedId: open.seen.reusedId };
  const early = faults.actEarly ? { answer: judge(core, envelope, arrival) } : undefined;
  if (picks(faults.hangUp, question)) return end('broken', open, 'refused', early?.answer);
  if (core.attention.ignores(question)) return end('silent', open, 'silent', early?.answer);
  if (faults.delayMs > 0) await sleep(faults.delayMs, left);
  const isGone = (): boolean => left.aborted;
  if (isGone()) return end('gone', open, 'abandoned', early?.answer);
  if (refusesClear(core, envelope, arrival)) return refuseClear(faults, open);
  const { answer } = early ?? { answer: judge(core, envelope, arrival) };
  if (answer === undefined) return end('refused', open, 'refused');
  if (answer.unsaid === true) return end('silent', open, 'silent');
  if (answer.afterMs !== undefined) await sleep(answer.afterMs, left);
  if (isGone()) return end('gone', open, 'abandoned', answer);
  if (picks(faults.ackLost, question)) return end('broken', open, 'lost', answer);
  return {
    kind: 'answered',
    answer,
    text: messageText(core, question, answer),
    outcome: outcomeOf(answer),
    sent: () => {
      answer.then?.();
      core.requestEnded();
    },
  };
}

function refuseClear({ clearRefusal }: Readonly<Faults>, open: OpenRequest): Verdict {
  if (clearRefusal === 'silent') return end('silent', open, 'silent');
  const verdict = end('refused', open, 'refused');
  return clearRefusal === 'hang-up' ? verdict : { kind: 'refused', status: clearRefusal };
}

// What follows the answer follows although nobody hears it.
function end(kind: 'gone' | 'silent' | 'refused' | 'broken', open: OpenRequest, as: Outcome, answer?: Answer): Verdict {
  open.end(as);
  answer?.then?.();
  return { kind };
}

function outcomeOf({ method, payload }: Answer): Outcome {
  const error = payload['error'];
  if (method !== 'ERROR' || !isObject(error)) return 'answered';
  return `error ${numberAt(error, 'code') ?? 0}`;
}
