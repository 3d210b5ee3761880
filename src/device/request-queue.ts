import PQueue from 'p-queue';
import { deadline, sleep, type Clock, type Deadline } from '../clock.ts';
import { GivenUpError, NoAnswerError, UnreachableError } from '../errors.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import { TIMES } from '../settings.ts';
import type { Command } from './command.ts';
import { PendingCommand } from './pending-command.ts';

/** How the queue sends commands to the plug. */
export interface CommandSender {
  /** Sends one request to the plug and returns its reply. */
  readonly send: (request: Request, signal: AbortSignal) => Promise<Message>;
  /** How long a command waits for others to combine with; 0 if there can be none. */
  readonly gatherMs: () => number;
  /**
   * Sends several commands in one request.
   * @returns false if they have to be sent one by one; no command is lost then
   */
  readonly sendTogether: (commands: readonly Command[], signal: AbortSignal) => Promise<boolean>;
}

/**
 * The queue of all requests to a plug: a single request in flight, commands before polls, the latest command per key
 * wins, and a poll makes room the moment a command arrives.
 */
export class RequestQueue {
  readonly #queue = new PQueue({ concurrency: 1 });
  readonly #waiting = new Map<string, PendingCommand>();
  readonly #sender: CommandSender;
  readonly #clock: Clock;
  #inFlight: { readonly deadline: Deadline; readonly isPoll: boolean; readonly since: number } | undefined;
  #closed: GivenUpError | undefined;

  constructor(sender: CommandSender, clock: Clock) {
    this.#sender = sender;
    this.#clock = clock;
  }

  /**
   * Sends a command, and resolves with the one that the plug acknowledged: this one, or a newer one that replaced it
   * before it was sent. A command names its end state, so it is tried once more when the plug could not be reached or
   * hung up.
   *
   * @param budgetMs from now to the outcome, waiting and retry included
   * @throws {NoAnswerError} the plug stayed busy with another request
   * @throws the errors of `send`
   */
  async command(command: Command, budgetMs: number): Promise<Command> {
    if (this.#closed) throw this.#closed;
    const waiting = this.#waiting.get(command.key);
    waiting?.replace(command, budgetMs);
    const pending = waiting ?? this.#enqueue(new PendingCommand(command, budgetMs, this.#clock));
    return pending.outcomeWithin(budgetMs + TIMES.graceMs);
  }

  /**
   * Runs work that may wait, such as a poll, when no command waits.
   * @throws {GivenUpError} a command came, or the queue was closed
   */
  query<T>(work: (signal: AbortSignal) => Promise<T>, budgetMs: number): Promise<T> {
    return this.#queue.add(async () => {
      if (this.#closed) throw this.#closed;
      const limit = deadline(this.#clock, budgetMs);
      try {
        return await this.#run(limit, true, work);
      } finally {
        limit.cancel();
      }
    });
  }

  /** A query that is in flight has no more than so much time in all from now on. */
  limitQuery(ms: number): void {
    const { isPoll = false, since = 0, deadline: limit } = this.#inFlight ?? {};
    if (isPoll) limit?.restart(Math.max(0, since + ms - this.#clock.now()));
  }

  /** Gives up all requests, in flight and waiting; resolves when none is left. */
  async close(): Promise<void> {
    const reason = new GivenUpError('closed', { reason: 'closing' });
    this.#closed = reason;
    for (const pending of [...this.#waiting.values()]) {
      this.#dequeue(pending);
      pending.fail(reason);
      pending.deadline.abort(reason);
    }
    this.#inFlight?.deadline.abort(reason);
    await this.#queue.onIdle();
  }

  /** Adds a command to the waiting list and to the queue. */
  #enqueue(pending: PendingCommand): PendingCommand {
    const onDeadline = (): void => {
      if (this.#dequeue(pending))
        pending.fail(
          new NoAnswerError('the plug was busy with another request', { hungUp: false, reason: 'plug was busy' }),
        );
    };
    pending.deadline.signal.addEventListener('abort', onDeadline, { once: true });
    // Noted before it is queued: an idle queue starts the job at once.
    this.#waiting.set(pending.command.key, pending);
    if (this.#inFlight?.isPoll)
      this.#inFlight.deadline.abort(new GivenUpError('a command goes first', { reason: 'given up for a command' }));
    void this.#queue.add(() => this.#send(pending), { priority: 1 });
    return pending;
  }

  /** Removes a command from the waiting list; false if it was no longer on the list. */
  #dequeue(pending: PendingCommand): boolean {
    return this.#isWaiting(pending) && this.#waiting.delete(pending.command.key);
  }

  #isWaiting(pending: PendingCommand): boolean {
    return this.#waiting.get(pending.command.key) === pending;
  }

  async #send(first: PendingCommand): Promise<void> {
    const gatherMs = this.#sender.gatherMs();
    if (gatherMs > 0 && this.#isWaiting(first))
      await sleep(this.#clock, gatherMs, first.deadline.signal).catch(() => undefined);
    if (!this.#dequeue(first)) return;
    // If commands can be combined, all waiting commands go with the first.
    const others = gatherMs > 0 ? [...this.#waiting.values()].filter(pending => this.#dequeue(pending)) : [];
    if (others.length > 0 && (await this.#sendTogether(first, others))) return;
    for (const pending of [first, ...others]) await this.#sendOne(pending);
  }

  async #sendTogether(first: PendingCommand, others: readonly PendingCommand[]): Promise<boolean> {
    const pendingCommands = [first, ...others];
    const commands = pendingCommands.map(({ command }) => command);
    try {
      const isCarriedOut = await this.#run(first.deadline, false, signal =>
        this.#sender.sendTogether(commands, signal),
      );
      if (isCarriedOut) for (const pending of pendingCommands) pending.complete();
      return isCarriedOut;
    } catch (error) {
      // Sent one by one, each has its retry.
      if (isRetryable(error) && !this.#isOver(first)) return false;
      for (const pending of pendingCommands) pending.fail(error);
      return true;
    }
  }

  async #sendOne(pending: PendingCommand): Promise<void> {
    const { signal } = pending.deadline;
    if (this.#isOver(pending)) {
      pending.fail(
        this.#closed ??
          new NoAnswerError('the plug was busy with another request', { hungUp: false, reason: 'plug was busy' }),
      );
      return;
    }
    const attempt = (): Promise<Message> =>
      this.#run(pending.deadline, false, () => this.#sender.send(pending.command.request, signal));
    try {
      await attempt().catch(async (error: unknown) => {
        if (signal.aborted || !isRetryable(error)) throw error;
        await sleep(this.#clock, TIMES.retryAfterMs, signal).catch(() => undefined);
        if (this.#isOver(pending)) throw error;
        if (!this.#yieldToNewer(pending)) await attempt();
      });
      pending.complete();
    } catch (error) {
      pending.fail(error);
    }
  }

  #isOver({ deadline: { signal } }: PendingCommand): boolean {
    return signal.aborted || this.#closed !== undefined;
  }

  /** A command that failed once is not retried if a newer one with the same key waits: the newer one decides. */
  #yieldToNewer(pending: PendingCommand): boolean {
    const newer = this.#waiting.get(pending.command.key);
    if (newer !== undefined) pending.followOutcomeOf(newer);
    return newer !== undefined;
  }

  async #run<T>(limit: Deadline, isPoll: boolean, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#inFlight = { deadline: limit, isPoll, since: this.#clock.now() };
    try {
      return await work(limit.signal);
    } finally {
      this.#inFlight = undefined;
    }
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof UnreachableError || (error instanceof NoAnswerError && error.hungUp);
}
