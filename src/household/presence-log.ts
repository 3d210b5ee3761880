import type { Logging } from 'homebridge';
import type { Clock } from '../clock.ts';
import { InternalError, type ErrorKind, type MerossError } from '../errors.ts';
import { explainInLog, explainUnstable } from '../explain.ts';
import { duration } from './duration.ts';
import { LogBudget, type Count } from './log-budget.ts';

/** A plug as people know it. */
export interface Subject {
  /** E.g. `Desk lamp`. */
  readonly name: string;
  /** E.g. `192.168.1.20`. */
  readonly address: string;
  /** Where it stands in the config, e.g. `devices[0]`. */
  readonly path: string;
}

export interface PresenceLogOptions {
  readonly log: Logging;
  readonly clock: Clock;
  readonly subject: () => Subject;
}

/** So many times in a row it is logged that a plug is unreachable and that it is back. */
const FREE = 3;

/** These are for people to mend; all others are a kind of silence. */
const FOR_PEOPLE: readonly ErrorKind[] = ['wrong-key', 'not-signed', 'other-plug'];

/** Logs that a plug is unreachable, once, and that it is back, once; and sums that up where it happens again and again. */
export class PresenceLog {
  readonly #options: PresenceLogOptions;
  readonly #losses: LogBudget;
  /** The causes that were logged since the plug went away, or since it became unstable. */
  readonly #logged = new Set<string>();
  #awaySince: number | undefined;
  #wasReady = false;
  #last: { readonly error: MerossError; readonly cause: string } | undefined;

  constructor(options: PresenceLogOptions) {
    this.#options = options;
    const { clock } = options;
    this.#losses = new LogBudget({
      clock,
      free: FREE,
      sumsUpAtOnce: true,
      onSteady: (count, quietMs) => this.#steady(count, quietMs),
    });
  }

  /** Whether the plug has answered in this run. */
  get wasReady(): boolean {
    return this.#wasReady;
  }

  /** Whether the plug has not answered yet, or does not any more. */
  get isAway(): boolean {
    return !this.#wasReady || this.#awaySince !== undefined;
  }

  /** The plug is away, or not yet there: see `Reporter.trouble`. */
  trouble(error: MerossError, mayBeElsewhere: boolean): void {
    const isSilence = !FOR_PEOPLE.includes(error.kind) || (error.kind === 'other-plug' && mayBeElsewhere);
    const cause = isSilence ? 'silence' : error.kind;
    this.#last = { error, cause };
    if (this.#awaySince === undefined) this.#goes(error);
    if (isSilence && this.#losses.isUnstable) return;
    this.#explain(error, cause);
  }

  /** The plug answers. */
  well({ model, firmwareVersion }: { readonly model: string; readonly firmwareVersion: string }): void {
    const { log, clock, subject } = this.#options;
    const { name, address } = subject();
    const awaySince = this.#awaySince;
    this.#awaySince = undefined;
    if (awaySince !== undefined) this.#losses.stirred();
    if (!this.#wasReady) {
      log.success(`${name} is ready: ${model}, firmware ${firmwareVersion}, at ${address}.`);
    } else if (awaySince !== undefined && !this.#losses.isUnstable) {
      log.success(`${this.#who} is back after ${duration(clock.now() - awaySince)}.`);
    }
    this.#wasReady = true;
    if (!this.#losses.isUnstable) this.#logged.clear();
  }

  close(): void {
    this.#losses.close();
  }

  #goes(error: MerossError): void {
    const { log, clock } = this.#options;
    this.#awaySince = clock.now();
    if (this.#losses.happened() !== 'sum up') return;
    const { times, ms } = this.#losses.count;
    log.warn(
      `${this.#who} is unstable: ${times} times unreachable in ${duration(ms)}.\n` +
        `${explainUnstable(error)} Home shows "No Response" each time. Until it is steady, only a summary like this is logged now and then.`,
    );
  }

  #explain(error: MerossError, cause: string): void {
    const { log, subject } = this.#options;
    if (this.#logged.has(cause)) return;
    this.#logged.add(cause);
    log.warn(explainInLog(error, { who: this.#who, path: subject().path }));
    if (error instanceof InternalError) log.debug(stackOf(error));
  }

  /** Nothing has changed for a while: the plug answers, or it is gone. */
  #steady({ times, ms }: Count, quietMs: number): void {
    this.#logged.clear();
    if (this.#awaySince !== undefined && this.#last) {
      this.#explain(this.#last.error, this.#last.cause);
      return;
    }
    this.#options.log.success(
      `${this.#who} is steady again: it has answered for ${duration(quietMs)} without a break.\n` +
        `Before that it was unreachable ${times} times in ${duration(ms)}.`,
    );
  }

  get #who(): string {
    return whoIs(this.#options.subject());
  }
}

/** E.g. `Desk lamp (192.168.1.20)`; the address alone where it is also the name. */
export function whoIs({ name, address }: Subject): string {
  return name === address ? address : `${name} (${address})`;
}

const stackOf = ({ cause }: Error): string => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
