import type { JsonObject } from './json.ts';

/** A request without its envelope. */
export interface PlugRequest {
  readonly method: string;
  readonly namespace: string;
  readonly payload: JsonObject;
  /** Echoed in the reply; the empty string inside a Multiple that gave none. */
  readonly messageId: string;
  /** Echoed by newer firmware if the request had one. */
  readonly triggerSrc?: string | undefined;
}

/** The plug's reply: `GETACK`, `SETACK`, `PUSH` or `ERROR`, and the payload. */
export interface PlugReply {
  readonly method: string;
  readonly payload: JsonObject;
  /** So many characters at the end of the message are never sent; then the plug closes the connection. */
  readonly cutChars?: number;
  /** The plug sends nothing, and leaves the connection open. */
  readonly silent?: true;
  /** So many milliseconds pass before the plug replies. */
  readonly afterMs?: number;
  /** The key that signs the reply. Default: the key of the plug. */
  readonly signedWith?: string;
  /** What the plug does once the reply has been sent, or was lost on the way. */
  readonly afterSend?: () => void;
}

/** Acknowledges a SET: the payload of a SETACK is always empty and never contains the new state. */
export const setAck: PlugReply = { method: 'SETACK', payload: {} };

/** No reply. */
export const noReply: PlugReply = { method: '', payload: {}, silent: true };

/** Answers a GET. */
export function getAck(payload: JsonObject): PlugReply {
  return { method: 'GETACK', payload };
}

/** An ERROR; only 5001 was seen with a detail. */
export function errorReply(code: number): PlugReply {
  const detail = code === 5001 ? { detail: 'sign error' } : {};
  return { method: 'ERROR', payload: { error: { code, ...detail } } };
}
