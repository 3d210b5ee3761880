import type { Transports } from './transports.ts';
import type { PlugCore } from './plug-core.ts';
import { sleep } from './sleep.ts';

/** Power of a plug, and what its transports do about it: one step after the other, in the order of the calls. */
export class Power {
  readonly #core: PlugCore;
  readonly #transports: Transports;
  readonly #closing: AbortController;
  #lastStep: Promise<unknown> = Promise.resolve();

  constructor(core: PlugCore, transports: Transports, closing: AbortController) {
    this.#core = core;
    this.#transports = transports;
    this.#closing = closing;
  }

  /** @throws the error of `listen`, or {Error} if the plug has been closed */
  on(knowsTime: boolean): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#closing.signal.aborted) throw new Error('This simulated plug has been closed');
      this.#core.restorePower(knowsTime);
      this.#transports.start();
      await this.#transports.update();
    });
  }

  off(): Promise<void> {
    return this.#enqueue(async () => {
      this.#core.cutPower();
      await this.#transports.update();
    });
  }

  /**
   * Power off for this many milliseconds; afterwards the plug does not know the time. Not on again once the plug is
   * closed.
   */
  async reboot(ms: number): Promise<void> {
    await this.off();
    await sleep(ms, this.#closing.signal);
    if (!this.#closing.signal.aborted) await this.on(false);
  }

  /** Power fails in the middle of something, which does not continue. */
  fail(): void {
    this.#core.cutPower();
    void this.off();
  }

  /** The plug is in another mode: other transports open. `waitFor` rejects with any failure. */
  modeChanged(): void {
    this.#transports.markStale();
    this.#enqueue(() => this.#transports.update()).catch(() => undefined);
  }

  accountChanged(): void {
    void this.#enqueue(() => this.#transports.broker.redial());
  }

  /** Closes the plug for good. */
  close(): Promise<void> {
    this.#closing.abort();
    this.#core.alarms.close();
    this.#core.wifi.cutPower();
    return this.#enqueue(() => this.#transports.update());
  }

  // So that a plug that is unplugged while it starts ends up unplugged.
  #enqueue(step: () => Promise<void>): Promise<void> {
    const done = this.#lastStep.then(step);
    this.#lastStep = done.catch(() => undefined);
    return done;
  }
}
