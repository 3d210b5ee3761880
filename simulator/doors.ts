import { SimulatedPeripheral } from './bluetooth/peripheral.ts';
import { Connection } from './connection.ts';
import { converse } from './conversation.ts';
import { Listener, type Place } from './listener.ts';
import { BrokerLink } from './mqtt/broker-link.ts';
import type { MqttSettings } from './mqtt/options.ts';
import type { PlugCore } from './plug-core.ts';
import type { RequestLog } from './request-log.ts';
import type { PlugMode } from './wifi.ts';

/** Where and how a plug can be reached. */
export interface DoorOptions {
  /** In the house. */
  readonly lan: Place;
  /** In pairing mode; undefined for a plug that opens no access point. */
  readonly accessPoint: Place | undefined;
  readonly chunkBytes: number;
  /** Undefined for a plug that dials no broker. */
  readonly mqtt: MqttSettings | undefined;
}

/** The ways into a plug: which of them are open follows from its power and its mode. */
export class Doors {
  readonly lan: Listener;
  readonly bluetooth: SimulatedPeripheral;
  readonly broker: BrokerLink;
  readonly #core: PlugCore;
  readonly #accessPoint: Listener | undefined;
  readonly #closing: AbortSignal;
  readonly #waiting: (() => void)[] = [];
  #isStarted = false;
  #reached: PlugMode | undefined;
  #trouble: Error | undefined;

  constructor(core: PlugCore, log: RequestLog, options: DoorOptions, closing: AbortSignal) {
    const serve = (place: Place): Listener =>
      new Listener(place, socket => {
        void converse({ core, log }, new Connection(socket));
      });
    this.#core = core;
    this.#closing = closing;
    this.lan = serve(options.lan);
    this.#accessPoint = options.accessPoint === undefined ? undefined : serve(options.accessPoint);
    this.bluetooth = new SimulatedPeripheral({ core, log, isOn: () => this.#isOn }, options.chunkBytes);
    this.broker = new BrokerLink(core, log, options.mqtt);
  }

  /** Where it listens, or would if it were on; undefined in pairing mode where it has no access point. */
  get listener(): Listener | undefined {
    return this.#core.mode === 'pairing' ? this.#accessPoint : this.lan;
  }

  /** From now on `settle` opens what should be open. */
  start(): void {
    this.#isStarted = true;
  }

  /** What is open is not what should be, until `settle` has seen to it. */
  unsettle(): void {
    this.#reached = undefined;
  }

  /**
   * Closes what should be closed, opens what should be open.
   *
   * @throws the error of `listen`, such as EADDRINUSE
   */
  async settle(): Promise<void> {
    const mode = this.#isOn ? this.#core.mode : undefined;
    this.unsettle();
    try {
      await this.#open(mode);
      // It may have gone on meanwhile, and settles again.
      if (mode === undefined || mode === this.#core.mode) this.#reached = mode;
    } catch (error) {
      this.#trouble = error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      this.#waiting.splice(0).forEach(wake => {
        wake();
      });
    }
  }

  /**
   * Resolves when what belongs to this mode is open.
   *
   * @throws {Error} when the plug is closed before, or the error of `listen`
   */
  async reached(mode: PlugMode): Promise<void> {
    while (this.#reached !== mode) {
      if (this.#trouble !== undefined) throw this.#trouble;
      if (this.#closing.aborted) throw new Error('This simulated plug has been closed');
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
  }

  async #open(mode: PlugMode | undefined): Promise<void> {
    this.bluetooth.follow();
    if (mode !== 'home') await Promise.all([this.lan.close(), this.broker.stop()]);
    if (mode !== 'pairing') await this.#accessPoint?.close();
    if (mode === undefined || mode === 'joining') return;
    const listener = mode === 'pairing' ? this.#accessPoint : this.lan;
    this.#core.address = listener?.place.address ?? '0.0.0.0';
    await listener?.open(this.#closing);
    if (mode === 'home') this.broker.start();
  }

  get #isOn(): boolean {
    return this.#isStarted && this.#core.isPowered && !this.#closing.aborted;
  }
}
