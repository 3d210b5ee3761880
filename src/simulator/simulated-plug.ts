import { clearBodies } from './body-codec.ts';
import { Connection } from './connection.ts';
import { converse } from './conversation.ts';
import { type Faults, noFaults } from './faults.ts';
import { Listener } from './listener.ts';
import type { PlugModel } from './model.ts';
import { PlugCore } from './plug-core.ts';
import { RequestLog, type SeenRequest } from './request-log.ts';
import { sleep } from './sleep.ts';

/** A plug to be simulated; all but the model has a default. */
export interface SimulatedPlugOptions {
  readonly model: PlugModel;
  /** Signing key; default: the made-up key of the trace. */
  readonly key?: string;
  /** 32 characters, the last 12 of which become the MAC address; default: the made-up uuid of the trace. */
  readonly uuid?: string;
  /** Default 127.0.0.1; the plug listens nowhere else. */
  readonly address?: string;
  /** Default 0: any free one. */
  readonly port?: number;
  /** The true time in milliseconds since 1970, for tests that count energy over days; default `Date.now`. */
  readonly now?: () => number;
}

/** A plug on a real socket: it answers `POST /config` in the shapes of its trace, and misbehaves as its faults say. */
export class SimulatedPlug {
  readonly model: PlugModel;
  readonly uuid: string;
  readonly key: string;
  /** May be changed at any time. */
  readonly faults: Faults = noFaults();
  readonly #address: string;
  readonly #core: PlugCore;
  readonly #log = new RequestLog();
  readonly #listener: Listener;
  readonly #closing = new AbortController();
  #lastStep: Promise<unknown> = Promise.resolve();

  constructor({ model, key, uuid, address = '127.0.0.1', port = 0, now = Date.now }: SimulatedPlugOptions) {
    this.model = model;
    this.uuid = uuid ?? model.uuid;
    this.key = key ?? model.key;
    this.#address = address;
    this.#core = new PlugCore(model, { uuid: this.uuid, key: this.key, address }, this.faults, now);
    const shared = { core: this.#core, codec: clearBodies, log: this.#log };
    this.#listener = new Listener(address, port, socket => {
      void converse(shared, new Connection(socket));
    });
  }

  /**
   * Starts to listen.
   *
   * @throws the error of `listen`, such as EADDRINUSE
   */
  start(): Promise<void> {
    return this.#inTurn(() => this.#powerUp(true));
  }

  /**
   * Where it listens, such as "127.0.0.1:54321".
   *
   * @throws {Error} before it has been started, when its port is not yet known
   */
  get host(): string {
    if (this.#listener.port === 0) throw new Error('This simulated plug has not been started');
    const address = this.#address.includes(':') ? `[${this.#address}]` : this.#address;
    return `${address}:${String(this.#listener.port)}`;
  }

  /** Every request that was read, oldest first: a live list. */
  get requests(): readonly SeenRequest[] {
    return this.#log.requests;
  }

  /**
   * Most requests that were in hand at the same time. A request is in hand from when it has been read until it is
   * answered, hung up on, or its connection has closed.
   */
  get maxInFlight(): number {
    return this.#log.mostOpen;
  }

  /**
   * The button on the plug: toggles an outlet, by default the only one or outlet 1 of a strip. Channel 0 of a strip is
   * its master button: all off if any is on, else all on. Works without power too, so that a test can choose what the
   * plug wakes up with.
   *
   * @throws {RangeError} when there is no such channel
   */
  press(channel = this.#firstOutlet): void {
    const { relays } = this.#core;
    const on =
      relays.hasMaster && channel === 0 ? relays.outlets.some(outlet => relays.isOn(outlet)) : this.isOn(channel);
    relays.turn(channel, !on);
  }

  /**
   * Switches an outlet, as a rule or timer of the plug itself does.
   *
   * @throws {RangeError} when there is no such channel
   */
  turn(channel: number, on: boolean): void {
    this.#core.relays.turn(channel, on);
  }

  /**
   * What the relay of an outlet is, by default of the only one or outlet 1 of a strip.
   *
   * @throws {RangeError} when there is no such channel
   */
  isOn(channel = this.#firstOutlet): boolean {
    return this.#core.relays.isOn(channel);
  }

  /**
   * Plugs in an appliance that draws so many watts while the outlet is on, by default into the only outlet or outlet 1.
   *
   * @throws {RangeError} when there is no such outlet, or no such power
   */
  setLoad(watts: number, channel = this.#firstOutlet): void {
    if (!Number.isFinite(watts) || watts < 0) throw new RangeError(`A load of ${String(watts)} W`);
    if (!this.#core.relays.outlets.includes(channel))
      throw new RangeError(`This plug has no outlet ${String(channel)}`);
    this.#core.setLoad(channel, watts);
  }

  /** Cuts the power: the port refuses connections, open ones are destroyed. */
  unplug(): Promise<void> {
    return this.#inTurn(async () => {
      this.#core.cutPower();
      await this.#listener.close();
    });
  }

  /** Gives power back: the same port, the relays as they were, the time known. */
  plugIn(): Promise<void> {
    return this.#inTurn(() => this.#powerUp(true));
  }

  /** Power is gone for so many milliseconds; afterwards the plug does not know the time until it is told. */
  async reboot(ms: number): Promise<void> {
    await this.unplug();
    await sleep(ms, this.#closing.signal);
    if (!this.#closing.signal.aborted) await this.#inTurn(() => this.#powerUp(false));
  }

  /** Ends everything: port, connections, waits. The plug cannot be started again. */
  close(): Promise<void> {
    this.#closing.abort();
    return this.#inTurn(() => this.#listener.close());
  }

  async #powerUp(knowsTime: boolean): Promise<void> {
    if (this.#closing.signal.aborted) throw new Error('This simulated plug has been closed');
    this.#core.restorePower(knowsTime);
    await this.#listener.open(this.#closing.signal);
  }

  get #firstOutlet(): number {
    return this.#core.relays.outlets[0] ?? 0;
  }

  // One after the other, so that a plug pulled out while it starts ends up pulled out.
  #inTurn(step: () => Promise<void>): Promise<void> {
    const done = this.#lastStep.then(step);
    this.#lastStep = done.catch(() => undefined);
    return done;
  }
}
