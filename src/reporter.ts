import type { Logging } from 'homebridge';
import type { Clock } from './clock.ts';
import type { PlugInfo } from './device/plug-info.ts';
import { InternalError, OtherPlugError, WrongKeyError, type MerossError } from './errors.ts';
import { duration, explain, type Subject } from './trouble.ts';

export interface ReporterOptions {
  readonly log: Logging;
  readonly clock: Clock;
  readonly subject: () => Subject;
}

/** Tells people what happens to one plug: once when it goes, once when it is back, once per thing it will not do. */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #refusals = new Set<string>();
  /** What was told since the plug went away. */
  readonly #told = new Set<string>();
  #awaySince: number | undefined;
  #wasReady = false;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  warn(text: string): void {
    this.#options.log.warn(text);
  }

  /** The plug is away, or not yet there. However its silence changes, that is told once. */
  trouble(error: MerossError): void {
    const { log, clock, subject } = this.#options;
    this.#awaySince ??= clock.now();
    const isForPeople = error instanceof WrongKeyError || error instanceof OtherPlugError;
    const cause = isForPeople ? error.name : 'silence';
    if (this.#told.has(cause)) return;
    this.#told.add(cause);
    log.warn(explain(error, subject()));
    if (error instanceof InternalError) log.debug(stackOf(error));
  }

  /** The plug answers. */
  well({ model, firmwareVersion }: PlugInfo): void {
    const { log, clock, subject } = this.#options;
    const { name, address } = subject();
    if (this.#awaySince !== undefined && this.#wasReady) {
      log.success(`${name} (${address}) is back after ${duration(clock.now() - this.#awaySince)}.`);
    } else if (!this.#wasReady) {
      log.success(`${name} is ready: ${model}, firmware ${firmwareVersion}, at ${address}.`);
    }
    this.#wasReady = true;
    this.#awaySince = undefined;
    this.#told.clear();
  }

  /** A write that this plug does not carry out, for a reason that will not go away. */
  refusal(error: MerossError): void {
    if (this.#refusals.has(error.name)) return;
    this.#refusals.add(error.name);
    this.warn(explain(error, this.#options.subject()));
  }
}

const stackOf = ({ cause }: Error): string => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
