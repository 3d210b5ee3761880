import { isObject, type JsonObject } from '../protocol/decode.ts';
import type { Message } from '../protocol/envelope.ts';
import { isSignedWith, sign } from '../protocol/signature.ts';
import { topicFrom } from './topics.ts';

const CLOCK = 'Appliance.System.Clock';
const BIND = 'Appliance.Control.Bind';
const CONSUMPTION_CONFIG = 'Appliance.Control.ConsumptionConfig';

/** Which plug the reply is for, and the time. */
export interface ReplyContext {
  /** The plug that sent the message. */
  readonly uuid: string;
  readonly key: string;
  /** Seconds since 1970. */
  readonly nowSeconds: number;
}

/**
 * The reply that a plug expects from its broker to `message`, as JSON for the plug's topic; undefined if it expects
 * none. A plug without this reply repeats the message, hangs up, or finally returns to pairing mode, and then has to be
 * set up again.
 *
 * | message | reply |
 * |---|---|
 * | `System.Clock` PUSH | the same with the time in it; the header goes back unchanged, old signature included |
 * | `Control.Bind` SET; PUSH in older firmware, which also works without a reply | SETACK `{}` with a new signature |
 * | `Control.ConsumptionConfig` PUSH | the same message |
 *
 * A Bind is acknowledged only if its own signature is right. Otherwise a client that has a plug's login, but not its
 * key, could get message ids of its choice signed.
 *
 * @param json the text that `message` was read from
 * Seen by others: Clock on mss310 1.x to 6.1.8, Bind SET on mss315 9.x, ConsumptionConfig on both.
 */
export function replyTo(json: string, message: Message, context: ReplyContext): string | undefined {
  const { namespace, method } = message.header;
  const isPush = method === 'PUSH';
  if (namespace === CLOCK && isPush) return echoWith(json, { clock: { timestamp: context.nowSeconds } });
  if (namespace === CONSUMPTION_CONFIG && isPush) return echoWith(json, message.payload);
  if (namespace === BIND && (isPush || method === 'SET')) return bindAcknowledgement(message, context);
  return undefined;
}

/** Keeps the old signature: the cloud does not sign these again either, and plugs accept that. */
function echoWith(json: string, payload: JsonObject): string | undefined {
  const message: unknown = JSON.parse(json);
  if (!isObject(message) || !isObject(message['header'])) return undefined;
  const { uuid: _, ...header } = message['header'];
  return JSON.stringify({ header: { ...header, triggerSrc: 'CloudControl' }, payload });
}

function bindAcknowledgement({ header }: Message, { uuid, key, nowSeconds }: ReplyContext): string | undefined {
  const { messageId, namespace } = header;
  if (!isSignedWith(header, key)) return undefined;
  const replyHeader = {
    messageId,
    namespace,
    method: 'SETACK',
    payloadVersion: 1,
    from: topicFrom(uuid),
    timestamp: nowSeconds,
    timestampMs: 0,
    triggerSrc: 'CloudControl',
    sign: sign(messageId, key, nowSeconds),
  };
  return JSON.stringify({ header: replyHeader, payload: {} });
}
