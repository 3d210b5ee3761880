import { HomeApp } from '../test/support/home-app.ts';
import type { Journal } from './journal.ts';
import { outletName, type ChaosPlug, type ShownOutlet } from './plug.ts';

/** One write of the controller and its outcome. Times are by `performance.now()`. */
export interface Tap {
  readonly plug: ChaosPlug;
  readonly channel: number;
  readonly on: boolean;
  readonly from: number;
  /** When the reply came; Infinity before. */
  to: number;
  /** HAP's status, 0 for OK; undefined without a reply. */
  status: number | undefined;
}

type Target = Pick<Tap, 'plug' | 'channel' | 'on'>;

/** One iPhone: taps one after the other over one connection, because HAP answers one request at a time there. */
export class Phone {
  readonly #app: HomeApp;
  readonly #journal: Journal;
  readonly #onTaps: (taps: readonly Tap[]) => void;
  readonly #abandoned = Promise.withResolvers<undefined>();
  #lastTap: Promise<unknown> = Promise.resolve();

  /** @param onTaps called with taps when they start */
  constructor(app: HomeApp, onTaps: (taps: readonly Tap[]) => void, journal: Journal) {
    this.#app = HomeApp.join(app);
    this.#onTaps = onTaps;
    this.#journal = journal;
  }

  /** Taps after the taps before; several targets are one scene. Never rejects. */
  tap(targets: readonly Target[], outlets: readonly ShownOutlet[]): Promise<readonly Tap[]> {
    const outcome = this.#lastTap.then(() => this.#tapNow(targets, outlets));
    this.#lastTap = outcome;
    return outcome;
  }

  /** Resolves when no tap is waiting. */
  async idle(): Promise<void> {
    await this.#lastTap;
  }

  /** Gives the taps up that still wait, because their bridge is gone. */
  async abandon(): Promise<void> {
    this.#abandoned.resolve(undefined);
    await this.close();
  }

  async close(): Promise<void> {
    await this.idle();
    await this.#app.close();
  }

  async #tapNow(targets: readonly Target[], outlets: readonly ShownOutlet[]): Promise<readonly Tap[]> {
    const from = performance.now();
    const taps = targets.map((target): Tap => ({ ...target, from, to: Infinity, status: undefined }));
    this.#onTaps(taps);
    const writes = taps.map(({ plug, channel, on }) => {
      const found = outlets.find(outlet => outlet.owner === plug && outlet.channel === channel);
      if (found === undefined) throw new Error(`HomeKit shows no ${outletName({ owner: plug, channel })}`);
      return [found.tile, on] as const;
    });
    const written = this.#app.switchAll(writes).catch(async (error: unknown) => {
      this.#journal.add(`a tap got no reply: ${String(error)}`);
      await this.#app.reconnect().catch(() => undefined);
      return undefined;
    });
    const reply = await Promise.race([written, this.#abandoned.promise]);
    for (const [index, tap] of taps.entries()) {
      tap.to = performance.now();
      tap.status = reply?.statuses[index];
    }
    const names = taps.map(tap => `${outletName({ owner: tap.plug, channel: tap.channel })} ${tap.on ? 'on' : 'off'}`);
    const ms = Math.round(performance.now() - from);
    this.#journal.add(`tap: ${names.join(', ')} → ${taps.map(tap => tap.status ?? 'no reply').join(' ')} in ${ms} ms`);
    return taps;
  }
}
