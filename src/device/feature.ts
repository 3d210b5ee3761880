import type { Message, Request } from '../protocol/envelope.ts';
import type { Command } from './command.ts';
import type { PlugInfo } from './plug-info.ts';
import type { Reading } from './reading.ts';
import type { PlugState } from './state.ts';

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
  /** A message about this capability that makes no sense counts as no answer at all: the plug cannot be shown without it. */
  readonly isVital?: true;
  /**
   * Several commands of this capability as one request; undefined where they do not go together, or some are not of this
   * capability.
   */
  combine?(commands: readonly Command[]): Request | undefined;
  /**
   * A device with this feature begins to run. For what is more than asking and reading: rules that are written into the
   * plug, sums over time.
   * @param signal aborts when the device runs no more; listeners are gone by then
   */
  start?(device: RunningDevice, signal: AbortSignal): void;
}

/** A device as those see it who have to do with its plug while it runs. */
export interface RunningDevice {
  readonly info: PlugInfo;
  readonly state: PlugState;
  /** For whoever shows or decides by what is: readings that say something new. @returns a function that ends the listening */
  onReading(listener: (reading: Reading) => void): () => void;
  /**
   * For whoever has to know that something was read at all, such as a counter that stands still: every reading, new or
   * not, after it was taken into the state and before any {@link onReading} of the same message.
   * @returns a function that ends the listening
   */
  onRead(listener: (reading: Reading) => void): () => void;
  /** Takes in what a feature has concluded, such as that a reading is too old to be believed. */
  applyReadings(readings: readonly Reading[]): void;
  /** @throws {MerossError} not acknowledged */
  send(command: Command): Promise<void>;
  /**
   * Asks one question out of turn, when nothing more urgent is under way.
   * @throws {UnsupportedError} the plug does not answer this, and whatever stands in the way of an answer
   */
  query(request: Request): Promise<Message>;
}
