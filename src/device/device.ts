import type { Clock } from '../clock.ts';
import { GivenUpError, MalformedError, NoAnswerError } from '../errors.ts';
import type { Header, Message, Request } from '../protocol/envelope.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import { TIMES } from '../settings.ts';
import { awayQueryMs, slowCommandMs } from './back-off.ts';
import type { Command } from './command.ts';
import { PushVerification } from './push-verification.ts';
import type { Feature, RunningDevice } from './feature.ts';
import type { Quirks } from './quirks.ts';
import type { PlugChange } from './plug-change.ts';
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
  /** Already open with this plug. */
  readonly session: Session;
  /** The features that the plug supports. */
  readonly features: readonly Feature[];
  readonly clock: Clock;
  /** The user's `pollSeconds`, in milliseconds. */
  readonly pollMs: number;
  /** 0 … 1: when in the period this plug is polled. */
  readonly phase: number;
  readonly quirks?: Quirks;
  /** Called when a quirk was learned that should be stored. */
  readonly onQuirks?: (quirks: Quirks) => void;
  /** A query that the plug does not answer is paused for a while, or for good. */
  readonly onUnanswered?: (namespace: string, isPermanent: boolean) => void;
  /** Logs a line at debug level. */
  readonly debug?: (text: string) => void;
}

/** Receives readings in the order in which they became known. */
export type ReadingListener = (reading: Reading) => void;

/**
 * One plug: commands go down, readings come up. The reply to a poll, a PUSH and the proof of an acknowledgement all
 * change the state through the same method, and only changes are reported.
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
  readonly #ended = Promise.withResolvers<PlugChange | undefined>();
  readonly #running = new AbortController();
  #roundTripMs: number | undefined;

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
      // The plug is reachable and refuses: new firmware may have other quirks, so a new session begins.
      if (reason instanceof NoAnswerError && reason.hungUp) this.#ended.resolve({ is: 'refusals' });
    });
    session.observe({
      onRequest: () => reachability.requestSent(),
      onMiss: error => reachability.missed(error),
      onSilence: () => reachability.silent(),
      onReply: message => this.receive(message),
      onRoundTrip: ms => {
        this.#roundTripMs = ms;
      },
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
      sendQueries: queries =>
        requests.query(queries, work => this.#queue.query(work, awayQueryMs(reachability.misses, pollMs))),
      clock,
      pollMs,
      phase,
    });
  }

  /** Starts polling. `message` is the System.All that the plug has just sent. */
  start(message: Message): void {
    for (const feature of this.#features) feature.start?.(this, this.#running.signal);
    this.#applyAsReachable(this.#read(message));
    void this.#poller.run();
  }

  /**
   * Resolves when the plug has changed (new firmware, more outlets), or has to be identified again: with what has
   * changed, for logs, or with undefined when the device was closed.
   */
  get ended(): Promise<PlugChange | undefined> {
    return this.#ended.promise;
  }

  /** How long the last answered query took, in milliseconds; undefined before the first one. */
  get roundTripMs(): number | undefined {
    return this.#roundTripMs;
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
   * Sends a command; resolves when the plug has acknowledged it, or a newer command with the same key. It is sent even
   * if the last reading already has the same value, because a reading can be old.
   *
   * A plug that has just left a request unanswered gets the command too, with less time: if it is back, it answers within
   * that. An acknowledgement that comes later is not read, and the poll after the failure shows what the plug has done.
   *
   * @throws {MerossError} not acknowledged; the state is unchanged, and the plug is polled soon
   */
  async send(command: Command): Promise<void> {
    const budgetMs = this.#commandMs();
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

  /** Polls a plug that does not answer now instead of after a pause. */
  retryNow(): void {
    if (this.#isAway) this.#poller.pollNow();
  }

  /** There is a sign that the plug is back: a query that hangs is cut short, and another one follows. */
  askNow(): void {
    if (!this.#isAway) return;
    this.#queue.limitQuery(TIMES.staleQueryMs);
    this.#poller.askAgain();
  }

  /**
   * Sends one query out of turn. It makes room for commands, and is repeated after them.
   *
   * @throws {UnsupportedError} the plug does not answer this query, though it answers others
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
   * Applies a message from the plug, reply or PUSH.
   * @throws {MalformedError} the message is invalid; then nothing of it is applied
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

  /** A turn in the queue, with the time limit of one query. */
  readonly #slot: Slot = work => this.#queue.query(work, TIMES.pollMs);

  /** Stops everything; resolves when no timer and no request is left. */
  async close(): Promise<void> {
    this.#running.abort();
    this.#listeners.clear();
    this.#everyReadingListeners.clear();
    this.#poller.close();
    this.#reachability.close();
    this.#ended.resolve(undefined);
    await this.#queue.close();
  }

  /** Sets whether the plug pushes its changes; while it does, it is polled far less often. */
  setPushActive(isActive: boolean): void {
    this.#poller.setPushActive(isActive);
  }

  get #isAway(): boolean {
    return this.#reachability.isUnreachable || this.#reachability.misses > 0;
  }

  #commandMs(): number {
    const { isUnreachable, isSlow } = this.#reachability;
    if (isUnreachable) return TIMES.commandToUnreachableMs;
    return isSlow ? slowCommandMs(this.#roundTripMs) : TIMES.commandMs;
  }

  /** Applies a PUSH. If the PUSH is in doubt, or the plug counted as unreachable, the reply to a query decides. */
  #receivePush(readings: readonly Reading[], header: Header): void {
    const accepted = readings.filter(reading => !this.#pushVerification.needsQuery(reading, header));
    const wasUnreachable = this.#reachability.isUnreachable;
    this.#pushVerification.pushed(readings);
    this.#poller.pushReceived();
    if (wasUnreachable) this.askNow();
    else if (accepted.length < readings.length) this.#poller.pollNow();
    if (!wasUnreachable) this.#acceptReadings(accepted);
  }

  #acceptReadings(readings: readonly Reading[]): void {
    const changes = this.#applyAsReachable(readings);
    if (changes.some(({ kind }) => kind === 'toggle')) this.#poller.pollFaster();
  }

  /** Reads a message. A feature that cannot read it yields no readings, unless the feature is vital. */
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

  /** Applies the readings first and "reachable" last, so that no old state is shown as new. */
  #applyAsReachable(readings: readonly Reading[]): readonly Reading[] {
    this.#reachability.answered();
    return this.#apply([...readings, { kind: 'reachable', channel: 0, reachable: true }]);
  }

  #apply(readings: readonly Reading[]): readonly Reading[] {
    const changes = this.state.apply(readings);
    for (const reading of readings) this.#everyReadingListeners.forEach(listener => listener(reading));
    for (const reading of changes) this.#listeners.forEach(listener => listener(reading));
    return changes;
  }

  /** New firmware or a new outlet. An outlet that is missing in one reply may be in the next, so it is no change. */
  #changeIn({ header, payload }: Message): PlugChange | undefined {
    if (header.namespace !== systemAll.NAMESPACE) return undefined;
    const { firmwareVersion, channels } = plugInfo(systemAll.parse(payload), this.info.abilities);
    const { info } = this;
    if (firmwareVersion !== info.firmwareVersion)
      return { is: 'firmware', now: firmwareVersion, before: info.firmwareVersion };
    const added = channels.filter(channel => !info.channels.includes(channel));
    return added.length === 0 ? undefined : { is: 'outlets', channels: added };
  }
}

function firstOf<Item, T>(items: readonly Item[], select: (item: Item) => T | undefined): T | undefined {
  for (const item of items) {
    const found = select(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
