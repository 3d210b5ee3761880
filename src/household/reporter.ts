import type { FeatureLog } from '../features/feature-declaration.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { MerossError } from '../errors.ts';
import { explainInLog } from '../explain.ts';
import type { PlugTime } from '../protocol/namespaces/system-all.ts';
import { duration } from './duration.ts';
import { LogBudget, type Count } from './log-budget.ts';
import { PresenceLog, whoIs, type PresenceLogOptions } from './presence-log.ts';

/** A plug's clock may be so far off before anybody is told: its answers take time, and nobody's timers are that exact. */
const CLOCK_TOLERANCE_SECONDS = 120;

/** So many different lines are logged once of one plug: where a text quotes the plug, it may be another one each time. */
const MOST_NOTICES = 20;

/** So many moves in a row are logged one by one. */
const FREE_MOVES = 3;

const IN_TURN = 'Most likely two devices have this address in turn: give each a fixed one in your router.';

export type ReporterOptions = PresenceLogOptions;

/** Tells people what happens to one plug: once when it goes, once when it is back, once per thing it will not do. */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #presence: PresenceLog;
  readonly #changes: LogBudget;
  readonly #moves: LogBudget;
  /** What was logged, and is logged only once. */
  readonly #notices = new Set<string>();
  #lastChange = '';

  constructor(options: ReporterOptions) {
    const { clock } = options;
    this.#options = options;
    this.#presence = new PresenceLog(options);
    this.#changes = new LogBudget({
      clock,
      free: 1,
      sumsUpAtOnce: false,
      onSteady: (count, quietMs) => this.#unchanged(count, quietMs),
    });
    this.#moves = new LogBudget({ clock, free: FREE_MOVES, sumsUpAtOnce: true });
  }

  warn(text: string): void {
    this.#options.log.warn(text);
  }

  /** What features log about this plug. */
  get features(): FeatureLog {
    return {
      info: text => this.#options.log.info(`${this.#who}: ${text}`),
      warn: text => this.warn(`${this.#who}: ${text}`),
      once: text => this.once(`${this.#who}: ${text}`),
    };
  }

  /**
   * The plug is away, or not yet there. However its silence changes, that is told once; and where this happens again and
   * again, it is summed up.
   * @param mayBeElsewhere a stranger at this place does not surprise, for the plug is looked for at others too
   */
  trouble(error: MerossError, mayBeElsewhere = false): void {
    this.#presence.trouble(error, mayBeElsewhere);
  }

  /** The plug answers. */
  well(info: PlugInfo): void {
    this.#presence.well(info);
  }

  /** Whether the plug has not answered yet, or does not any more. */
  get isAway(): boolean {
    return this.#presence.isAway;
  }

  /**
   * The plug answers as another kind of plug than before, and is read anew. One such change is logged; others within two
   * hours are counted, and summed up if they go on.
   * @param what a clause, e.g. `its firmware is 2.1.18 now, and was 2.1.17`
   */
  changed(what: string): void {
    this.#lastChange = what;
    const verdict = this.#changes.happened();
    if (verdict === 'log') {
      this.#options.log.info(
        `${this.#who}: ${what}.\n` +
          'After an update of its firmware nothing needs to be done: it is read anew. If this happens again, it is counted, and summed up after a while.',
      );
    }
    if (verdict !== 'sum up') return;
    const { times, ms } = this.#changes.count;
    this.warn(
      `${this.#who} is unstable: its firmware or its outlets changed ${times} times in ${duration(ms)}; most recently, ${what}.\n` +
        `${IN_TURN} If there is no other device, unplug the plug for ten seconds. It is asked less often, and summed up like this now and then.`,
    );
  }

  /** The plug answers at another address than before. */
  moved(from: string): void {
    const { name, address } = this.#options.subject();
    const verdict = this.#moves.happened();
    if (verdict === 'log')
      this.#options.log.info(`${name} has moved from ${from} to ${address}, and is followed there.`);
    if (verdict !== 'sum up') return;
    const { times, ms } = this.#moves.count;
    this.warn(
      `${name} has moved ${times} times in ${duration(ms)}, and is at ${address} now.\n` +
        'Give each plug a fixed address in your router. It is followed all the same, and that is summed up like this now and then.',
    );
  }

  /** Something about the plug or its config that stays as it is; told once. */
  once(text: string): void {
    if (this.#notices.size >= MOST_NOTICES) this.#options.log.debug(text);
    else if (this.#isNew(text)) this.warn(text);
  }

  /** The plug tells its changes by itself; so people see that what they set up works. */
  pushes(): void {
    if (!this.#isNew('pushes')) return;
    this.#options.log.info(
      `${this.#who} tells its changes by itself now; while it does, it is asked for its state only once a minute.`,
    );
  }

  /** A query is met by silence, while the plug answers others. */
  leftOut(namespace: string, forGood: boolean): void {
    const what = forGood ? 'goes silent for some seconds after' : 'does not reply to';
    const next = forGood
      ? 'It is not asked for that again until Homebridge restarts'
      : 'It is asked for that again in ten minutes';
    this.once(`${this.#who} ${what} a query for ${namespace}.\n${next}; everything else it reports is shown as usual.`);
  }

  /** Homebridge's cache cannot be written: what is new of this plug will be forgotten at the next restart. */
  cannotRemember(error: unknown): void {
    if (!this.#isNew('cache')) return;
    this.#options.log.error(
      `${this.#options.subject().name}: Homebridge cannot write its cache of accessories: ${String(error)}\n` +
        'Is the disk full or read-only? The plug works; names given in Home and the like may be lost at a restart.',
    );
  }

  /** The plug's own clock, which its timers and its energy per day go by. It is switched all the same. */
  clock({ timestamp, timezone }: PlugTime): void {
    const { log, clock } = this.#options;
    const offBy = Math.abs(timestamp - clock.epochSeconds());
    if (this.#presence.wasReady || (offBy <= CLOCK_TOLERANCE_SECONDS && timezone !== '')) return;
    if (!this.#isNew('clock')) return;
    const what =
      offBy > CLOCK_TOLERANCE_SECONDS
        ? `its clock and this computer's differ by ${duration(offBy * 1000)}`
        : 'it has no time zone';
    log.info(
      `${this.#who} works, but ${what}.\n` +
        'Its own timers and its energy per day go by that clock. Nothing needs to be done for switching.',
    );
  }

  /** A write that this plug does not carry out, for a reason that will not go away. */
  refusal(error: MerossError): void {
    if (!this.#isNew(error.kind)) return;
    this.warn(explainInLog(error, { who: this.#who, path: this.#options.subject().path }));
  }

  close(): void {
    this.#presence.close();
    this.#changes.close();
    this.#moves.close();
  }

  #unchanged({ times, ms }: Count, quietMs: number): void {
    this.#options.log.info(
      `${this.#who}: nothing has changed for ${duration(quietMs)}; before that, its firmware or its outlets changed ${times} times in ${duration(ms)}.\n` +
        `Most recently, ${this.#lastChange}. Nothing needs to be done.`,
    );
  }

  /** Whether this was not logged yet. From now on it was. */
  #isNew(what: string): boolean {
    const isNew = !this.#notices.has(what);
    this.#notices.add(what);
    return isNew;
  }

  get #who(): string {
    return whoIs(this.#options.subject());
  }
}
