import { isObject, type JsonObject } from '../protocol/decode.ts';
import type { Message } from '../protocol/envelope.ts';
import { isSignedWith, sign } from '../protocol/signature.ts';
import { topicFrom } from './topics.ts';

const CLOCK = 'Appliance.System.Clock';
const BIND = 'Appliance.Control.Bind';
const CONSUMPTION_CONFIG = 'Appliance.Control.ConsumptionConfig';

/** Who answers, and when. */
export interface ReplyContext {
  /** The plug that asked. */
  readonly uuid: string;
  readonly key: string;
  /** Seconds since 1970. */
  readonly nowSeconds: number;
}

/**
 * What a plug waits for after it said `message`, as JSON for its topic; undefined if it waits for nothing. A plug that
 * gets no answer keeps asking, hangs up, or in the end goes back to pairing mode, and is lost to its owner.
 *
 * | it says | it wants |
 * |---|---|
 * | `System.Clock` PUSH | the same with the time in it; the header is sent back as it came, old signature included |
 * | `Control.Bind` SET; PUSH in older firmware, where no answer does no harm either | SETACK `{}`, signed anew |
 * | `Control.ConsumptionConfig` PUSH | just that again |
 *
 * A Bind is acknowledged only if its own signature is right: else whoever has a plug's login, but not its key, could
 * have message ids of his choice signed.
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

/** The cloud does not sign these anew, and plugs take them so. */
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
