import type { Clock } from '../clock.ts';
import { GivenUpError, MalformedError, MerossError, RefusedError } from '../errors.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import { TIMES } from '../settings.ts';
import type { Transport } from '../transport/transport.ts';
import type { Command } from './command.ts';
import type { Feature } from './feature.ts';
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
}

/** Told of every reading that says something new, in the order in which they became known. */
export type ReadingListener = (reading: Reading) => void;

/**
 * One plug: commands go down, readings come up. A poll's answer, a PUSH and what an acknowledgement proves all change
 * the state by the same door, and only what changed is told.
 */
export class MerossDevice {
  readonly info: PlugInfo;
  readonly state = new PlugState();
  readonly #options: DeviceOptions;
  readonly #reachability: Reachability;
  readonly #queue: RequestQueue;
  readonly #poller: Poller;
  readonly #listeners = new Set<ReadingListener>();
  readonly #changed = Promise.withResolvers<undefined>();
  #provenAt: number | undefined;

  constructor(options: DeviceOptions) {
    const { info, features, clock, pollMs, phase } = options;
    this.info = info;
    this.#options = options;
    this.#reachability = new Reachability(clock, why => {
      this.#apply([{ kind: 'reachable', channel: 0, reachable: false, why }]);
    });
    this.#queue = new RequestQueue((request, signal) => this.#carryOut(request, signal), clock);
    this.#poller = new Poller({
      queries: features.flatMap(feature => feature.queries(info)),
      reachability: this.#reachability,
      ask: async ({ request }) => {
        this.receive(await this.#queue.ask(request, TIMES.pollMs));
      },
      clock,
      pollMs,
      phase,
    });
  }

  /** Starts polling. `message` is what the plug has just said of itself. */
  start(message: Message): void {
    this.#provenAt = this.#options.clock.now();
    this.receive(message);
    void this.#poller.run();
  }

  /** Resolves when the plug has become another kind of plug (new firmware, new outlets), or the device was closed. */
  get changed(): Promise<unknown> {
    return this.#changed.promise;
  }

  /** @returns a function that ends the listening */
  onReading(listener: ReadingListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Sends a command; resolves when the plug has acknowledged it, or a newer wish about the same thing. It is sent even
   * if the last reading says that it is so already, for a reading can be old.
   *
   * @throws {MerossError} not acknowledged; the state is as it was, and the plug is asked soon
   */
  async send(command: Command): Promise<void> {
    const budgetMs = this.#reachability.isLost ? TIMES.commandToLostPlugMs : TIMES.commandMs;
    try {
      const { proves } = await this.#queue.command(command, budgetMs);
      this.#answered(proves);
      this.#poller.hurry();
    } catch (error) {
      this.#poller.soon();
      throw error;
    }
  }

  /**
   * Takes in what the plug said, asked or unasked.
   * @throws {MalformedError} it makes no sense
   */
  receive(message: Message): void {
    const news = this.#answered(this.#options.features.flatMap(feature => feature.read(message)));
    if (news.some(({ kind }) => kind === 'toggle')) this.#poller.hurry();
    if (message.header.namespace === systemAll.NAMESPACE && message.header.method === 'GETACK') {
      const { uuid, firmwareVersion, channels } = plugInfo(systemAll.parse(message.payload), this.info.abilities);
      const isSame =
        uuid === this.info.uuid &&
        firmwareVersion === this.info.firmwareVersion &&
        channels.join() === this.info.channels.join();
      if (!isSame) this.#changed.resolve(undefined);
    }
  }

  /** Ends everything; resolves when nothing is left ticking or in flight. */
  async close(): Promise<void> {
    this.#listeners.clear();
    this.#poller.close();
    this.#reachability.close();
    this.#changed.resolve(undefined);
    await this.#queue.close();
  }

  /** What the plug said comes first, that it is there second: nobody is shown an old state as if it were new. */
  #answered(readings: readonly Reading[]): readonly Reading[] {
    this.#reachability.answered();
    return this.#apply([...readings, { kind: 'reachable', channel: 0, reachable: true }]);
  }

  #apply(readings: readonly Reading[]): readonly Reading[] {
    const news = this.state.apply(readings);
    for (const reading of news) for (const listener of this.#listeners) listener(reading);
    return news;
  }

  /**
   * Nothing is ordered from an address whose plug is not proven to be ours: an answer within the last two polls, and no
   * failure since. Else it is asked first, for the address may belong to another plug by now.
   */
  async #carryOut(request: Request, signal: AbortSignal): Promise<Message> {
    if (request.method !== 'GET' && !this.#isProven()) this.receive(await this.#exchange(systemAll.get(), signal));
    return this.#exchange(request, signal);
  }

  #isProven(): boolean {
    const { clock, pollMs } = this.#options;
    return this.#provenAt !== undefined && clock.now() - this.#provenAt <= 2 * pollMs;
  }

  async #exchange(request: Request, signal: AbortSignal): Promise<Message> {
    this.#reachability.asks();
    try {
      const message = await this.#options.transport.request(request, signal);
      this.#provenAt = this.#options.clock.now();
      return message;
    } catch (cause) {
      const error = cause instanceof MerossError ? cause : new MalformedError('an unexpected failure', { cause });
      // A refused order is an answer, and from our plug; what we gave up ourselves says nothing.
      const isRefusedOrder = error instanceof RefusedError && request.method !== 'GET';
      if (!isRefusedOrder && !(error instanceof GivenUpError)) {
        this.#provenAt = undefined;
        this.#reachability.missed(error);
      }
      throw error;
    }
  }
}
