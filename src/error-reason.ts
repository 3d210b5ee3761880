/**
 * What exactly happened, so that the log can say it in any language; `message` says the same in English. Only for errors
 * that can reach the log at a level above debug.
 */
export type ErrorReason = PlainReason | DetailedReason;

export type PlainReason =
  // Nothing was sent.
  | 'connection refused'
  | 'closed at once'
  | 'no such host'
  | 'no route'
  | 'no connection in time'
  | 'unknown name'
  | 'silent name server'
  | 'changing endpoint'
  | 'no time to send'
  | 'no broker session'
  | 'unread messages'
  | 'unknown plug'
  | 'broker not connected'
  // No reply.
  | 'no reply in time'
  | 'hung up'
  | 'no body'
  | 'plug was busy'
  | 'broker session ended'
  | 'query not supported'
  | 'query silences'
  | 'given up for a command'
  | 'closing'
  // An invalid reply.
  | 'not HTTP'
  | 'not JSON'
  | 'breaks off'
  | 'to another request'
  | 'no sender'
  | 'two senders'
  | 'error without code'
  | 'not signed'
  | 'odd cipher text'
  | 'no outlet any more'
  // The plug cannot do it now.
  | 'clock not set'
  | 'timer not kept'
  | 'too slow';

export type DetailedReason =
  | { readonly is: 'address not local'; readonly host: string }
  | { readonly is: 'name not local'; readonly name: string }
  | { readonly is: 'HTTP status'; readonly status: number }
  | { readonly is: 'too long' | 'breaks off'; readonly bytes: number }
  | { readonly is: 'too deep'; readonly most: number }
  | { readonly is: 'too many entries'; readonly path: string; readonly count: number; readonly most: number }
  /** `found` is a type as JavaScript names it, or `missing`, `null` or `array`. */
  | { readonly is: 'wrong type'; readonly path: string; readonly found: string }
  | { readonly is: 'wrong value'; readonly path: string; readonly value: string }
  | { readonly is: 'other reply'; readonly method: string; readonly namespace: string }
  | { readonly is: 'time not kept'; readonly problem: TimeProblem };

/** What is wrong with the time of a plug. */
export type TimeProblem = 'not set' | 'wrong' | 'no zone' | 'other zone' | 'old rules';
