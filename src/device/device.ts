import type { Clock } from '../clock.ts';
import { GivenUpError, MalformedError, NoAnswerError } from '../errors.ts';
import type { Header, Message, Request } from '../protocol/envelope.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import { TIMES } from '../settings.ts';
import type { Command } from './command.ts';
import { PushVerification } from './push-verification.ts';
import type { Feature, RunningDevice } from './feature.ts';
import type { Quirks } from './quirks.ts';
import { plugInfo, type PlugInfo } from './plug-info.ts';
import { Poller } from './poller.ts';
import { RequestQueue } from './request-queue.ts';
import { Reachability } from './reachability.ts';
import type { Reading } from './reading.ts';
import { RequestBatcher } from './request-batcher.ts';
import type { Session, Slot } from './session.ts';
import { PlugState } from './state.ts';

export interface DeviceOptions {
  readonly info: PlugInfo;
  /** Is with this plug already. */
  readonly session: Session;
  /** Those that the plug supports. */
  readonly features: readonly Feature[];
  readonly clock: Clock;
  /** The user's `pollSeconds`, in milliseconds. */
  readonly pollMs: number;
  /** 0 … 1: where in the period this plug is asked. */
  readonly phase: number;
  readonly quirks?: Quirks;
  /** Something was learned that is worth remembering. */
  readonly onQuirks?: (quirks: Quirks) => void;
  /** A query that the plug meets by silence is not asked for a while, or ever again. */
  readonly onUnanswered?: (namespace: string, isPermanent: boolean) => void;
  /** What is of use in debug logs only. */
  readonly debug?: (text: string) => void;
}

/** Told of every reading that says something new, in the order in which they became known. */
export type ReadingListener = (reading: Reading) => void;

/**
 * One plug: commands go down, readings come up. A poll's answer, a PUSH and what an acknowledgement proves all change
 * the state by the same door, and only what changed is told.
 */
export class MerossDevice implements RunningDevice {
  readonly info: PlugInfo;
  readonly state = new PlugState();
  readonly #features: readonly Feature[];
  readonly #clock: Clock;
  readonly #reachability: Reachability;
  readonly #session: Session;
  readonly #debug: (text: string) => void;
  readonly #queue: RequestQueue;
  readonly #poller: Poller;
  readonly #pushVerification: PushVerification;
  readonly #listeners = new Set<ReadingListener>();
  readonly #everyReadingListeners = new Set<ReadingListener>();
  readonly #ended = Promise.withResolvers<string | undefined>();
  readonly #running = new AbortController();

  constructor(options: DeviceOptions) {
    const { info, session, features, clock, pollMs, phase } = options;
    const { quirks = {}, onQuirks = () => undefined } = options;
    const { onUnanswered = () => undefined, debug = () => undefined } = options;
    this.info = info;
    this.#features = features;
    this.#clock = clock;
    this.#session = session;
    this.#debug = debug;
    const reachability = new Reachability(clock, reason => {
      this.#apply([{ kind: 'reachable', channel: 0, reachable: false, why: reason }]);
      // It is there and refuses: new firmware may have other quirks, so the conversation begins anew.
      if (reason instanceof NoAnswerError && reason.hungUp) this.#ended.resolve('it refuses what it used to answer');
    });
    session.observe({
      onRequest: () => reachability.requestSent(),
      onMiss: error => reachability.missed(error),
      onReply: message => this.receive(message),
      onUnanswered,
    });
    const combine = (commands: readonly Command[]): Request | undefined =>
      firstOf(features, feature => feature.combine?.(commands));
    const requests = new RequestBatcher({ session, state: this.state, quirks, onQuirks, combine });
    const canCombine = info.channels.length > 1 && features.some(feature => 'combine' in feature);
    this.#reachability = reachability;
    this.#pushVerification = new PushVerification(clock);
    this.#queue = new RequestQueue(
      {
        gatherMs: () => (canCombine && requests.mayCombine ? TIMES.gatherMs : 0),
        send: (request, signal) => session.command(request, signal),
        sendTogether: (commands, signal) => requests.sendCombined(commands, signal),
      },
      clock,
    );
    this.#poller = new Poller({
      info,
      queries: features.flatMap(feature => feature.queries(info)),
      reachability,
      sendQueries: queries => requests.query(queries, this.#slot),
      clock,
      pollMs,
      phase,
    });
  }

  /** Starts polling. `message` is what the plug has just said of itself. */
  start(message: Message): void {
    for (const feature of this.#features) feature.start?.(this, this.#running.signal);
    this.#applyAsReachable(this.#read(message));
    void this.#poller.run();
  }

  /**
   * Resolves when the plug has become another kind of plug (new firmware, more outlets), or must be asked anew: with what
   * has changed, for logs, or with undefined when the device was closed.
   */
  get ended(): Promise<string | undefined> {
    return this.#ended.promise;
  }

  /** @returns a function that ends the listening */
  onReading(listener: ReadingListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @returns a function that ends the listening */
  onRead(listener: ReadingListener): () => void {
    this.#everyReadingListeners.add(listener);
    return () => this.#everyReadingListeners.delete(listener);
  }

  applyReadings(readings: readonly Reading[]): void {
    this.#apply(readings);
  }

  /**
   * Sends a command; resolves when the plug has acknowledged it, or a newer wish about the same thing. It is sent even
   * if the last reading says that it is so already, for a reading can be old.
   *
   * @throws {MerossError} not acknowledged; the state is as it was, and the plug is asked soon
   */
  async send(command: Command): Promise<void> {
    const budgetMs = this.#reachability.isUnreachable ? TIMES.commandToUnreachableMs : TIMES.commandMs;
    const startedAt = this.#clock.now();
    try {
      const { proves } = await this.#queue.command(command, budgetMs);
      const isContradicted = this.#pushVerification.acknowledged(proves, startedAt);
      this.#applyAsReachable(proves);
      if (isContradicted) this.#poller.pollNow();
      this.#poller.pollFaster();
    } catch (error) {
      this.#poller.pollNow();
      throw error;
    }
  }

  /**
   * Asks one question out of turn. It makes room for commands, and is asked again after them.
   *
   * @throws {UnsupportedError} the plug does not answer this, though it answers others
   * @throws {GivenUpError} closed
   */
  async query(request: Request): Promise<Message> {
    for (;;) {
      try {
        return await this.#session.query(request, this.#slot);
      } catch (error) {
        if (!(error instanceof GivenUpError) || this.#running.signal.aborted) throw error;
      }
    }
  }

  /**
   * Takes in what the plug said, asked or unasked.
   * @throws {MalformedError} it makes no sense; then nothing of it is taken in
   */
  receive(message: Message): void {
    const change = this.#changeIn(message);
    const readings = this.#read(message);
    if (message.header.method === 'PUSH') this.#receivePush(readings, message.header);
    else {
      this.#pushVerification.replied(message.header);
      this.#acceptReadings(readings);
    }
    if (change !== undefined) this.#ended.resolve(change);
  }

  /** A turn in the queue, for as long as one query may take. */
  readonly #slot: Slot = work => this.#queue.query(work, TIMES.pollMs);

  /** Ends everything; resolves when nothing is left ticking or in flight. */
  async close(): Promise<void> {
    this.#running.abort();
    this.#listeners.clear();
    this.#everyReadingListeners.clear();
    this.#poller.close();
    this.#reachability.close();
    this.#ended.resolve(undefined);
    await this.#queue.close();
  }

  /** Whether the plug tells its changes by itself now; while it does, it is asked far less often. */
  setPushActive(isActive: boolean): void {
    this.#poller.setPushActive(isActive);
  }

  /** What it said unasked. Where that is in doubt, or the plug counted as away, its answer to a question decides. */
  #receivePush(readings: readonly Reading[], header: Header): void {
    const accepted = readings.filter(reading => !this.#pushVerification.needsQuery(reading, header));
    const wasUnreachable = this.#reachability.isUnreachable;
    this.#pushVerification.pushed(readings);
    this.#poller.pushReceived();
    if (wasUnreachable || accepted.length < readings.length) this.#poller.pollNow();
    if (!wasUnreachable) this.#acceptReadings(accepted);
  }

  #acceptReadings(readings: readonly Reading[]): void {
    const changes = this.#applyAsReachable(readings);
    if (changes.some(({ kind }) => kind === 'toggle')) this.#poller.pollFaster();
  }

  /** A capability that cannot read a message has nothing to say about it, unless the plug cannot be shown without it. */
  #read(message: Message): readonly Reading[] {
    return this.#features.flatMap(feature => {
      try {
        return feature.read(message);
      } catch (error) {
        if (feature.isVital === true || !(error instanceof MalformedError)) throw error;
        this.#debug(`${message.header.namespace}: ${error.message}`);
        return [];
      }
    });
  }

  /** What the plug said comes first, that it is there second: nobody is shown an old state as if it were new. */
  #applyAsReachable(readings: readonly Reading[]): readonly Reading[] {
    this.#reachability.answered();
    return this.#apply([...readings, { kind: 'reachable', channel: 0, reachable: true }]);
  }

  #apply(readings: readonly Reading[]): readonly Reading[] {
    const changes = this.state.apply(readings);
    for (const reading of readings) for (const listener of this.#everyReadingListeners) listener(reading);
    for (const reading of changes) for (const listener of this.#listeners) listener(reading);
    return changes;
  }

  /** New firmware, or an outlet that was not there. One that is missing in a reply may well be there in the next. */
  #changeIn({ header, payload }: Message): string | undefined {
    if (header.namespace !== systemAll.NAMESPACE) return undefined;
    const { firmwareVersion, channels } = plugInfo(systemAll.parse(payload), this.info.abilities);
    const { info } = this;
    if (firmwareVersion !== info.firmwareVersion)
      return `its firmware is ${firmwareVersion} now, not ${info.firmwareVersion}`;
    const added = channels.filter(channel => !info.channels.includes(channel));
    return added.length === 0 ? undefined : `it has outlets that it did not have before (channel ${added.join(', ')})`;
  }
}

function firstOf<Item, T>(items: readonly Item[], select: (item: Item) => T | undefined): T | undefined {
  for (const item of items) {
    const found = select(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
