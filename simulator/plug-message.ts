import type { JsonObject } from './json.ts';

/** What a request asks of the plug, once the envelope is off. */
export interface PlugRequest {
  readonly method: string;
  readonly namespace: string;
  readonly payload: JsonObject;
  /** Echoed in the answer; the empty string inside a Multiple that gave none. */
  readonly messageId: string;
  /** Echoed by newer firmware when the request had one. */
  readonly triggerSrc?: string | undefined;
}

/** What the plug says to it: `GETACK`, `SETACK`, `PUSH` or `ERROR`, and the payload. */
export interface PlugReply {
  readonly method: string;
  readonly payload: JsonObject;
  /** So many characters at the end of the message never leave the plug, which then closes the connection. */
  readonly cutChars?: number;
  /** The plug says nothing, and leaves the connection open. */
  readonly silent?: true;
  /** So many milliseconds the plug is busy before it answers. */
  readonly afterMs?: number;
  /** The key that signs the answer; by default that of the plug. */
  readonly signedWith?: string;
  /** What the plug does once the answer has left, or was lost on the way. */
  readonly afterSend?: () => void;
}

/** Answers an acknowledged SET: the payload of a SETACK is always empty, it never tells the new state. */
export const setAck: PlugReply = { method: 'SETACK', payload: {} };

/** Says nothing. */
export const noReply: PlugReply = { method: '', payload: {}, silent: true };

/** Answers a GET. */
export function getAck(payload: JsonObject): PlugReply {
  return { method: 'GETACK', payload };
}

/** Names what is wrong; only 5001 was seen with a detail. */
export function errorReply(code: number): PlugReply {
  const detail = code === 5001 ? { detail: 'sign error' } : {};
  return { method: 'ERROR', payload: { error: { code, ...detail } } };
}
