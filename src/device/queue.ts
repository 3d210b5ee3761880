import PQueue from 'p-queue';
import { deadline, sleep, type Clock, type Deadline } from '../clock.ts';
import { GivenUpError, NoAnswerError, UnreachableError } from '../errors.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import { TIMES } from '../settings.ts';
import type { Command } from './command.ts';
import { Wish } from './wish.ts';

/** How the queue reaches the plug. */
export interface Lane {
  /** Brings one request to the plug, and its answer back. */
  readonly carryOut: (request: Request, signal: AbortSignal) => Promise<Message>;
  /** How long a command waits for others that can go with it; 0 where there can be none. */
  readonly gatherMs: () => number;
  /**
   * Carries out several commands in one request.
   * @returns false if the plug has to be given them one by one; nothing is lost by that
   */
  readonly carryOutTogether: (commands: readonly Command[], signal: AbortSignal) => Promise<boolean>;
}

/**
 * The one lane to a plug: a single request in flight, commands before polls, the latest wish per key wins, and a poll
 * makes room the moment a command arrives.
 */
export class RequestQueue {
  readonly #queue = new PQueue({ concurrency: 1 });
  readonly #waiting = new Map<string, Wish>();
  readonly #lane: Lane;
  readonly #clock: Clock;
  #inFlight: { readonly deadline: Deadline; readonly isPoll: boolean } | undefined;
  #closed: GivenUpError | undefined;

  constructor(lane: Lane, clock: Clock) {
    this.#lane = lane;
    this.#clock = clock;
  }

  /**
   * Sends a command, and resolves with the one that the plug acknowledged: this one, or a newer wish that replaced it
   * before it left. A command names its end state, so it is tried once more when the plug could not be reached or
   * hung up.
   *
   * @param budgetMs from now to the outcome, waiting and retry included
   * @throws {NoAnswerError} the plug stayed busy with something else, and whatever `carryOut` throws
   */
  async command(command: Command, budgetMs: number): Promise<Command> {
    if (this.#closed) throw this.#closed;
    const waiting = this.#waiting.get(command.key);
    waiting?.become(command, budgetMs);
    const wish = waiting ?? this.#wait(new Wish(command, budgetMs, this.#clock));
    return wish.outcomeWithin(budgetMs + TIMES.graceMs);
  }

  /**
   * Does something that may wait, such as a poll, when no command waits.
   * @throws {GivenUpError} a command came, or the queue was closed
   */
  async ask<T>(work: (signal: AbortSignal) => Promise<T>, budgetMs: number): Promise<T> {
    return this.#queue.add(async () => {
      if (this.#closed) throw this.#closed;
      const limit = deadline(this.#clock, budgetMs);
      try {
        return await this.#during(limit, true, work);
      } finally {
        limit.cancel();
      }
    });
  }

  /** Gives up what is under way and what waits; resolves when nothing is left. */
  async close(): Promise<void> {
    const reason = new GivenUpError('closed');
    this.#closed = reason;
    for (const wish of [...this.#waiting.values()]) {
      this.#leave(wish);
      wish.fail(reason);
      wish.deadline.abort(reason);
    }
    this.#inFlight?.deadline.abort(reason);
    await this.#queue.onIdle();
  }

  /** Puts a wish on the waiting list, and in the queue. */
  #wait(wish: Wish): Wish {
    const tooLate = (): void => {
      if (this.#leave(wish)) wish.fail(new NoAnswerError('it stayed busy with another request', { hungUp: false }));
    };
    wish.deadline.signal.addEventListener('abort', tooLate, { once: true });
    // Noted before it is queued: an idle queue starts the job at once.
    this.#waiting.set(wish.command.key, wish);
    if (this.#inFlight?.isPoll) this.#inFlight.deadline.abort(new GivenUpError('a command goes first'));
    void this.#queue.add(() => this.#send(wish), { priority: 1 });
    return wish;
  }

  /** Takes a wish off the waiting list; false when it was not on it any more. */
  #leave(wish: Wish): boolean {
    return this.#isWaiting(wish) && this.#waiting.delete(wish.command.key);
  }

  #isWaiting(wish: Wish): boolean {
    return this.#waiting.get(wish.command.key) === wish;
  }

  async #send(first: Wish): Promise<void> {
    const gatherMs = this.#lane.gatherMs();
    if (gatherMs > 0 && this.#isWaiting(first))
      await sleep(this.#clock, gatherMs, first.deadline.signal).catch(() => undefined);
    if (!this.#leave(first)) return;
    // Where commands can go together, all that wait go with the first.
    const others = gatherMs > 0 ? [...this.#waiting.values()].filter(wish => this.#leave(wish)) : [];
    if (others.length > 0 && (await this.#sendTogether(first, others))) return;
    for (const wish of [first, ...others]) await this.#sendOne(wish);
  }

  async #sendTogether(first: Wish, others: readonly Wish[]): Promise<boolean> {
    const wishes = [first, ...others];
    const commands = wishes.map(({ command }) => command);
    try {
      const isDone = await this.#during(first.deadline, false, signal => this.#lane.carryOutTogether(commands, signal));
      if (isDone) for (const wish of wishes) wish.fulfil();
      return isDone;
    } catch (error) {
      // One by one, each has its retry.
      if (isWorthARetry(error) && !this.#isOver(first)) return false;
      for (const wish of wishes) wish.fail(error);
      return true;
    }
  }

  async #sendOne(wish: Wish): Promise<void> {
    const { signal } = wish.deadline;
    if (this.#isOver(wish)) {
      wish.fail(this.#closed ?? new NoAnswerError('it stayed busy with another request', { hungUp: false }));
      return;
    }
    const attempt = (): Promise<Message> =>
      this.#during(wish.deadline, false, () => this.#lane.carryOut(wish.command.request, signal));
    try {
      await attempt().catch(async (error: unknown) => {
        if (signal.aborted || !isWorthARetry(error)) throw error;
        await sleep(this.#clock, TIMES.retryAfterMs, signal).catch(() => undefined);
        if (this.#isOver(wish)) throw error;
        if (!this.#handOver(wish)) await attempt();
      });
      wish.fulfil();
    } catch (error) {
      wish.fail(error);
    }
  }

  #isOver({ deadline: { signal } }: Wish): boolean {
    return signal.aborted || this.#closed !== undefined;
  }

  /** A wish that failed once is not tried again where a newer one about the same thing waits: that one decides. */
  #handOver(wish: Wish): boolean {
    const newer = this.#waiting.get(wish.command.key);
    if (newer !== undefined) wish.follow(newer);
    return newer !== undefined;
  }

  async #during<T>(limit: Deadline, isPoll: boolean, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#inFlight = { deadline: limit, isPoll };
    try {
      return await work(limit.signal);
    } finally {
      this.#inFlight = undefined;
    }
  }
}

function isWorthARetry(error: unknown): boolean {
  return error instanceof UnreachableError || (error instanceof NoAnswerError && error.hungUp);
}
