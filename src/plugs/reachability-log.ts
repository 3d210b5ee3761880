import type { Logging } from 'homebridge';
import type { Clock } from '../clock.ts';
import { InternalError, type ErrorKind, type MerossError } from '../errors.ts';
import { explainInLog, explainUnstable } from '../explain.ts';
import { duration } from './duration.ts';
import { LogBudget, type Count } from './log-budget.ts';

/** A plug as people know it. */
export interface LoggedPlug {
  /** E.g. `Desk lamp`. */
  readonly name: string;
  /** E.g. `192.168.1.20`. */
  readonly address: string;
  /** Where it stands in the config, e.g. `devices[0]`. */
  readonly path: string;
}

export interface ReachabilityLogOptions {
  readonly log: Logging;
  readonly clock: Clock;
  readonly plug: () => LoggedPlug;
}

/** So many times in a row it is logged that a plug is unreachable and that it is back. */
const FREE_LINES = 3;

/** These are for people to mend; all others are a kind of silence. */
const ACTIONABLE: readonly ErrorKind[] = ['wrong-key', 'not-signed', 'other-plug'];

/** Logs that a plug is unreachable, once, and that it is back, once; and sums that up where it happens again and again. */
export class ReachabilityLog {
  readonly #options: ReachabilityLogOptions;
  readonly #outages: LogBudget;
  /** The causes that were logged since the plug went away, or since it became unstable. */
  readonly #logged = new Set<string>();
  #unreachableSince: number | undefined;
  #hasReplied = false;
  #last: { readonly error: MerossError; readonly cause: string } | undefined;

  constructor(options: ReachabilityLogOptions) {
    this.#options = options;
    const { clock } = options;
    this.#outages = new LogBudget({
      clock,
      free: FREE_LINES,
      summarizesAtOnce: true,
      onStable: (count, quietMs) => this.#onStable(count, quietMs),
    });
  }

  /** Whether the plug has answered in this run. */
  get hasReplied(): boolean {
    return this.#hasReplied;
  }

  /** Whether the plug has not answered yet, or does not any more. */
  get isUnreachable(): boolean {
    return !this.#hasReplied || this.#unreachableSince !== undefined;
  }

  /** The plug is away, or not yet there: see `PlugLog.failed`. */
  failed(error: MerossError, mayBeElsewhere: boolean): void {
    const isSilence = !ACTIONABLE.includes(error.kind) || (error.kind === 'other-plug' && mayBeElsewhere);
    const cause = isSilence ? 'silence' : error.kind;
    this.#last = { error, cause };
    if (this.#unreachableSince === undefined) this.#markUnreachable(error);
    if (isSilence && this.#outages.isUnstable) return;
    this.#explain(error, cause);
  }

  /** The plug answers. */
  replied({ model, firmwareVersion }: { readonly model: string; readonly firmwareVersion: string }): void {
    const { log, clock, plug } = this.#options;
    const { name, address } = plug();
    const unreachableSince = this.#unreachableSince;
    this.#unreachableSince = undefined;
    if (unreachableSince !== undefined) this.#outages.recordActivity();
    if (!this.#hasReplied) {
      log.success(`${name} is ready: ${model}, firmware ${firmwareVersion}, at ${address}.`);
    } else if (unreachableSince !== undefined && !this.#outages.isUnstable) {
      log.success(`${this.#label} is back after ${duration(clock.now() - unreachableSince)}.`);
    }
    this.#hasReplied = true;
    if (!this.#outages.isUnstable) this.#logged.clear();
  }

  close(): void {
    this.#outages.close();
  }

  #markUnreachable(error: MerossError): void {
    const { log, clock } = this.#options;
    this.#unreachableSince = clock.now();
    if (this.#outages.recordEvent() !== 'sum up') return;
    const { times, ms } = this.#outages.count;
    log.warn(
      `${this.#label} is unstable: ${times} times unreachable in ${duration(ms)}.\n` +
        `${explainUnstable(error)} Home shows "No Response" each time. Until it is steady, only a summary like this is logged now and then.`,
    );
  }

  #explain(error: MerossError, cause: string): void {
    const { log, plug } = this.#options;
    if (this.#logged.has(cause)) return;
    this.#logged.add(cause);
    log.warn(explainInLog(error, { who: this.#label, path: plug().path }));
    if (error instanceof InternalError) log.debug(stackOf(error));
  }

  /** Nothing has changed for a while: the plug answers, or it is gone. */
  #onStable({ times, ms }: Count, quietMs: number): void {
    this.#logged.clear();
    if (this.#unreachableSince !== undefined && this.#last) {
      this.#explain(this.#last.error, this.#last.cause);
      return;
    }
    this.#options.log.success(
      `${this.#label} is steady again: it has answered for ${duration(quietMs)} without a break.\n` +
        `Before that it was unreachable ${times} times in ${duration(ms)}.`,
    );
  }

  get #label(): string {
    return plugLabel(this.#options.plug());
  }
}

/** E.g. `Desk lamp (192.168.1.20)`; the address alone where it is also the name. */
export function plugLabel({ name, address }: LoggedPlug): string {
  return name === address ? address : `${name} (${address})`;
}

const stackOf = ({ cause }: Error): string => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
