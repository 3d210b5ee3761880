import { deadline, type Clock, type Deadline } from '../clock.ts';
import { NoAnswerError } from '../errors.ts';
import type { Command } from './command.ts';

/** A command in the queue, and the outcome that all callers with the same command key share. */
export class PendingCommand {
  /** The deadline of its last caller. */
  readonly deadline: Deadline;
  readonly #clock: Clock;
  readonly #outcome = Promise.withResolvers<Command>();
  #command: Command;

  constructor(command: Command, budgetMs: number, clock: Clock) {
    this.#command = command;
    this.#clock = clock;
    this.deadline = deadline(clock, budgetMs);
    // All callers may have timed out when it fails; that must not end Homebridge as an unhandled rejection.
    this.#outcome.promise.catch(() => undefined);
  }

  get command(): Command {
    return this.#command;
  }

  /** Replaces the command by a newer one, whose caller waits this long. */
  replace(command: Command, budgetMs: number): void {
    this.#command = command;
    this.deadline.restart(budgetMs);
  }

  /** The outcome, for a caller that waits no longer than this. */
  async outcomeWithin(ms: number): Promise<Command> {
    const callerDeadline = deadline(this.#clock, ms);
    const timeout = new Promise<never>((_, reject) => {
      callerDeadline.signal.addEventListener('abort', () => {
        reject(new NoAnswerError('no reply in time', { hungUp: false, reason: 'no reply in time' }));
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

  /** From now on, its outcome is the outcome of a newer command with the same key. */
  followOutcomeOf(newer: PendingCommand): void {
    this.deadline.cancel();
    this.#outcome.resolve(newer.#outcome.promise);
  }
}
