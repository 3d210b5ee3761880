import PQueue from 'p-queue';
import { deadline, sleep, type Clock, type Deadline } from '../clock.ts';
import { GivenUpError, NoAnswerError, UnreachableError } from '../errors.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import { TIMES } from '../settings.ts';
import type { Command } from './command.ts';

/** A wish that waits for its turn, and the outcome that all its callers share. */
interface Wish {
  command: Command;
  readonly deadline: Deadline;
  readonly outcome: PromiseWithResolvers<Command>;
}

/** Brings one request to the plug. */
export type CarryOut = (request: Request, signal: AbortSignal) => Promise<Message>;

/**
 * The one lane to a plug: a single request in flight, commands before polls, the latest wish per key wins, and a poll
 * makes room the moment a command arrives.
 */
export class RequestQueue {
  readonly #lane = new PQueue({ concurrency: 1 });
  readonly #waiting = new Map<string, Wish>();
  readonly #carryOut: CarryOut;
  readonly #clock: Clock;
  #poll: Deadline | undefined;
  #sending: Deadline | undefined;
  #closed: GivenUpError | undefined;

  constructor(carryOut: CarryOut, clock: Clock) {
    this.#carryOut = carryOut;
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
    if (waiting !== undefined) {
      waiting.command = command;
      return waiting.outcome.promise;
    }
    const wish: Wish = { command, deadline: deadline(this.#clock, budgetMs), outcome: Promise.withResolvers() };
    const tooLate = (): void => {
      if (this.#leave(wish)) wish.outcome.reject(new NoAnswerError('it stayed busy with another request', busy));
    };
    wish.deadline.signal.addEventListener('abort', tooLate, { once: true });
    // Noted before it is queued: an idle lane starts the job at once.
    this.#waiting.set(command.key, wish);
    this.#poll?.abort(new GivenUpError('a command goes first'));
    void this.#lane.add(() => this.#send(wish), { priority: 1 });
    try {
      return await wish.outcome.promise;
    } finally {
      wish.deadline.cancel();
    }
  }

  /**
   * Asks one question when no command waits.
   * @throws {GivenUpError} a command came, or the queue was closed
   */
  async ask(request: Request, budgetMs: number): Promise<Message> {
    return this.#lane.add(async () => {
      if (this.#closed) throw this.#closed;
      this.#poll = deadline(this.#clock, budgetMs);
      try {
        return await this.#carryOut(request, this.#poll.signal);
      } finally {
        this.#poll.cancel();
        this.#poll = undefined;
      }
    });
  }

  /** Gives up what is under way and what waits; resolves when nothing is left. */
  async close(): Promise<void> {
    this.#closed = new GivenUpError('closed');
    for (const wish of [...this.#waiting.values()]) {
      this.#leave(wish);
      wish.outcome.reject(this.#closed);
    }
    this.#poll?.abort(this.#closed);
    this.#sending?.abort(this.#closed);
    await this.#lane.onIdle();
  }

  /** Takes a wish off the waiting list; false when it was not on it any more. */
  #leave(wish: Wish): boolean {
    return this.#waiting.get(wish.command.key) === wish && this.#waiting.delete(wish.command.key);
  }

  async #send(wish: Wish): Promise<void> {
    if (!this.#leave(wish)) return;
    this.#sending = wish.deadline;
    try {
      await this.#twice(wish.command.request, wish.deadline.signal);
      wish.outcome.resolve(wish.command);
    } catch (error) {
      wish.outcome.reject(error);
    } finally {
      this.#sending = undefined;
    }
  }

  async #twice(request: Request, signal: AbortSignal): Promise<void> {
    try {
      await this.#carryOut(request, signal);
    } catch (error) {
      if (signal.aborted || !isWorthARetry(error)) throw error;
      await sleep(this.#clock, TIMES.retryAfterMs, signal).catch(() => {
        throw error;
      });
      await this.#carryOut(request, signal);
    }
  }
}

const busy = { hungUp: false } as const;

function isWorthARetry(error: unknown): boolean {
  return error instanceof UnreachableError || (error instanceof NoAnswerError && error.hungUp);
}
