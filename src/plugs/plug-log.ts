import type { FeatureLog, UnsupportedOption } from '../features/feature-declaration.ts';
import type { PlugChange } from '../device/plug-change.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { MerossError } from '../errors.ts';
import { explainInLog } from '../explain.ts';
import type { PlugTime } from '../protocol/namespaces/system-all.ts';
import type { PlugLogTexts } from '../texts/en/log.ts';
import { LogBudget, type Count } from './log-budget.ts';
import { explained, ReachabilityLog, plugLabel, type ReachabilityLogOptions } from './reachability-log.ts';

/** A smaller difference between the clocks is not logged, because replies take time and timers need not be that exact. */
const CLOCK_TOLERANCE_SECONDS = 120;

/** The most different one-time lines for one plug, because a text that quotes the plug may differ each time. */
const MAX_NOTICES = 20;

/** Moves in a row that are logged one by one. */
const FREE_MOVES = 3;

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
    const { log } = this.#options;
    const ofPlug = (text: string): string => log.texts.log.ofPlug({ who: this.#label, text });
    return {
      info: text => log.info(ofPlug(text)),
      warn: text => this.warn(ofPlug(text)),
      once: text => this.once(ofPlug(text)),
      texts: log.texts,
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
   */
  changed(plugChange: PlugChange): void {
    const who = this.#label;
    const change = this.#changeText(plugChange);
    this.#lastChange = change;
    const action = this.#changes.recordEvent();
    if (action === 'log') this.#options.log.info(this.#texts.changed({ who, change }));
    if (action === 'sum up') this.warn(this.#texts.changesOften({ who, ...this.#changes.count, change }));
  }

  /** The plug replies at another address than before. */
  moved(from: string): void {
    const { name, address } = this.#options.plug();
    const action = this.#moves.recordEvent();
    if (action === 'log') this.#options.log.info(this.#texts.moved({ name, from, address }));
    if (action === 'sum up') this.warn(this.#texts.movesOften({ name, ...this.#moves.count, address }));
  }

  /** Logs a lasting fact about the plug or its config, once. */
  once(text: string): void {
    if (this.#notices.size >= MAX_NOTICES) this.#options.log.debug(text);
    else if (this.#isNew(text)) this.warn(text);
  }

  /** The plug sends its changes by itself. Logged so that users see that their setup works. */
  pushActive(): void {
    if (!this.#isNew('pushes')) return;
    this.#options.log.info(this.#texts.pushes({ who: this.#label }));
  }

  /** The plug does not reply to one query, but to others. */
  unanswered(namespace: string, forGood: boolean): void {
    const { querySilences, queryIgnored } = this.#texts;
    this.once((forGood ? querySilences : queryIgnored)({ who: this.#label, namespace }));
  }

  /** An option in the config has no effect on this plug. @param address where it replied */
  withoutEffect({ option, reason }: UnsupportedOption, address: string): void {
    const { path } = this.#options.plug();
    const who = `${this.#texts.entry({ path })} (${address})`;
    const why = this.#options.log.texts.features.unsupported[reason];
    this.once(this.#texts.optionWithoutEffect({ who, option, reason: why }));
  }

  /** Logs once if the plug's own clock is wrong, because its timers and its energy per day depend on it. */
  checkClock({ timestamp, timezone }: PlugTime): void {
    const { log, clock } = this.#options;
    const offBy = Math.abs(timestamp - clock.epochSeconds());
    if (this.#reachability.hasReplied || (offBy <= CLOCK_TOLERANCE_SECONDS && timezone !== '')) return;
    if (!this.#isNew('clock')) return;
    const who = this.#label;
    const { clockDiffers, noTimeZone } = this.#texts;
    log.info(offBy > CLOCK_TOLERANCE_SECONDS ? clockDiffers({ who, ms: offBy * 1000 }) : noTimeZone({ who }));
  }

  /** The plug refused a write for a lasting reason. */
  refused(error: MerossError): void {
    if (!this.#isNew(error.kind)) return;
    const { log, plug } = this.#options;
    this.warn(explainInLog(error, explained(plug()), log.texts));
  }

  close(): void {
    this.#reachability.close();
    this.#changes.close();
    this.#moves.close();
  }

  #onStable(count: Count, quietMs: number): void {
    const change = this.#lastChange;
    this.#options.log.info(this.#texts.changesEnded({ who: this.#label, ...count, quietMs, change }));
  }

  #changeText(change: PlugChange): string {
    switch (change.is) {
      case 'firmware':
        return this.#texts.newFirmware(change);
      case 'outlets':
        return this.#texts.newOutlets(change);
      case 'refusals':
        return this.#texts.newRefusals;
    }
  }

  /** Whether this text is new; it is not from now on. */
  #isNew(what: string): boolean {
    const isNew = !this.#notices.has(what);
    this.#notices.add(what);
    return isNew;
  }

  get #texts(): PlugLogTexts {
    return this.#options.log.texts.log;
  }

  get #label(): string {
    return plugLabel(this.#options.plug());
  }
}
