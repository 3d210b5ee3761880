/**
 * What becomes of one request of a test:
 * - `answered`: the plug carries it out and answers.
 * - `lost`: it never arrives.
 * - `answer lost`: the plug carries it out, and the answer never arrives.
 * - `no connection`: nothing can be sent.
 * - `hung up`: the plug closes the connection and does nothing.
 * - `hung up after doing it`: the plug carries it out, and closes the connection without an answer.
 * - `refused`: the plug answers with an ERROR 5000 and does nothing.
 * - `wrong key`: the same with ERROR 5001, as to a request that is signed with another key.
 * - `acknowledged only`: the plug acknowledges and does nothing.
 * - `malformed`: the plug does nothing, and its answer makes no sense.
 * - `echoed`: the plug does nothing, and sends the request back, cut off.
 */
export type Outcome =
  | 'answered'
  | 'lost'
  | 'answer lost'
  | 'no connection'
  | 'hung up'
  | 'hung up after doing it'
  | 'refused'
  | 'wrong key'
  | 'acknowledged only'
  | 'malformed'
  | 'echoed';

export interface Fate {
  readonly outcome: Outcome;
  /** How long it takes until the plug carries it out, or fails; default that of the plug. */
  readonly delayMs?: number;
  /** How long the answer takes after that, default 0; it holds the state at the time when the plug sent it. */
  readonly replyMs?: number;
}
