import type { FeatureLog } from '../features/feature-declaration.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { MerossError } from '../errors.ts';
import { explainInLog } from '../explain.ts';
import type { PlugTime } from '../protocol/namespaces/system-all.ts';
import { duration } from './duration.ts';
import { LogBudget, type Count } from './log-budget.ts';
import { explained, ReachabilityLog, plugLabel, type ReachabilityLogOptions } from './reachability-log.ts';

/** A plug's clock may be so far off before anybody is told: its answers take time, and nobody's timers are that exact. */
const CLOCK_TOLERANCE_SECONDS = 120;

/** So many different lines are logged once of one plug: where a text quotes the plug, it may be another one each time. */
const MAX_NOTICES = 20;

/** So many moves in a row are logged one by one. */
const FREE_MOVES = 3;

const SHARED_ADDRESS_ADVICE =
  'Most likely two devices have this address in turn: give each a fixed one in your router.';

export type PlugLogOptions = ReachabilityLogOptions;

/** Tells people what happens to one plug: once when it goes, once when it is back, once per thing it will not do. */
export class PlugLog {
  readonly #options: PlugLogOptions;
  readonly #reachability: ReachabilityLog;
  readonly #changes: LogBudget;
  readonly #moves: LogBudget;
  /** What was logged, and is logged only once. */
  readonly #notices = new Set<string>();
  #lastChange = '';

  constructor(options: PlugLogOptions) {
    const { clock } = options;
    this.#options = options;
    this.#reachability = new ReachabilityLog(options);
    this.#changes = new LogBudget({
      clock,
      free: 1,
      summarizesAtOnce: false,
      onStable: (count, quietMs) => this.#onStable(count, quietMs),
    });
    this.#moves = new LogBudget({ clock, free: FREE_MOVES, summarizesAtOnce: true });
  }

  warn(text: string): void {
    this.#options.log.warn(text);
  }

  /** What features log about this plug. */
  get features(): FeatureLog {
    return {
      info: text => this.#options.log.info(`${this.#label}: ${text}`),
      warn: text => this.warn(`${this.#label}: ${text}`),
      once: text => this.once(`${this.#label}: ${text}`),
    };
  }

  /**
   * The plug is away, or not yet there. However its silence changes, that is told once; and where this happens again and
   * again, it is summed up.
   * @param mayBeElsewhere a stranger at this place does not surprise, for the plug is looked for at others too
   */
  failed(error: MerossError, mayBeElsewhere = false): void {
    this.#reachability.failed(error, mayBeElsewhere);
  }

  /** The plug answers. */
  replied(info: PlugInfo): void {
    this.#reachability.replied(info);
  }

  /** Whether the plug has not answered yet, or does not any more. */
  get isUnreachable(): boolean {
    return this.#reachability.isUnreachable;
  }

  /**
   * The plug answers as another kind of plug than before, and is read anew. One such change is logged; others within two
   * hours are counted, and summed up if they go on.
   * @param what a clause, e.g. `its firmware is 2.1.18 now, and was 2.1.17`
   */
  changed(what: string): void {
    this.#lastChange = what;
    const action = this.#changes.recordEvent();
    if (action === 'log') {
      this.#options.log.info(
        `${this.#label}: ${what}.\n` +
          'After an update of its firmware nothing needs to be done: it is read anew. If this happens again, it is counted, and summed up after a while.',
      );
    }
    if (action !== 'sum up') return;
    const { times, ms } = this.#changes.count;
    this.warn(
      `${this.#label} is unstable: its firmware or its outlets changed ${times} times in ${duration(ms)}; most recently, ${what}.\n` +
        `${SHARED_ADDRESS_ADVICE} If there is no other device, unplug the plug for ten seconds. It is asked less often, and summed up like this now and then.`,
    );
  }

  /** The plug answers at another address than before. */
  moved(from: string): void {
    const { name, address } = this.#options.plug();
    const action = this.#moves.recordEvent();
    if (action === 'log')
      this.#options.log.info(`${name} has moved from ${from} to ${address}, and is followed there.`);
    if (action !== 'sum up') return;
    const { times, ms } = this.#moves.count;
    this.warn(
      `${name} has moved ${times} times in ${duration(ms)}, and is at ${address} now.\n` +
        'Give each plug a fixed address in your router. It is followed all the same, and that is summed up like this now and then.',
    );
  }

  /** Something about the plug or its config that stays as it is; told once. */
  once(text: string): void {
    if (this.#notices.size >= MAX_NOTICES) this.#options.log.debug(text);
    else if (this.#isNew(text)) this.warn(text);
  }

  /** The plug tells its changes by itself; so people see that what they set up works. */
  pushActive(): void {
    if (!this.#isNew('pushes')) return;
    this.#options.log.info(
      `${this.#label} tells its changes by itself now; while it does, it is asked for its state only once a minute.`,
    );
  }

  /** A query is met by silence, while the plug answers others. */
  unanswered(namespace: string, forGood: boolean): void {
    const what = forGood ? 'goes silent for some seconds after' : 'does not reply to';
    const next = forGood
      ? 'It is not asked for that again until Homebridge restarts'
      : 'It is asked for that again in ten minutes';
    this.once(
      `${this.#label} ${what} a query for ${namespace}.\n${next}; everything else it reports is shown as usual.`,
    );
  }

  /** Homebridge's cache cannot be written: what is new of this plug will be forgotten at the next restart. */
  cacheNotWritten(error: unknown): void {
    if (!this.#isNew('cache')) return;
    this.#options.log.error(
      `${this.#options.plug().name}: Homebridge cannot write its cache of accessories: ${String(error)}\n` +
        'Is the disk full or read-only? The plug works; names given in Home and the like may be lost at a restart.',
    );
  }

  /** The plug's own clock, which its timers and its energy per day go by. It is switched all the same. */
  checkClock({ timestamp, timezone }: PlugTime): void {
    const { log, clock } = this.#options;
    const offBy = Math.abs(timestamp - clock.epochSeconds());
    if (this.#reachability.hasReplied || (offBy <= CLOCK_TOLERANCE_SECONDS && timezone !== '')) return;
    if (!this.#isNew('clock')) return;
    const what =
      offBy > CLOCK_TOLERANCE_SECONDS
        ? `its clock and this computer's differ by ${duration(offBy * 1000)}`
        : 'it has no time zone';
    log.info(
      `${this.#label} works, but ${what}.\n` +
        'Its own timers and its energy per day go by that clock. Nothing needs to be done for switching.',
    );
  }

  /** A write that this plug does not carry out, for a reason that will not go away. */
  refused(error: MerossError): void {
    if (!this.#isNew(error.kind)) return;
    this.warn(explainInLog(error, explained(this.#options.plug())));
  }

  close(): void {
    this.#reachability.close();
    this.#changes.close();
    this.#moves.close();
  }

  #onStable({ times, ms }: Count, quietMs: number): void {
    this.#options.log.info(
      `${this.#label}: nothing has changed for ${duration(quietMs)}; before that, its firmware or its outlets changed ${times} times in ${duration(ms)}.\n` +
        `Most recently, ${this.#lastChange}. Nothing needs to be done.`,
    );
  }

  /** Whether this was not logged yet. From now on it was. */
  #isNew(what: string): boolean {
    const isNew = !this.#notices.has(what);
    this.#notices.add(what);
    return isNew;
  }

  get #label(): string {
    return plugLabel(this.#options.plug());
  }
}
