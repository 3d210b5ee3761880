import { MalformedError } from '../errors.ts';
import { checkDepth } from './bounds.ts';
import { isObject, number, object, text, textOr, type JsonObject } from './decode.ts';
import { sign } from './signature.ts';

/** The methods of a request. `DELETE` removes timers and rules by id. */
export type Method = 'GET' | 'SET' | 'DELETE';

/** A query or a command, before it is signed. */
export interface Request {
  readonly namespace: string;
  readonly method: Method;
  readonly payload: JsonObject;
}

/** A message from a plug: a reply (`GETACK`, `SETACK`, `ERROR` …) or a `PUSH`. The payload has not been checked. */
export interface Message {
  readonly header: Header;
  readonly payload: JsonObject;
}

export interface Header {
  /** 32 characters; a reply repeats the id of its request. */
  readonly messageId: string;
  readonly namespace: string;
  readonly method: string;
  /** The sender: `header.uuid` of newer firmware, else the second part of `from` (`/appliance/<uuid>/publish`). */
  readonly uuid: string | undefined;
  /** Seconds since 1970 by the plug's clock, which may never have been set (25, 437, 1033 were seen). */
  readonly timestamp: number;
  readonly sign: string;
}

/** The values that signing adds to a request. */
export interface SigningOptions {
  /** 32 hex characters, never used before: newer firmware drops repeated ids, and those of other lengths. */
  readonly messageId: string;
  readonly key: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  /** Not checked by plugs, but a missing one is refused (seen: mss110 7.2.3). */
  readonly from: string;
  /** The plug that the request is for, if known. */
  readonly uuid?: string | undefined;
  /** The milliseconds of `timestamp`; the current ones by default, but never 0. Neither signed nor compared. */
  readonly timestampMs?: number;
}

/**
 * The source of a request, as the vendor's app names itself on the same network. Seen by others: mss110 7.3.46 answers
 * queries without it, and refuses commands until the header is complete (`triggerSrc`, `timestampMs`, `uuid`).
 */
const TRIGGER = 'iOSLocal';

/** The signed JSON text of a request, with every header field that the vendor's app sends. */
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
      // Left out if it is undefined.
      uuid,
      sign: sign(signing.messageId, signing.key, signing.timestamp),
    },
    payload: request.payload,
  });
}

/**
 * Reads a message from its JSON text. Unknown members are ignored.
 * @param parsed what `JSON.parse` made of the text, if that was done already
 * @throws {MalformedError} not JSON, nested too deep, or without a header, a method or a namespace
 */
export function parse(json: string, parsed?: unknown): Message {
  const message = object(fromJson(json, parsed), 'the reply');
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

function fromJson(json: string, parsed: unknown): unknown {
  checkDepth(json);
  try {
    return parsed ?? JSON.parse(json);
  } catch (cause) {
    const isTruncated = json.trimStart().startsWith('{');
    throw new MalformedError(isTruncated ? 'the reply breaks off in the middle' : 'the reply is not JSON', {
      ...(isTruncated && { defect: 'cut short' }),
      reason: isTruncated ? 'breaks off' : 'not JSON',
      cause,
    });
  }
}

/** 32 characters on every plug seen; one has a letter beyond f. */
const UUID = /^[\w-]{8,64}$/;

function senderUuid(header: JsonObject): string | undefined {
  const uuid = textOr(header['uuid'], '') || textOr(header['from'], '').split('/')[2];
  return uuid !== undefined && UUID.test(uuid) ? uuid.toLowerCase() : undefined;
}
