import { deadline, type Clock, type Deadline } from '../clock.ts';
import { NoAnswerError } from '../errors.ts';
import type { Command } from './command.ts';

/** A command on its way, and the outcome that all share who wished for the same thing. */
export class PendingCommand {
  /** When the time of its last caller is up. */
  readonly deadline: Deadline;
  readonly #clock: Clock;
  readonly #outcome = Promise.withResolvers<Command>();
  #command: Command;

  constructor(command: Command, budgetMs: number, clock: Clock) {
    this.#command = command;
    this.#clock = clock;
    this.deadline = deadline(clock, budgetMs);
    // Its callers may all have gone by the time it fails; that is no reason to end Homebridge.
    this.#outcome.promise.catch(() => undefined);
  }

  get command(): Command {
    return this.#command;
  }

  /** Somebody wishes for this instead, and waits so long for it. */
  replace(command: Command, budgetMs: number): void {
    this.#command = command;
    this.deadline.restart(budgetMs);
  }

  /** The outcome, for a caller who waits no longer than this. */
  async outcomeWithin(ms: number): Promise<Command> {
    const callerDeadline = deadline(this.#clock, ms);
    const timeout = new Promise<never>((_, reject) => {
      callerDeadline.signal.addEventListener('abort', () => {
        reject(new NoAnswerError('no answer in time', { hungUp: false }));
      });
    });
    try {
      return await Promise.race([this.#outcome.promise, timeout]);
    } finally {
      callerDeadline.cancel();
    }
  }

  complete(): void {
    this.deadline.cancel();
    this.#outcome.resolve(this.#command);
  }

  fail(error: unknown): void {
    this.deadline.cancel();
    this.#outcome.reject(error);
  }

  /** From now on its outcome is that of a newer wish about the same thing. */
  followOutcomeOf(newer: PendingCommand): void {
    this.deadline.cancel();
    this.#outcome.resolve(newer.#outcome.promise);
  }
}
