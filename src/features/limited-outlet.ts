import { sleep, type Clock } from '../clock.ts';
import type { RunningDevice } from '../device/feature.ts';
import {
  exceededLimit,
  FRESH,
  nextLimitState,
  remainingMs,
  restartedState,
  type LimitKind,
  type LimitRules,
  type LimitState,
} from './limit-state.ts';
import { toggleCommand } from './toggle.ts';

/** An outlet was beyond a limit for long enough. */
export interface LimitEvent {
  readonly channel: number;
  readonly limit: LimitKind;
  /** The last measurement. */
  readonly watts: number;
  /** Why it could not be switched off; absent if it was. */
  readonly error?: unknown;
}

export interface LimitedOutletOptions {
  readonly device: RunningDevice;
  readonly channel: number;
  readonly rules: LimitRules;
  /** Whether it had been used when its last state was stored. */
  readonly wasUsed: boolean;
  readonly clock: Clock;
  /** Aborts when the device stops. */
  readonly signal: AbortSignal;
  /** Reads the meter now. */
  readonly measure: () => void;
  /** Called when it was switched off, and once if that fails, until it is off. */
  readonly onEvent: (event: LimitEvent) => void;
  /** Called when {@link LimitState.wasUsed} has changed. */
  readonly onUsed: (wasUsed: boolean) => void;
}

/** Before a command that failed is sent once more. */
const RETRY_MS = 1000;

/** One outlet with limits, from the start of its device to the end: switches it off when it exceeds one for long enough. */
export class LimitedOutlet {
  readonly #options: LimitedOutletOptions;
  #state: LimitState;
  #isSwitchingOff = false;
  #cancelMeasuring = (): void => undefined;
  /** It could not be switched off, which was reported, and it has not been off since then. */
  #hasFailed = false;

  constructor(options: LimitedOutletOptions) {
    this.#options = options;
    this.#state = { ...FRESH, wasUsed: options.wasUsed };
    options.signal.addEventListener('abort', () => this.#cancelMeasuring());
  }

  /** The outlet was read as on or off. */
  switched(on: boolean): void {
    if (on) return;
    this.#hasFailed = false;
    this.#setState(FRESH);
  }

  /** The meter was read; watts are undefined if it did not measure, or for too long. */
  measured(watts: number | undefined): void {
    if (this.#isSwitchingOff) return;
    const { device, channel, rules, clock } = this.#options;
    const on = device.state.get('toggle', channel)?.on;
    // A cable warms up in either direction.
    const power = watts === undefined ? undefined : Math.abs(watts);
    this.#setState(nextLimitState(this.#state, { on, watts: power }, rules, clock.now()));
    const limit = exceededLimit(this.#state, rules);
    if (limit !== undefined && power !== undefined) void this.#switchOff({ channel, limit, watts: power });
  }

  /** The plug is unreachable: it may have been unplugged, so the time starts again. */
  lost(): void {
    this.#setState(restartedState(this.#state));
  }

  #setState(state: LimitState): void {
    const { wasUsed } = this.#state;
    this.#state = state;
    this.#measureInTime();
    if (state.wasUsed !== wasUsed) this.#options.onUsed(state.wasUsed);
  }

  /** Has the meter read at the end of the time of a limit, because the next poll may come much later. */
  #measureInTime(): void {
    const { clock, rules, measure, signal } = this.#options;
    this.#cancelMeasuring();
    const remaining = remainingMs(this.#state, rules);
    if (remaining === undefined || remaining <= 0 || signal.aborted) return;
    this.#cancelMeasuring = clock.after(Math.ceil(remaining), measure);
  }

  /** Never rejects. */
  async #switchOff(event: LimitEvent): Promise<void> {
    const { signal, onEvent } = this.#options;
    this.#isSwitchingOff = true;
    try {
      await this.#sendOff();
      // A newer command that switches the outlet on may have taken the place of this one.
      if (this.#isOff) onEvent(event);
    } catch (error) {
      if (signal.aborted || this.#isOff) return;
      if (!this.#hasFailed) onEvent({ ...event, error });
      this.#hasFailed = true;
    } finally {
      this.#isSwitchingOff = false;
      this.#setState(restartedState(this.#state));
    }
  }

  /** Sends the command like a tap in HomeKit, and once more if it fails. */
  async #sendOff(): Promise<void> {
    const { device, channel, clock, signal } = this.#options;
    const command = toggleCommand(device.info, channel, false);
    try {
      await device.send(command);
    } catch {
      await sleep(clock, RETRY_MS, signal);
      if (!this.#isOff) await device.send(command);
    }
  }

  get #isOff(): boolean {
    const { device, channel } = this.#options;
    return device.state.get('toggle', channel)?.on === false;
  }
}
