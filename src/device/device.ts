import type { Clock } from '../clock.ts';
import { GivenUpError, NoAnswerError } from '../errors.ts';
import type { Header, Message, Request } from '../protocol/envelope.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import * as togglex from '../protocol/namespaces/togglex.ts';
import { TIMES } from '../settings.ts';
import type { Transport } from '../transport/transport.ts';
import type { Command } from './command.ts';
import { Conversation } from './conversation.ts';
import { Doubt } from './doubt.ts';
import type { Feature, RunningDevice } from './feature.ts';
import type { Habits } from './habits.ts';
import { plugInfo, type PlugInfo } from './plug-info.ts';
import { Poller } from './poller.ts';
import { RequestQueue } from './queue.ts';
import { Reachability } from './reachability.ts';
import type { Reading } from './reading.ts';
import { PlugState } from './state.ts';

export interface DeviceOptions {
  readonly info: PlugInfo;
  /** Must refuse answers from any other plug than `info.uuid`. */
  readonly transport: Transport;
  /** Those that the plug supports. */
  readonly features: readonly Feature[];
  readonly clock: Clock;
  readonly pollMs: number;
  /** 0 … 1: where in the period this plug is asked. */
  readonly phase: number;
  readonly habits?: Habits;
  /** Something was learned that is worth remembering. */
  readonly onHabits?: (habits: Habits) => void;
  /** What only those who debug want to know. */
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
  readonly #conversation: Conversation;
  readonly #queue: RequestQueue;
  readonly #poller: Poller;
  readonly #doubt: Doubt;
  readonly #listeners = new Set<ReadingListener>();
  readonly #readListeners = new Set<ReadingListener>();
  readonly #ended = Promise.withResolvers<undefined>();
  readonly #running = new AbortController();

  constructor(options: DeviceOptions) {
    const { info, transport, features, clock, pollMs, phase } = options;
    const { habits = {}, onHabits = () => undefined, debug = () => undefined } = options;
    this.info = info;
    this.#features = features;
    this.#clock = clock;
    const reachability = new Reachability(clock, why => {
      this.#apply([{ kind: 'reachable', channel: 0, reachable: false, why }]);
      // It is there and refuses: new firmware may want to be spoken to otherwise, so it is asked from the beginning.
      if (why instanceof NoAnswerError && why.hungUp) this.#ended.resolve(undefined);
    });
    const conversation = new Conversation({
      transport,
      clock,
      pollMs,
      reachability,
      state: this.state,
      receive: message => {
        this.receive(message);
      },
      habits,
      onHabits,
      debug,
    });
    const isStrip = info.channels.length > 1 && togglex.NAMESPACE in info.abilities;
    this.#reachability = reachability;
    this.#conversation = conversation;
    this.#doubt = new Doubt(clock);
    this.#queue = new RequestQueue(
      {
        gatherMs: () => (isStrip && conversation.joins ? TIMES.gatherMs : 0),
        carryOut: (request, signal) => conversation.order(request, signal),
        carryOutTogether: (commands, signal) => conversation.orderTogether(commands, signal),
      },
      clock,
    );
    this.#poller = new Poller({
      info,
      queries: features.flatMap(feature => feature.queries(info)),
      reachability,
      ask: queries => this.#queue.ask(signal => conversation.ask(queries, signal), TIMES.pollMs),
      clock,
      pollMs,
      phase,
    });
  }

  /** Starts polling. `message` is what the plug has just said of itself. */
  start(message: Message): void {
    for (const feature of this.#features) feature.attend?.(this, this.#running.signal);
    this.#answered(this.#read(message));
    void this.#poller.run();
  }

  /** Resolves when the plug has become another kind of plug (new firmware, more outlets), or must be asked anew. */
  get ended(): Promise<unknown> {
    return this.#ended.promise;
  }

  /** @returns a function that ends the listening */
  onReading(listener: ReadingListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @returns a function that ends the listening */
  onRead(listener: ReadingListener): () => void {
    this.#readListeners.add(listener);
    return () => this.#readListeners.delete(listener);
  }

  conclude(readings: readonly Reading[]): void {
    this.#apply(readings);
  }

  /**
   * Sends a command; resolves when the plug has acknowledged it, or a newer wish about the same thing. It is sent even
   * if the last reading says that it is so already, for a reading can be old.
   *
   * @throws {MerossError} not acknowledged; the state is as it was, and the plug is asked soon
   */
  async send(command: Command): Promise<void> {
    const budgetMs = this.#reachability.isLost ? TIMES.commandToLostPlugMs : TIMES.commandMs;
    const since = this.#clock.now();
    try {
      const { proves } = await this.#queue.command(command, budgetMs);
      const isOpen = this.#doubt.acknowledged(proves, since);
      this.#answered(proves);
      if (isOpen) this.#poller.soon();
      this.#poller.hurry();
    } catch (error) {
      this.#poller.soon();
      throw error;
    }
  }

  /**
   * Asks one question out of turn. It makes room for commands, and is asked again after them.
   *
   * @throws {UnsupportedError} the plug does not answer this, though it answers others
   * @throws {GivenUpError} closed
   */
  async ask(request: Request): Promise<Message> {
    for (;;) {
      try {
        return await this.#queue.ask(signal => this.#conversation.askOnce(request, signal), TIMES.pollMs);
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
    const isChanged = this.#isOfAnotherPlug(message);
    const told = this.#read(message);
    if (message.header.method === 'PUSH') this.#hear(told, message.header);
    else {
      this.#doubt.answered(message.header);
      this.#takeIn(told);
    }
    if (isChanged) this.#ended.resolve(undefined);
  }

  /** Ends everything; resolves when nothing is left ticking or in flight. */
  async close(): Promise<void> {
    this.#running.abort();
    this.#listeners.clear();
    this.#readListeners.clear();
    this.#poller.close();
    this.#reachability.close();
    this.#ended.resolve(undefined);
    await this.#queue.close();
  }

  /** Whether the plug tells its changes by itself now; while it does, it is asked far less often. */
  pushes(isAlive: boolean): void {
    this.#poller.pushes(isAlive);
  }

  /** What it said unasked. Where that is in doubt, or the plug counted as away, its answer to a question decides. */
  #hear(told: readonly Reading[], header: Header): void {
    const believed = told.filter(reading => !this.#doubt.isAbout(reading, header));
    const wasLost = this.#reachability.isLost;
    this.#doubt.pushed(told);
    this.#poller.told();
    if (wasLost || believed.length < told.length) this.#poller.soon();
    if (!wasLost) this.#takeIn(believed);
  }

  #takeIn(readings: readonly Reading[]): void {
    const news = this.#answered(readings);
    if (news.some(({ kind }) => kind === 'toggle')) this.#poller.hurry();
  }

  #read(message: Message): readonly Reading[] {
    return this.#features.flatMap(feature => feature.read(message));
  }

  /** What the plug said comes first, that it is there second: nobody is shown an old state as if it were new. */
  #answered(readings: readonly Reading[]): readonly Reading[] {
    this.#reachability.answered();
    return this.#apply([...readings, { kind: 'reachable', channel: 0, reachable: true }]);
  }

  #apply(readings: readonly Reading[]): readonly Reading[] {
    const news = this.state.apply(readings);
    for (const reading of readings) for (const listener of this.#readListeners) listener(reading);
    for (const reading of news) for (const listener of this.#listeners) listener(reading);
    return news;
  }

  /** New firmware, or an outlet that was not there. One that is missing in an answer may well be there in the next. */
  #isOfAnotherPlug({ header, payload }: Message): boolean {
    if (header.namespace !== systemAll.NAMESPACE) return false;
    const { firmwareVersion, channels } = plugInfo(systemAll.parse(payload), this.info.abilities);
    const { info } = this;
    return firmwareVersion !== info.firmwareVersion || channels.some(channel => !info.channels.includes(channel));
  }
}
