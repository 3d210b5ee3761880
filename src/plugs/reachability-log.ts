import type { Clock } from '../clock.ts';
import { InternalError, type ErrorKind, type MerossError } from '../errors.ts';
import { explainInLog, explainUnstable, type ExplainedPlug } from '../explain.ts';
import { LogBudget, type Count } from './log-budget.ts';
import type { PluginLog } from '../plugin-log.ts';

/** A plug as the log names it. */
export interface LoggedPlug {
  /** E.g. `Desk lamp`. */
  readonly name: string;
  /** E.g. `192.168.1.20`. */
  readonly address: string;
  /** Where it stands in the config, e.g. `devices[0]`. */
  readonly path: string;
  /** Whether it has an accessory in HomeKit. */
  readonly isInHome: boolean;
}

export interface ReachabilityLogOptions {
  readonly log: PluginLog;
  readonly clock: Clock;
  readonly plug: () => LoggedPlug;
}

/** Outages in a row that are logged one by one. */
const FREE_LINES = 3;

/** Errors that only the user can fix. All others count as silence. */
const ACTIONABLE: readonly ErrorKind[] = ['wrong-key', 'not-signed', 'other-plug'];

/** Logs once that a plug is unreachable and once that it is back, and a summary where this happens again and again. */
export class ReachabilityLog {
  readonly #options: ReachabilityLogOptions;
  readonly #outages: LogBudget;
  /** The causes that were logged since the plug became unreachable or unstable. */
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

  /** Whether the plug has replied in this run. */
  get hasReplied(): boolean {
    return this.#hasReplied;
  }

  /** Whether the plug has not replied yet, or is unreachable. */
  get isUnreachable(): boolean {
    return !this.#hasReplied || this.#unreachableSince !== undefined;
  }

  /** See `PlugLog.failed`. */
  failed(error: MerossError, mayBeElsewhere: boolean): void {
    const isSilence = !ACTIONABLE.includes(error.kind) || (error.kind === 'other-plug' && mayBeElsewhere);
    const cause = isSilence ? 'silence' : error.kind;
    this.#last = { error, cause };
    if (this.#unreachableSince === undefined) this.#markUnreachable(error);
    if (isSilence && this.#outages.isUnstable) return;
    this.#explain(error, cause);
  }

  /** The plug replies. */
  replied({ model, firmwareVersion }: { readonly model: string; readonly firmwareVersion: string }): void {
    const { log, clock, plug } = this.#options;
    const { name, address } = plug();
    const unreachableSince = this.#unreachableSince;
    this.#unreachableSince = undefined;
    if (unreachableSince !== undefined) this.#outages.recordActivity();
    if (!this.#hasReplied) {
      log.success(log.texts.log.ready({ name, model, firmware: firmwareVersion, address }));
    } else if (unreachableSince !== undefined && !this.#outages.isUnstable) {
      log.success(log.texts.log.isBack({ who: this.#label, ms: clock.now() - unreachableSince }));
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
    const why = explainUnstable(error, log.texts);
    log.warn(log.texts.log.unstable({ who: this.#label, ...this.#outages.count, why }));
  }

  #explain(error: MerossError, cause: string): void {
    const { log, plug } = this.#options;
    if (this.#logged.has(cause)) return;
    this.#logged.add(cause);
    log.warn(explainInLog(error, explained(plug()), log.texts));
    log.debug(`${plug().path}: ${String(error)}`);
    if (error instanceof InternalError) log.debug(stackOf(error));
  }

  /** Nothing has changed for a while: the plug replies, or stays unreachable. */
  #onStable(count: Count, quietMs: number): void {
    this.#logged.clear();
    if (this.#unreachableSince !== undefined && this.#last) {
      this.#explain(this.#last.error, this.#last.cause);
      return;
    }
    const { log } = this.#options;
    log.success(log.texts.log.stable({ who: this.#label, ...count, quietMs }));
  }

  get #label(): string {
    return plugLabel(this.#options.plug());
  }
}

/** The plug of an explanation. */
export function explained(plug: LoggedPlug): ExplainedPlug {
  return { ...plug, who: plugLabel(plug) };
}

/** E.g. `Desk lamp (192.168.1.20)`; the address alone where it is also the name. */
export function plugLabel({ name, address }: LoggedPlug): string {
  return name === address ? address : `${name} (${address})`;
}

const stackOf = ({ cause }: Error): string => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
