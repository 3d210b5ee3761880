import { Pause, within, type Clock } from '../clock.ts';
import { asMerossError, GivenUpError, type MerossError } from '../errors.ts';
import { TIMES } from '../settings.ts';
import type { Address } from '../transport/transport.ts';
import { awayQueryMs, retryIntervalMs } from './back-off.ts';
import { MerossDevice } from './device.ts';
import type { Feature } from './feature.ts';
import type { Quirks } from './quirks.ts';
import type { PlugChange } from './plug-change.ts';
import type { PlugInfo } from './plug-info.ts';
import { RetryTimes } from './retry-times.ts';
import type { UnansweredQueries } from './unanswered-queries.ts';
import { newUnansweredQueries, Session, type Identification, type SessionOptions, type Slot } from './session.ts';

export interface PlugConnectionOptions {
  /** Where the plug may be, the most likely address first. One try, and the device that results from it, keep its address. */
  readonly addresses: () => readonly [Address, ...Address[]];
  /** The options of a session with the plug at an address. */
  readonly session: (address: Address) => Omit<SessionOptions, 'clock' | 'pollMs' | 'debug'>;
  /** The expected plug, if known. */
  readonly uuid: () => string | undefined;
  readonly features: readonly Feature[];
  readonly clock: Clock;
  readonly pollMs: number;
  readonly phase: number;
  /** The stored quirks of this plug with this firmware. */
  readonly quirks?: (info: PlugInfo) => Quirks;
  readonly onQuirks?: (quirks: Quirks) => void;
  readonly debug?: (text: string) => void;
  /**
   * A plug has answered and its device is about to start: for the first time, or after the plug has changed.
   * An error that this throws counts as a failure to connect.
   */
  readonly onDevice: (device: MerossDevice, identification: Identification, address: Address) => void;
  /** The device has stopped; another one may follow. `change` is what has changed, if it stopped by itself. */
  readonly onEnd: (device: MerossDevice, change: PlugChange | undefined) => void;
  readonly onUnanswered?: (namespace: string, isPermanent: boolean) => void;
  /** There is no device, for this reason; called after every failed try. */
  readonly onFailure: (error: MerossError, address: Address) => void;
}

/**
 * Keeps a plug connected to a device: identifies the plug until it answers, and again after it has changed. In between,
 * the device polls its plug by itself.
 */
export class PlugConnection {
  readonly #options: PlugConnectionOptions;
  readonly #pause: Pause;
  readonly #retryTimes: RetryTimes;
  #attempt: { readonly controller: AbortController; readonly limit: () => void } | undefined;
  #address: Address | undefined;
  #device: MerossDevice | undefined;
  #isRestarting = false;
  /** How often in a row the device ended by itself soon after its start. */
  #changes = 0;
  /** Kept from one session to the next while it is the same plug with the same firmware. */
  #lastPlug: { readonly uuid: string; readonly unanswered: UnansweredQueries } | undefined;
  #hasTriedBoth = false;
  #closed = false;

  constructor(options: PlugConnectionOptions) {
    this.#options = options;
    this.#pause = new Pause(options.clock);
    this.#retryTimes = new RetryTimes(options.clock, options.pollMs);
  }

  /** The address of the device, or of the last try; undefined before the first one. */
  get address(): Address | undefined {
    return this.#address;
  }

  /** The device that is running now. */
  get device(): MerossDevice | undefined {
    return this.#device;
  }

  /** Runs until closed. Never rejects. */
  async run(delayMs: number): Promise<void> {
    await this.#pause.for(delayMs);
    while (!this.#closed) {
      const waitMs = this.#retryTimes.next(this.#options.addresses()).at - this.#options.clock.now();
      if (waitMs > 0) await this.#pause.for(waitMs);
      else await this.#tryOnce();
    }
  }

  /** Tries now instead of after a pause, because the plug is needed. Does nothing if the plug answers. */
  retryNow(): void {
    this.#retryTimes.retryNow();
    this.#device?.retryNow();
    this.#pause.end();
  }

  /** Tries now, because there is a sign that the plug is back: a try that hangs is cut short, and another one follows. */
  askNow(): void {
    this.#retryTimes.askNow();
    this.#device?.askNow();
    this.#attempt?.limit();
    this.#pause.end();
  }

  /** Identifies the plug again, because its address may have changed; requests to the old address are given up. */
  restart(): void {
    this.#retryTimes.askNow();
    this.#restart();
  }

  /** The same, but only if a device is running; a try in progress goes on. */
  restartDevice(): void {
    if (this.#device !== undefined) this.#restart();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#interrupt();
    await this.#device?.close();
  }

  /** Tries one address, and runs the device if the plug answers there. */
  async #tryOnce(): Promise<void> {
    const { clock, onFailure, addresses: currentAddresses, pollMs } = this.#options;
    const addresses = currentAddresses();
    const { address, failures } = this.#retryTimes.next(addresses);
    const isFirst = address === addresses[0];
    const startedAt = clock.now();
    this.#isRestarting = false;
    this.#address = address;
    let change: PlugChange | undefined;
    try {
      const session = this.#session(address);
      const identification = await this.#identify(session, { queryMs: awayQueryMs(failures, pollMs), isFirst });
      const since = clock.now();
      change = await this.#runDevice(session, identification, address);
      // A plug that repeatedly changes must not be identified again without a growing pause.
      if (clock.now() - since >= TIMES.stableAfterMs) this.#changes = 0;
      if (this.#isInterrupted()) return this.#retryTimes.left(address);
    } catch (error) {
      if (this.#isInterrupted()) return;
      const reason = asMerossError(error);
      this.#retryTimes.failed(address, reason, { startedAt, isFirst });
      onFailure(reason, address);
      return;
    }
    const isFirstUpdate = this.#changes === 0 && change !== undefined && change.is !== 'refusals';
    // It answers, so new firmware is read at once.
    const pauseMs = isFirstUpdate
      ? 0
      : retryIntervalMs({ failures: this.#changes, reason: undefined, awayMs: 0, pollMs });
    this.#changes += 1;
    // One that hangs up may just be restarting.
    await this.#pause.for(change?.is === 'refusals' ? Math.min(pauseMs, pollMs) : pauseMs);
  }

  #restart(): void {
    this.#isRestarting = true;
    this.#interrupt();
  }

  #interrupt(): void {
    this.#attempt?.controller.abort(new GivenUpError('closed', { reason: 'closing' }));
    this.#pause.end();
    void this.#device?.close();
  }

  #isInterrupted(): boolean {
    return this.#closed || this.#isRestarting;
  }

  #session(address: Address): Session {
    const { session, clock, pollMs, debug } = this.#options;
    return new Session({
      ...session(address),
      unansweredQueriesOf: uuid => this.#unansweredQueriesOf(uuid),
      hasTriedBoth: this.#hasTriedBoth,
      onTriedBoth: () => {
        this.#hasTriedBoth = true;
      },
      clock,
      pollMs,
      ...(debug && { debug }),
    });
  }

  #unansweredQueriesOf(uuid: string): UnansweredQueries {
    if (this.#lastPlug?.uuid !== uuid) this.#lastPlug = { uuid, unanswered: newUnansweredQueries(this.#options.clock) };
    return this.#lastPlug.unanswered;
  }

  async #identify(
    session: Session,
    { queryMs, isFirst }: { readonly queryMs: number; readonly isFirst: boolean },
  ): Promise<Identification> {
    const { clock, uuid } = this.#options;
    const controller = new AbortController();
    const since = clock.now();
    let cancel = (): void => undefined;
    const limit = (): void => {
      cancel();
      cancel = clock.after(since + TIMES.staleQueryMs - clock.now(), () => this.#restart());
    };
    this.#attempt = { controller, limit };
    const slot: Slot = work => within({ clock, signal: controller.signal }, queryMs, work);
    try {
      const identification = await session.identify(slot, uuid(), !isFirst);
      if (this.#isInterrupted()) throw new GivenUpError('closed', { reason: 'closing' });
      return identification;
    } finally {
      cancel();
      this.#attempt = undefined;
    }
  }

  /** Runs a device until its plug has changed, or the connection was closed. */
  async #runDevice(
    session: Session,
    identification: Identification,
    address: Address,
  ): Promise<PlugChange | undefined> {
    const { info, message } = identification;
    const { features, quirks, onDevice, onEnd, clock, pollMs, phase, onQuirks, onUnanswered, debug } = this.#options;
    const device = new MerossDevice({
      info,
      session,
      features: features.filter(feature => feature.supports(info)),
      clock,
      pollMs,
      phase,
      quirks: quirks?.(info) ?? {},
      ...(onQuirks && { onQuirks }),
      ...(onUnanswered && { onUnanswered }),
      ...(debug && { debug }),
    });
    this.#device = device;
    let change: PlugChange | undefined;
    try {
      onDevice(device, identification, address);
      this.#retryTimes.found();
      device.start(message);
      change = await device.ended;
      // Other firmware may answer other queries, and require another kind of body.
      if (change !== undefined) {
        this.#lastPlug = undefined;
        this.#hasTriedBoth = false;
      }
      return change;
    } finally {
      this.#device = undefined;
      await device.close();
      onEnd(device, change);
    }
  }
}
