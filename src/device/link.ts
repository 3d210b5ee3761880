import { Pause, within, type Clock } from '../clock.ts';
import { asMerossError, GivenUpError, type MerossError } from '../errors.ts';
import { TIMES } from '../settings.ts';
import type { Address } from '../transport/transport.ts';
import { backOffMs } from './back-off.ts';
import { MerossDevice } from './device.ts';
import type { Feature } from './feature.ts';
import type { Habits } from './habits.ts';
import type { PlugInfo } from './plug-info.ts';
import type { LeftOut } from './left-out.ts';
import { newLeftOut, Session, type Introduction, type SessionOptions, type Slot } from './session.ts';

export interface LinkOptions {
  /** Where to look for the plug now. One try, and the device that comes of it, keep to that place. */
  readonly place: () => Address;
  /** How to talk to whatever is at an address. */
  readonly session: (place: Address) => Omit<SessionOptions, 'clock' | 'pollMs' | 'debug'>;
  /** The plug that must be there, as far as that is known. */
  readonly uuid: () => string | undefined;
  readonly features: readonly Feature[];
  readonly clock: Clock;
  readonly pollMs: number;
  readonly phase: number;
  /** What is remembered of this plug with this firmware. */
  readonly habits?: (info: PlugInfo) => Habits;
  readonly onHabits?: (habits: Habits) => void;
  readonly debug?: (text: string) => void;
  /**
   * A plug has answered and its device is about to run: for the first time, or as another kind of plug than before.
   * What this throws counts as a failure to connect.
   */
  readonly onDevice: (device: MerossDevice, introduction: Introduction, place: Address) => void;
  /** That device runs no more; another one may follow. `why` is what has changed, where it ended by itself. */
  readonly onEnd: (device: MerossDevice, why: string | undefined) => void;
  readonly onLeftOut?: (namespace: string, forGood: boolean) => void;
  /** There is no device, and this is why; told at every try. */
  readonly onFailure: (error: MerossError, place: Address) => void;
}

/**
 * Keeps a plug connected to a device: asks what is there until it answers, and again when the plug has changed. In
 * between, the device watches over its plug by itself.
 */
export class PlugLink {
  readonly #options: LinkOptions;
  readonly #pause: Pause;
  #try: AbortController | undefined;
  #device: MerossDevice | undefined;
  #isRestarting = false;
  /** Kept from one session to the next, as long as it is the same plug with the same firmware. */
  #known: { readonly uuid: string; readonly leftOut: LeftOut } | undefined;
  #hasTriedBoth = false;
  #closed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#pause = new Pause(options.clock);
  }

  /** Runs until closed. Never rejects. */
  async run(delayMs: number): Promise<void> {
    const { clock, onFailure, place: placeNow } = this.#options;
    await this.#pause.for(delayMs);
    let failures = 0;
    while (!this.#closed) {
      const place = placeNow();
      this.#isRestarting = false;
      let why: MerossError | undefined;
      try {
        const session = this.#session(place);
        const introduction = await this.#introduction(session);
        const since = clock.now();
        await this.#live(session, introduction, place);
        // A plug that changes, or hangs up, again and again does not set our pace.
        if (clock.now() - since >= TIMES.steadyMs) failures = 0;
        if (this.#isInterrupted()) continue;
      } catch (error) {
        if (this.#isInterrupted()) continue;
        why = asMerossError(error);
        onFailure(why, place);
      }
      if (!this.#isInterrupted()) await this.#pause.for(backOffMs(failures, why));
      failures += 1;
    }
  }

  /** Does not wait for the next try: somebody wants something of the plug. */
  retryNow(): void {
    this.#pause.end();
  }

  /** Asks anew, for the plug may be somewhere else now; what is under way at the old place is given up. */
  restart(): void {
    this.#isRestarting = true;
    this.#interrupt();
  }

  /** The same, if a device is running; a try that is under way goes on. */
  restartDevice(): void {
    if (this.#device !== undefined) this.restart();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#interrupt();
    await this.#device?.close();
  }

  #interrupt(): void {
    this.#try?.abort(new GivenUpError('closed'));
    this.#pause.end();
    void this.#device?.close();
  }

  #isInterrupted(): boolean {
    return this.#closed || this.#isRestarting;
  }

  #session(place: Address): Session {
    const { session, clock, pollMs, debug } = this.#options;
    return new Session({
      ...session(place),
      leftOutOf: uuid => this.#leftOutOf(uuid),
      hasTriedBoth: this.#hasTriedBoth,
      onTriedBoth: () => {
        this.#hasTriedBoth = true;
      },
      clock,
      pollMs,
      ...(debug && { debug }),
    });
  }

  #leftOutOf(uuid: string): LeftOut {
    if (this.#known?.uuid !== uuid) this.#known = { uuid, leftOut: newLeftOut(this.#options.clock) };
    return this.#known.leftOut;
  }

  async #introduction(session: Session): Promise<Introduction> {
    const { clock, uuid } = this.#options;
    const trial = new AbortController();
    this.#try = trial;
    const slot: Slot = work => within({ clock, signal: trial.signal }, TIMES.pollMs, work);
    try {
      const introduction = await session.introduce(slot, uuid());
      if (this.#isInterrupted()) throw new GivenUpError('closed');
      return introduction;
    } finally {
      this.#try = undefined;
    }
  }

  /** Runs a device until its plug has changed, or the link was closed. */
  async #live(session: Session, introduction: Introduction, place: Address): Promise<void> {
    const { info, message } = introduction;
    const { features, habits, onDevice, onEnd, clock, pollMs, phase, onHabits, onLeftOut, debug } = this.#options;
    const device = new MerossDevice({
      info,
      session,
      features: features.filter(feature => feature.supports(info)),
      clock,
      pollMs,
      phase,
      habits: habits?.(info) ?? {},
      ...(onHabits && { onHabits }),
      ...(onLeftOut && { onLeftOut }),
      ...(debug && { debug }),
    });
    this.#device = device;
    let why: string | undefined;
    try {
      onDevice(device, introduction, place);
      device.start(message);
      why = await device.ended;
      // Other firmware may answer other queries, and want other bodies.
      if (why !== undefined) {
        this.#known = undefined;
        this.#hasTriedBoth = false;
      }
    } finally {
      this.#device = undefined;
      await device.close();
      onEnd(device, why);
    }
  }
}
