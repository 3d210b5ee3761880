import type { Message, Request } from '../protocol/envelope.ts';
import type { Command } from './command.ts';
import type { PlugInfo } from './plug-info.ts';
import type { Reading } from './reading.ts';
import type { ShownOutlet, ShownValue } from './shown-value.ts';
import type { PlugState } from './state.ts';

/** A query that is repeated at an interval. */
export interface Query {
  readonly request: Request;
  /** Seconds between two requests, or `poll`: the user's `pollSeconds`, faster after a change. */
  readonly every: number | 'poll';
  /** About how long the payload of its reply is; left out for a query that must go alone. */
  readonly replyBytes?: number;
}

/** A capability as the device sees it: whether the plug has it, what to query, how to read a message. */
export interface Feature {
  /** Decided by the plug's abilities, never by its model. */
  supports(plug: PlugInfo): boolean;
  queries(plug: PlugInfo): readonly Query[];
  /**
   * The readings of this capability in a message; empty if the message is about something else.
   * @throws {MalformedError} the message is about this capability and invalid
   */
  read(message: Message): readonly Reading[];
  /** An invalid message about this capability counts as no reply at all: the plug cannot be shown without it. */
  readonly isVital?: true;
  /**
   * Several commands of this capability as one request; undefined if they cannot be combined, or some are of another
   * capability.
   */
  combine?(commands: readonly Command[]): Request | undefined;
  /** What an outlet shows, over HomeKit and over Matter alike. Called once for each shown outlet. */
  shows?(outlet: ShownOutlet): readonly ShownValue[];
  /**
   * Called when a device with this feature starts. For features that do more than query and read: rules that are written
   * into the plug, sums over time.
   * @param signal aborts when the device stops; its listeners are already removed then
   */
  start?(device: RunningDevice, signal: AbortSignal): void;
}

/** A device as its features and bindings see it while it runs. */
export interface RunningDevice {
  readonly info: PlugInfo;
  readonly state: PlugState;
  /** Listens for changed readings, to show them or to decide by them. @returns a function that ends the listening */
  onReading(listener: (reading: Reading) => void): () => void;
  /**
   * Listens for every reading, changed or not, e.g. of a counter that stands still. Called after the state was updated
   * and before any {@link onReading} of the same message.
   * @returns a function that ends the listening
   */
  onRead(listener: (reading: Reading) => void): () => void;
  /** Applies the conclusions of a feature, such as that a reading is too old to be valid. */
  applyReadings(readings: readonly Reading[]): void;
  /** @throws {MerossError} not acknowledged */
  send(command: Command): Promise<void>;
  /**
   * Sends one query out of turn, when nothing more urgent is in flight.
   * @throws {UnsupportedError} the plug does not answer this query
   * @throws {MerossError} the query failed
   */
  query(request: Request): Promise<Message>;
}
