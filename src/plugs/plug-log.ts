import type { FeatureLog } from '../features/feature-declaration.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { MerossError } from '../errors.ts';
import { explainInLog } from '../explain.ts';
import type { PlugTime } from '../protocol/namespaces/system-all.ts';
import { duration } from './duration.ts';
import { LogBudget, type Count } from './log-budget.ts';
import { explained, ReachabilityLog, plugLabel, type ReachabilityLogOptions } from './reachability-log.ts';

/** A smaller difference between the clocks is not logged, because replies take time and timers need not be that exact. */
const CLOCK_TOLERANCE_SECONDS = 120;

/** The most different one-time lines for one plug, because a text that quotes the plug may differ each time. */
const MAX_NOTICES = 20;

/** Moves in a row that are logged one by one. */
const FREE_MOVES = 3;

const SHARED_ADDRESS_ADVICE = 'Most likely two devices share this address: give each a fixed one in your router.';

export type PlugLogOptions = ReachabilityLogOptions;

/** Logs what happens to one plug: once when it is unreachable, once when it is back, once for each command it refuses. */
export class PlugLog {
  readonly #options: PlugLogOptions;
  readonly #reachability: ReachabilityLog;
  readonly #changes: LogBudget;
  readonly #moves: LogBudget;
  /** Texts that were logged and are logged only once. */
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

  /** The log of the features of this plug. */
  get features(): FeatureLog {
    return {
      info: text => this.#options.log.info(`${this.#label}: ${text}`),
      warn: text => this.warn(`${this.#label}: ${text}`),
      once: text => this.once(`${this.#label}: ${text}`),
    };
  }

  /**
   * The plug is unreachable, or has not replied yet. Logged once, whatever kind of failure follows; summed up if it
   * happens again and again.
   * @param mayBeElsewhere another plug at this address is expected, because the plug is searched for at several addresses
   */
  failed(error: MerossError, mayBeElsewhere = false): void {
    this.#reachability.failed(error, mayBeElsewhere);
  }

  /** The plug replies. */
  replied(info: PlugInfo): void {
    this.#reachability.replied(info);
  }

  /** Whether the plug has not replied yet, or is unreachable. */
  get isUnreachable(): boolean {
    return this.#reachability.isUnreachable;
  }

  /**
   * The plug replies with other properties than before, and is read again. One such change is logged; more of them within
   * two hours are counted, and summed up if they go on.
   * @param what a clause, e.g. `its firmware is 2.1.18 now, and was 2.1.17`
   */
  changed(what: string): void {
    this.#lastChange = what;
    const action = this.#changes.recordEvent();
    if (action === 'log') {
      this.#options.log.info(
        `${this.#label}: ${what}.\n` +
          'Nothing needs to be done after a firmware update. If this happens again soon, it is counted and summed up later.',
      );
    }
    if (action !== 'sum up') return;
    const { times, ms } = this.#changes.count;
    this.warn(
      `${this.#label} is unstable: its firmware or its outlets changed ${times} times in ${duration(ms)}; most recently, ${what}.\n` +
        `${SHARED_ADDRESS_ADVICE} If there is no other device, unplug the plug for ten seconds. The plugin asks it less often, and logs a summary like this now and then.`,
    );
  }

  /** The plug replies at another address than before. */
  moved(from: string): void {
    const { name, address } = this.#options.plug();
    const action = this.#moves.recordEvent();
    if (action === 'log')
      this.#options.log.info(`${name} has moved from ${from} to ${address}; the plugin uses the new address.`);
    if (action !== 'sum up') return;
    const { times, ms } = this.#moves.count;
    this.warn(
      `${name} has moved ${times} times in ${duration(ms)}, and is at ${address} now.\n` +
        'Give each plug a fixed address in your router. The plugin uses the new address each time, and logs a summary like this now and then.',
    );
  }

  /** Logs a lasting fact about the plug or its config, once. */
  once(text: string): void {
    if (this.#notices.size >= MAX_NOTICES) this.#options.log.debug(text);
    else if (this.#isNew(text)) this.warn(text);
  }

  /** The plug sends its changes by itself. Logged so that users see that their setup works. */
  pushActive(): void {
    if (!this.#isNew('pushes')) return;
    this.#options.log.info(
      `${this.#label} sends its changes by itself now. While it does, it is polled once a minute only.`,
    );
  }

  /** The plug does not reply to one query, but to others. */
  unanswered(namespace: string, forGood: boolean): void {
    const what = forGood ? 'goes silent for some seconds after' : 'does not reply to';
    const next = forGood
      ? 'This query is not sent again until Homebridge restarts'
      : 'This query is sent again in ten minutes';
    this.once(`${this.#label} ${what} a query for ${namespace}.\n${next}; everything else works as usual.`);
  }

  /** Homebridge's cache cannot be written, so what is new about this plug is lost at the next restart. */
  cacheNotWritten(error: unknown): void {
    if (!this.#isNew('cache')) return;
    this.#options.log.error(
      `${this.#options.plug().name}: Homebridge cannot write its cache of accessories: ${String(error)}\n` +
        'Is the disk full or read-only? The plug works; names given in Home and the like may be lost at a restart.',
    );
  }

  /** Logs once if the plug's own clock is wrong, because its timers and its energy per day depend on it. */
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
        'Its own timers and its energy per day depend on that clock; switching does not. "meross-local clock" sets it.',
    );
  }

  /** The plug refused a write for a lasting reason. */
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
      `${this.#label} is stable again: nothing has changed for ${duration(quietMs)}. Before that its firmware or its outlets changed ${times} times in ${duration(ms)}.\n` +
        `Last change: ${this.#lastChange}. Nothing needs to be done.`,
    );
  }

  /** Whether this text is new; it is not from now on. */
  #isNew(what: string): boolean {
    const isNew = !this.#notices.has(what);
    this.#notices.add(what);
    return isNew;
  }

  get #label(): string {
    return plugLabel(this.#options.plug());
  }
}
