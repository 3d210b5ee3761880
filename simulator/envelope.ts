import { createHash, randomBytes } from 'node:crypto';
import type { Faults } from './faults.ts';
import { isObject, type JsonObject, parseJson, textAt } from './json.ts';
import type { PlugCore } from './plug-core.ts';
import type { PlugReply, PlugRequest } from './plug-message.ts';

/** A request as it arrived, before it was checked. */
export interface Envelope {
  readonly request: PlugRequest;
  /** Undefined when the header has none. */
  readonly from: string | undefined;
  /** As text: devices accept a number or a string of digits. */
  readonly timestamp: string;
  readonly sign: string;
  /** As it arrived. */
  readonly header: JsonObject;
}

/** Reads `{ header, payload }`; undefined if it is something else or has no method or namespace. */
export function readEnvelope(text: string): Envelope | undefined {
  const message = parseJson(text);
  if (!isObject(message) || !isObject(message['header'])) return undefined;
  const { header, payload } = message;
  const method = textAt(header, 'method');
  const namespace = textAt(header, 'namespace');
  if (method === undefined || namespace === undefined || !isObject(payload)) return undefined;
  const timestamp = header['timestamp'];
  return {
    request: {
      method,
      namespace,
      payload,
      messageId: textAt(header, 'messageId') ?? '',
      triggerSrc: textAt(header, 'triggerSrc'),
    },
    from: textAt(header, 'from'),
    timestamp: typeof timestamp === 'number' || typeof timestamp === 'string' ? String(timestamp) : '',
    sign: textAt(header, 'sign') ?? '',
    header,
  };
}

/** `md5hex(messageId + key + timestamp)`, lower case. */
export function signatureOf(messageId: string, key: string, timestamp: number | string): string {
  return createHash('md5')
    .update(messageId + key + String(timestamp))
    .digest('hex');
}

/** The key with which this plug signs: its own, unless it pretends to have another. */
export function keyOf(core: PlugCore, account = core.account): string {
  return core.faults.wrongKey ? `not ${account.key}` : account.key;
}

/**
 * The header of a reply, in the order in which plugs send it. From generation 7 on it has `uuid`, and `triggerSrc` if
 * the request had one.
 */
export function headerOf(core: PlugCore, request: PlugRequest, method: string, key = keyOf(core)): JsonObject {
  const { faults, clock, uuid } = core;
  const timestamp = clock.seconds;
  const newer = core.model.generation >= 7;
  // A SET in reply to a PUSH has an id of its own. Seen: Config.NtpSite of mss110 7.3.37.
  const foreign = faults.wrongMessageId || (request.method === 'PUSH' && method === 'SET');
  const messageId = foreign ? randomBytes(16).toString('hex') : request.messageId;
  return {
    messageId,
    namespace: request.namespace,
    ...(newer && request.triggerSrc !== undefined ? { triggerSrc: request.triggerSrc } : {}),
    method,
    payloadVersion: 1,
    from: `/appliance/${uuid}/publish`,
    ...(newer ? { uuid } : {}),
    timestamp,
    timestampMs: clock.milliseconds,
    sign: withSignatureFault(signatureOf(messageId, key, timestamp), faults.stranger ? 'wrong' : faults.signature),
  };
}

/** A whole reply as compact JSON. */
export function messageText(core: PlugCore, request: PlugRequest, reply: PlugReply): string {
  const header = headerOf(core, request, reply.method, reply.signedWith);
  return JSON.stringify({ header, payload: reply.payload });
}

/** A message that the plug sends to its broker by itself. */
export interface Announcement {
  readonly method: 'PUSH' | 'SET';
  readonly namespace: string;
  readonly payload: JsonObject;
  readonly triggerSrc?: string;
}

/**
 * An unsolicited message. A PUSH comes from the plug's `publish` topic; a SET, which expects a reply, names the topic
 * to which the plug has subscribed (seen: Bind of an mss315 9.x).
 */
export function announcementText(core: PlugCore, { method, namespace, payload, triggerSrc }: Announcement): string {
  const messageId = randomBytes(16).toString('hex');
  const header = headerOf(core, { method: '', namespace, payload, messageId, triggerSrc }, method);
  const from = method === 'SET' ? { from: `/appliance/${core.uuid}/subscribe` } : {};
  return JSON.stringify({ header: { ...header, ...from }, payload });
}

function withSignatureFault(sign: string, fault: Faults['signature']): string {
  if (fault === 'right') return sign;
  if (fault === 'all-f') return 'f'.repeat(32);
  return fault === 'upper-case' ? sign.toUpperCase() : signatureOf(sign, 'a wrong signature', 0);
}
