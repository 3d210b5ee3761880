import type { Logging } from 'homebridge';
import type { Clock } from '../clock.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { PlugTime } from '../protocol/namespaces/system-all.ts';
import { InternalError, NotSignedError, OtherPlugError, WrongKeyError, type MerossError } from '../errors.ts';
import { explainInLog } from '../explain.ts';
import { duration } from './duration.ts';

/** A plug as people know it. */
export interface Subject {
  /** E.g. `Desk lamp`. */
  readonly name: string;
  /** E.g. `192.168.1.20`. */
  readonly address: string;
  /** Where it stands in the config, e.g. `devices[0]`. */
  readonly path: string;
}

/** A plug's clock may be so far off before anybody is told: its answers take time, and nobody's timers are that exact. */
const CLOCK_TOLERANCE_SECONDS = 120;

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
  #toldOfPushes = false;
  #wasReady = false;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  warn(text: string): void {
    this.#options.log.warn(text);
  }

  /**
   * The plug is away, or not yet there. However its silence changes, that is told once.
   * @param mayBeElsewhere a stranger at this place does not surprise, for the plug is looked for at others too
   */
  trouble(error: MerossError, mayBeElsewhere = false): void {
    const { log, clock } = this.#options;
    this.#awaySince ??= clock.now();
    const isForPeople =
      error instanceof WrongKeyError ||
      error instanceof NotSignedError ||
      (error instanceof OtherPlugError && !mayBeElsewhere);
    const cause = isForPeople ? error.name : 'silence';
    if (this.#told.has(cause)) return;
    this.#told.add(cause);
    log.warn(this.#explain(error));
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

  /** Something about the plug or its config that stays as it is; told once. */
  once(text: string): void {
    if (this.#refusals.has(text)) return;
    this.#refusals.add(text);
    this.warn(text);
  }

  /** The plug tells its changes by itself; so people see that what they set up works. */
  pushes(): void {
    const { log, subject } = this.#options;
    if (this.#toldOfPushes) return;
    this.#toldOfPushes = true;
    const { name, address } = subject();
    log.info(
      `${name} (${address}) tells its changes by itself now; while it does, it is asked for its state only once a minute.`,
    );
  }

  /** A rule inside the plug could not be written or removed. It is tried again every minute; told once. */
  ruleFailure(error: unknown): void {
    const { name, address } = this.#options.subject();
    this.once(
      `${name} (${address}): its auto-off rule could not be brought in line with the config: ${messageOf(error)}\n` +
        'It is tried again every minute. Until then the plug does what its rules said before.',
    );
  }

  /** Homebridge's cache cannot be written: what is new of this plug will be forgotten at the next restart. */
  cannotRemember(error: unknown): void {
    if (this.#refusals.has('cache')) return;
    this.#refusals.add('cache');
    this.#options.log.error(
      `${this.#options.subject().name}: Homebridge cannot write its cache of accessories: ${String(error)}\n` +
        'Is the disk full or read-only? The plug works; names given in Home and the like may be lost at a restart.',
    );
  }

  /** Whether the plug has not answered yet, or does not any more. */
  get isAway(): boolean {
    return !this.#wasReady || this.#awaySince !== undefined;
  }

  /** The plug answers at another address than before. */
  moved(from: string): void {
    const { name, address } = this.#options.subject();
    this.#options.log.info(`${name} has moved from ${from} to ${address}, and is followed there.`);
  }

  /** The plug's own clock, which its timers and its energy per day go by. It is switched all the same. */
  clock({ timestamp, timezone }: PlugTime): void {
    const { log, clock, subject } = this.#options;
    const offBy = Math.abs(timestamp - clock.epochSeconds());
    if (this.#wasReady || (offBy <= CLOCK_TOLERANCE_SECONDS && timezone !== '')) return;
    const what =
      offBy > CLOCK_TOLERANCE_SECONDS
        ? `its clock and this computer's differ by ${duration(offBy * 1000)}`
        : 'it has no time zone';
    const { name, address } = subject();
    log.info(
      `${name} (${address}) works, but ${what}.\n` +
        'Its own timers and its energy per day go by that clock. Nothing needs to be done for switching.',
    );
  }

  /** A write that this plug does not carry out, for a reason that will not go away. */
  refusal(error: MerossError): void {
    if (this.#refusals.has(error.name)) return;
    this.#refusals.add(error.name);
    this.warn(this.#explain(error));
  }

  #explain(error: MerossError): string {
    const { name, address, path } = this.#options.subject();
    return explainInLog(error, { who: name === address ? address : `${name} (${address})`, path });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const stackOf = ({ cause }: Error): string => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
