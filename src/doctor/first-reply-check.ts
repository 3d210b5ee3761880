import type { Message } from '../protocol/envelope.ts';
import { isObject } from '../protocol/decode.ts';
import * as systemAbility from '../protocol/namespaces/system-ability.ts';
import { EXIT } from '../settings.ts';
import type { DoctorTexts } from '../texts/doctor-texts.ts';
import { fail, ok, warn, type FailedFinding, type Finding, type LayerResult } from './finding.ts';
import type { FirstReply, FirstQueryResult } from './first-query.ts';
import { round } from './doctor-tools.ts';

/** Checks that the device replies in HTTP, as a plug does. */
export function checkHttp(
  { reply, lenient, tries, ms }: FirstQueryResult,
  { http: texts }: DoctorTexts,
): LayerResult<undefined> {
  const facts = { lenient, tries, ms: round(ms) };
  const failure = httpFailure(reply, facts, texts);
  if (failure !== undefined) return { finding: failure };
  const says = lenient ? texts.repliesLenient({ ms: round(ms) }) : texts.replies({ ms: round(ms) });
  if (tries === 1) return { finding: ok('http', { says, facts }), value: undefined };
  const todo = texts.hungUpOnceTodo;
  return { finding: warn('http', { says: `${says} ${texts.hungUpOnce}`, todo, facts }), value: undefined };
}

function httpFailure(
  reply: FirstReply,
  facts: Finding['facts'],
  texts: DoctorTexts['http'],
): FailedFinding | undefined {
  const noReply = (says: string, todo: string, exit: FailedFinding['exit'] = EXIT.unreachable): FailedFinding =>
    fail('http', { exit, says, todo, facts: { ...facts, why: reply.kind } });
  const otherDevice = (says: string): FailedFinding => noReply(says, texts.notAPlug, EXIT.otherDevice);
  switch (reply.kind) {
    case 'unreachable':
      return noReply(texts.notAgain, texts.notAgainTodo);
    case 'silence':
      return noReply(texts.silent, texts.silentTodo);
    case 'hang-up':
      return noReply(texts.hungUp, texts.hungUpTodo);
    case 'not http':
      return otherDevice(texts.notHttp);
    case 'status': {
      const { status } = reply;
      return otherDevice(status >= 300 && status < 400 ? texts.redirects({ status }) : texts.otherStatus({ status }));
    }
    case 'cut short':
      return noReply(texts.cutShort, texts.cutShortTodo, EXIT.failed);
    default:
      return undefined;
  }
}

/** A device that replies with Meross messages. */
export interface MerossResponder {
  readonly message: Message;
  readonly uuid: string;
  /** It replied to a query that was signed with a random key. */
  readonly takesAnyKey: boolean;
}

/** Checks that the reply is a message of a Meross device, and to our query. */
export function checkEnvelope(
  { reply }: FirstQueryResult,
  { envelope: texts }: DoctorTexts,
): LayerResult<MerossResponder> {
  if (reply.kind !== 'message') return { finding: notMeross(reply, texts) };
  const { message, isToUs } = reply;
  const { header, payload } = message;
  const facts = { method: ['GETACK', 'ERROR'].includes(header.method) ? header.method : 'other', toUs: isToUs };
  if (!isToUs || header.namespace !== systemAbility.NAMESPACE) {
    const { notToUs: says, notToUsTodo: todo } = texts;
    return { finding: fail('envelope', { exit: EXIT.failed, says, todo, facts }) };
  }
  const takesAnyKey = header.method === 'GETACK';
  const code = isObject(payload['error']) ? payload['error']['code'] : undefined;
  const withCode = typeof code === 'number' && Number.isSafeInteger(code) ? { ...facts, code } : facts;
  const says = takesAnyKey ? texts.takesAnyKey : texts.checksKey;
  const value = { message, uuid: header.uuid ?? '', takesAnyKey };
  return { finding: ok('envelope', { says, facts: withCode }), value };
}

function notMeross(reply: FirstReply, texts: DoctorTexts['envelope']): FailedFinding {
  const page = reply.kind === 'not json' && reply.isWebPage;
  return fail('envelope', {
    exit: EXIT.otherDevice,
    says: page ? texts.webPage : texts.notMeross,
    todo: texts.notMerossTodo,
    facts: { why: page ? 'web page' : reply.kind },
  });
}
