import { MalformedError } from '../errors.ts';
import { checkDepth } from './bounds.ts';
import { isObject, number, object, text, textOr, type JsonObject } from './decode.ts';
import { sign } from './signature.ts';

/** What we can ask of a plug. `DELETE` removes timers and rules by id. */
export type Method = 'GET' | 'SET' | 'DELETE';

/** A question or an order, before it is signed. */
export interface Request {
  readonly namespace: string;
  readonly method: Method;
  readonly payload: JsonObject;
}

/** What a plug said: an answer (`GETACK`, `SETACK`, `ERROR` …) or a `PUSH`. The payload has not been looked at. */
export interface Message {
  readonly header: Header;
  readonly payload: JsonObject;
}

export interface Header {
  /** 32 characters; an answer repeats its question's. */
  readonly messageId: string;
  readonly namespace: string;
  readonly method: string;
  /** The plug that speaks: `header.uuid` of newer firmware, else the second part of `from` (`/appliance/<uuid>/publish`). */
  readonly uuid: string | undefined;
  /** Seconds since 1970 by the plug's clock, which may never have been set (25, 437, 1033 were seen). */
  readonly timestamp: number;
  readonly sign: string;
}

/** What signing adds to a request. */
export interface SigningOptions {
  /** 32 hex characters, never used before: newer firmware drops repeated ids, and those of other lengths. */
  readonly messageId: string;
  readonly key: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** Not checked by plugs, but a missing one is refused (seen: mss110 7.2.3). */
  readonly from: string;
  /** The plug that is meant, where it is known. */
  readonly uuid?: string | undefined;
  /** The milliseconds that belong to `timestamp`; those of now by default, but never 0. Not signed, and never compared. */
  readonly timestampMs?: number;
}

/**
 * Who caused a request, in the words of the vendor's app on the same network. Seen by others: mss110 7.3.46 answers
 * queries without it, and refuses commands until the header is complete (`triggerSrc`, `timestampMs`, `uuid`).
 */
const TRIGGER = 'iOSLocal';

/** The signed JSON text of a request, with all that the vendor's app puts into a header. */
export function encode(request: Request, signing: SigningOptions): string {
  const { uuid, timestampMs = Date.now() % 1000 || 1 } = signing;
  return JSON.stringify({
    header: {
      messageId: signing.messageId,
      method: request.method,
      namespace: request.namespace,
      payloadVersion: 1,
      from: signing.from,
      timestamp: signing.timestamp,
      timestampMs,
      triggerSrc: TRIGGER,
      ...(uuid !== undefined && { uuid }),
      sign: sign(signing.messageId, signing.key, signing.timestamp),
    },
    payload: request.payload,
  });
}

/**
 * Reads a message from its JSON text. Unknown members are left alone.
 * @throws {MalformedError} not JSON, nested too deep, or without a header, a method or a namespace
 */
export function parse(json: string): Message {
  const message = object(fromJson(json), 'the answer');
  const header = object(message['header'], 'header');
  return {
    header: {
      messageId: textOr(header['messageId'], ''),
      namespace: text(header['namespace'], 'header.namespace'),
      method: text(header['method'], 'header.method'),
      uuid: senderUuid(header),
      timestamp: number(header['timestamp'] ?? 0, 'header.timestamp'),
      sign: textOr(header['sign'], ''),
    },
    payload: isObject(message['payload']) ? message['payload'] : {},
  };
}

function fromJson(json: string): unknown {
  checkDepth(json);
  try {
    return JSON.parse(json);
  } catch (cause) {
    const isTruncated = json.trimStart().startsWith('{');
    throw new MalformedError(isTruncated ? 'the answer breaks off in the middle' : 'the answer is not JSON', { cause });
  }
}

/** 32 characters on every plug seen; one has a letter beyond f. */
const UUID = /^[\w-]{8,64}$/;

function senderUuid(header: JsonObject): string | undefined {
  const uuid = textOr(header['uuid'], '') || textOr(header['from'], '').split('/')[2];
  return uuid !== undefined && UUID.test(uuid) ? uuid.toLowerCase() : undefined;
}
