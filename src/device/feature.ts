import type { Message, Request } from '../protocol/envelope.ts';
import type { PlugInfo } from './plug-info.ts';
import type { Reading } from './reading.ts';

/** A question that is asked again and again. */
export interface Query {
  readonly request: Request;
  /** Seconds between two askings, or `poll`: the user's `pollSeconds`, faster after a change. */
  readonly every: number | 'poll';
  /** About how long the payload of its answer is; left out for a question that must go alone. */
  readonly replyBytes?: number;
}

/** A capability as the device sees it: is it here, what to ask, what does a message say. */
export interface Feature {
  /** Decided by what the plug says it can do, never by its model. */
  supports(plug: PlugInfo): boolean;
  queries(plug: PlugInfo): readonly Query[];
  /**
   * What a message says about this capability; nothing when it is about something else.
   * @throws {MalformedError} it is about this capability and makes no sense
   */
  read(message: Message): readonly Reading[];
}
