import type { Faults } from './faults.ts';
import { sleep, type Timer } from './sleep.ts';
import { attemptOf, scanOf, type WifiAttempt, type WifiNetwork, type WifiJoinRequest } from './wifi-networks.ts';

/**
 * `pairing`: waits for a network, with an access point of its own and over Bluetooth; `joining`: tries to join; `home`:
 * in use on the network.
 */
export type PlugMode = 'pairing' | 'joining' | 'home';

/** What the Wi-Fi side needs of the plug. */
export interface WifiContext {
  readonly networks: readonly WifiNetwork[];
  /** How long joining takes, or failing to join. */
  readonly joinMs: number;
  readonly faults: Faults;
  /** What it waits by; undefined for the timer of this computer. */
  readonly after: Timer | undefined;
  /** Called after each change of `mode`. */
  changed(): void;
}

/** The Wi-Fi side of a plug. Does not depend on sockets. */
export class Wifi {
  readonly #context: WifiContext;
  #mode: PlugMode;
  #joinRequest: WifiJoinRequest | undefined;
  #attempt: WifiAttempt | undefined;
  #trying = new AbortController();

  constructor(mode: PlugMode, context: WifiContext) {
    this.#mode = mode;
    this.#context = context;
  }

  get mode(): PlugMode {
    return this.#mode;
  }

  /** The end of the last attempt to join; undefined before the first. */
  get lastAttempt(): WifiAttempt | undefined {
    return this.#attempt;
  }

  /** Rows of Config.WifiList. */
  scan(): readonly object[] {
    return scanOf(this.#context.networks, this.#context.faults);
  }

  /** Leaves pairing mode at once, and is on the network or in pairing mode again a moment later. */
  join(joinRequest: WifiJoinRequest): void {
    this.#joinRequest = joinRequest;
    this.#setMode('joining');
    void this.#try(joinRequest);
  }

  /** Leaves its network and returns to pairing mode. */
  leave(): void {
    this.#trying.abort();
    this.#setMode('pairing');
  }

  /** Factory-new: there is no last attempt. */
  reset(): void {
    this.#attempt = undefined;
    this.leave();
  }

  /** Stops everything in progress. */
  cutPower(): void {
    this.#trying.abort();
  }

  /** A plug that lost power while it was joining tries again. */
  restorePower(): void {
    if (this.#mode === 'joining' && this.#joinRequest !== undefined) void this.#try(this.#joinRequest);
  }

  async #try(joinRequest: WifiJoinRequest): Promise<void> {
    this.#trying.abort();
    const trying = new AbortController();
    this.#trying = trying;
    const { networks, joinMs, faults, after } = this.#context;
    await sleep(joinMs, trying.signal, after);
    if (trying.signal.aborted) return;
    this.#attempt = attemptOf(networks, joinRequest, faults);
    this.#setMode(this.#attempt.code === 0 ? 'home' : 'pairing');
  }

  #setMode(mode: PlugMode): void {
    this.#mode = mode;
    this.#context.changed();
  }
}
