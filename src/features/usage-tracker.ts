import type { Clock } from '../clock.ts';
import { Alarms } from './alarms.ts';
import { NOT_IN_USE, nextUsage, type OutletLoad, type Usage, type UsageRule } from './outlet-usage.ts';

/** The usage of each outlet of one plug, from load to load. */
export class UsageTracker {
  readonly #rule: UsageRule;
  readonly #clock: Clock;
  readonly #alarms: Alarms;
  readonly #usages = new Map<number, Usage>();
  #runningSignal: AbortSignal | undefined;

  constructor(rule: UsageRule, clock: Clock) {
    this.#rule = rule;
    this.#clock = clock;
    this.#alarms = new Alarms(clock);
  }

  /** Timers run from now on, until the signal aborts. */
  start(signal: AbortSignal): void {
    this.#runningSignal = signal;
    signal.addEventListener('abort', () => {
      this.#alarms.clear();
    });
  }

  /** The last usage of an outlet; undefined if none was measured. */
  lastOf(channel: number): Usage | undefined {
    return this.#usages.get(channel);
  }

  /**
   * Whether an outlet is in use by what was measured now. Power in either direction is use.
   * @param refresh called when time alone may have changed the result
   */
  measured(channel: number, { on, watts }: OutletLoad, refresh: () => void): boolean {
    const now = this.#clock.now();
    const usage = nextUsage(this.lastOf(channel) ?? NOT_IN_USE, { on, watts: Math.abs(watts) }, this.#rule, now);
    this.#usages.set(channel, usage);
    // While a load is low, only time changes the result, so a timer is needed. Not once the device has stopped.
    const isWaiting = usage.lowSinceMs !== undefined && this.#runningSignal?.aborted === false;
    this.#alarms.set(channel, isWaiting ? usage.lowSinceMs + this.#rule.holdMs - now : undefined, refresh);
    return usage.isInUse;
  }

  /** The load is not known. Ends the timer of an outlet; its last usage stays. */
  hold(channel: number): void {
    this.#alarms.set(channel, undefined, () => undefined);
  }

  /** The same, and the wait for the end of its use starts again once the load is known. */
  pause(channel: number): void {
    this.hold(channel);
    const before = this.lastOf(channel);
    if (before !== undefined) this.#usages.set(channel, { ...before, lowSinceMs: undefined });
  }

  /** The last usage of an outlet is not valid any more. */
  forget(channel: number): void {
    this.#usages.delete(channel);
  }
}
