import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import {
  asMerossError,
  GivenUpError,
  MalformedError,
  NoAnswerError,
  RefusedError,
  UnsupportedError,
} from '../errors.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as multiple from '../protocol/namespaces/multiple.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import * as toggle from '../protocol/namespaces/toggle.ts';
import * as togglex from '../protocol/namespaces/togglex.ts';
import { MISSES_UNTIL_LOST, TIMES } from '../settings.ts';
import type { Transport } from '../transport/transport.ts';
import type { Command } from './command.ts';
import type { Query } from './feature.ts';
import type { Habits } from './habits.ts';
import type { Reachability } from './reachability.ts';
import type { PlugState } from './state.ts';

export interface ConversationOptions {
  /** Must refuse answers from any other plug than ours. */
  readonly transport: Transport;
  readonly clock: Clock;
  readonly pollMs: number;
  readonly reachability: Reachability;
  readonly state: PlugState;
  /** Takes in what the plug said. @throws {MalformedError} it makes no sense */
  readonly receive: (message: Message) => void;
  readonly habits: Habits;
  /** Something was learned that is worth remembering. */
  readonly onHabits: (habits: Habits) => void;
  /** What only those who debug want to know. */
  readonly debug: (text: string) => void;
}

/** Talks to one plug, one request after another: keeps count of what it does not answer, and learns what it can. */
export class Conversation {
  readonly #options: ConversationOptions;
  /** What it has answered: a hang-up on one of these is trouble, on another question it is a refusal. */
  readonly #answered = new Set<string>([systemAll.NAMESPACE]);
  #habits: Habits;
  /** Questions together that failed in a row. One may be chance. */
  #failuresTogether = 0;
  #provenAt: number | undefined;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#habits = options.habits;
    this.#provenAt = options.clock.now();
  }

  /** Whether several commands may be worth a try in one request. */
  get joins(): boolean {
    return this.#habits.joins !== false;
  }

  /**
   * Asks questions that are due together, in one request where there are several and the plug copes with that.
   * @returns those that it does not answer, though it is there
   */
  async ask(queries: readonly Query[], signal: AbortSignal): Promise<readonly Query[]> {
    const mayTogether =
      this.#habits.batches === true || (this.#habits.batches !== false && this.#failuresTogether === 0);
    const isTogether = queries.length > 1 && mayTogether;
    const missing = isTogether ? await this.#askTogether(queries, signal) : queries;
    const unsupported: Query[] = [];
    for (const query of missing) {
      await this.#exchange(query.request, signal).catch((error: unknown) => {
        if (!(error instanceof UnsupportedError)) throw error;
        unsupported.push(query);
      });
    }
    // Asked one by one it answered what it had left out: it is the asking together that it does not cope with.
    if (isTogether && missing.length === 0) this.#worksTogether();
    else if (queries.length > 1 && missing.length > unsupported.length) this.#failsTogether();
    return unsupported;
  }

  /** Asks one question that is no poll. @throws {UnsupportedError} it does not answer this, though it is there */
  askOnce(request: Request, signal: AbortSignal): Promise<Message> {
    return this.#exchange(request, signal);
  }

  /**
   * Gives one order. Nothing is ordered from an address whose plug is not proven to be ours: an answer not long ago, and
   * no failure since. Else it is asked first, for the address may belong to another plug by now.
   */
  async order(request: Request, signal: AbortSignal): Promise<Message> {
    if (!this.#isProven()) await this.#exchange(systemAll.get(), signal);
    return this.#exchange(request, signal);
  }

  /**
   * Gives several orders in one request. The first time, the plug's state is read back: some carry out but the first.
   * @returns false if they have to be given one by one
   */
  async orderTogether(commands: readonly Command[], signal: AbortSignal): Promise<boolean> {
    const request = togglex.join(commands.map(command => command.request));
    if (request === undefined || !this.joins) return false;
    const wasSoAlready = commands.slice(1).every(command => this.#isProvenBy(command));
    try {
      await this.order(request, signal);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await this.#exchange(systemAll.get(), signal);
      if (this.#habits.joins !== true) this.#learn({ joins: false });
      return false;
    }
    if (this.#habits.joins === true) return true;
    await this.#exchange(systemAll.get(), signal);
    const isDone = commands.every(command => this.#isProvenBy(command));
    if (!isDone || !wasSoAlready) this.#learn({ joins: isDone });
    return isDone;
  }

  #worksTogether(): void {
    this.#failuresTogether = 0;
    if (this.#habits.batches !== true) this.#learn({ batches: true });
  }

  #failsTogether(): void {
    this.#failuresTogether += 1;
    const isProven = this.#habits.batches !== true || this.#failuresTogether >= MISSES_UNTIL_LOST;
    if (isProven && this.#habits.batches !== false) this.#learn({ batches: false });
  }

  /** @returns the questions that were not answered */
  async #askTogether(queries: readonly Query[], signal: AbortSignal): Promise<readonly Query[]> {
    try {
      const message = await this.#exchange(multiple.set(queries.map(({ request }) => request)), signal);
      const answered = multiple.parse(message).map(({ header }) => header.namespace);
      return queries.filter(({ request }) => !answered.includes(request.namespace));
    } catch (error) {
      if (isRefusal(error) || error instanceof MalformedError) return queries;
      // Silence may be the plug's, or its way to say that this is too much: next time it is asked one by one.
      if (this.#habits.batches !== true && !(error instanceof GivenUpError)) this.#failuresTogether += 1;
      throw error;
    }
  }

  /** One request, its answer taken in, and what that says of the plug. */
  async #exchange(request: Request, signal: AbortSignal): Promise<Message> {
    const { transport, reachability, clock, debug } = this.#options;
    reachability.asks();
    try {
      const message = await transport.request(request, signal);
      const parts = message.header.namespace === multiple.NAMESPACE ? multiple.parse(message) : [message];
      for (const part of parts) {
        this.#take(part);
        this.#answered.add(part.header.namespace);
      }
      this.#provenAt = clock.now();
      return message;
    } catch (cause) {
      const error = asMerossError(cause);
      debug(`${request.method} ${request.namespace}: ${error.message}`);
      if (error instanceof GivenUpError) throw error;
      if (this.#isUnsupported(request, error)) throw new UnsupportedError(error.message, { cause: error });
      // A refused order is an answer, and from our plug.
      if (!(error instanceof RefusedError) || request.method === 'GET') {
        this.#provenAt = undefined;
        reachability.missed(error);
      }
      throw error;
    }
  }

  /** What makes no sense about the relays is no answer; about anything else, it is left out. */
  #take(message: Message): void {
    const { receive, debug } = this.#options;
    try {
      receive(message);
    } catch (error) {
      if (RELAYS.includes(message.header.namespace) || !(error instanceof MalformedError)) throw error;
      debug(`${message.header.namespace}: ${error.message}`);
    }
  }

  #isUnsupported({ method, namespace }: Request, error: unknown): boolean {
    return method === 'GET' && isRefusal(error) && !this.#answered.has(namespace);
  }

  #isProven(): boolean {
    const { clock, pollMs } = this.#options;
    return this.#provenAt !== undefined && clock.now() - this.#provenAt <= Math.min(2 * pollMs, TIMES.provenMs);
  }

  /** Whether the plug has said that it is as the command wants it. */
  #isProvenBy({ proves }: Command): boolean {
    const { state } = this.#options;
    return proves.every(reading => isDeepStrictEqual(state.get(reading.kind, reading.channel), reading));
  }

  #learn(habits: Habits): void {
    this.#habits = { ...this.#habits, ...habits };
    this.#options.onHabits(this.#habits);
  }
}

const RELAYS: readonly string[] = [systemAll.NAMESPACE, togglex.NAMESPACE, toggle.NAMESPACE];

/** Many plugs refuse by hanging up. */
function isRefusal(error: unknown): boolean {
  return error instanceof RefusedError || (error instanceof NoAnswerError && error.hungUp);
}
