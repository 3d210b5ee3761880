import { SimulatedPeripheral } from './bluetooth/simulated-peripheral.ts';
import { HttpConnection } from './http-connection.ts';
import { handleConnection } from './http-connection-handler.ts';
import { Listener, type Endpoint } from './listener.ts';
import { BrokerClient } from './mqtt/broker-client.ts';
import type { MqttSettings } from './mqtt/mqtt-options.ts';
import type { PlugCore } from './plug-core.ts';
import type { RequestLog } from './request-log.ts';
import type { PlugMode } from './wifi.ts';

/** The endpoints and options of a plug's transports. */
export interface TransportOptions {
  /** In use. */
  readonly lan: Endpoint;
  /** In pairing mode; undefined for a plug that opens no access point. */
  readonly accessPoint: Endpoint | undefined;
  readonly chunkBytes: number;
  /** Undefined for a plug that connects to no broker. */
  readonly mqtt: MqttSettings | undefined;
}

/** The transports of a plug: its power and its mode determine which of them are open. */
export class Transports {
  readonly lan: Listener;
  readonly bluetooth: SimulatedPeripheral;
  readonly broker: BrokerClient;
  readonly #core: PlugCore;
  readonly #accessPoint: Listener | undefined;
  readonly #closing: AbortSignal;
  readonly #waiters: (() => void)[] = [];
  #isStarted = false;
  #activeMode: PlugMode | undefined;
  #failure: Error | undefined;

  constructor(core: PlugCore, log: RequestLog, options: TransportOptions, closing: AbortSignal) {
    const serve = (endpoint: Endpoint): Listener =>
      new Listener(endpoint, socket => {
        void handleConnection({ core, log }, new HttpConnection(socket));
      });
    this.#core = core;
    this.#closing = closing;
    this.lan = serve(options.lan);
    this.#accessPoint = options.accessPoint === undefined ? undefined : serve(options.accessPoint);
    this.bluetooth = new SimulatedPeripheral({ core, log, isOn: () => this.#isOn }, options.chunkBytes);
    this.broker = new BrokerClient(core, log, options.mqtt);
  }

  /** The listener that is open, or would be if the plug were on; undefined in pairing mode without an access point. */
  get listener(): Listener | undefined {
    return this.#core.mode === 'pairing' ? this.#accessPoint : this.lan;
  }

  /** From now on, `update` opens what should be open. */
  start(): void {
    this.#isStarted = true;
  }

  /** Marks the open transports as outdated, until `update` has run. */
  markStale(): void {
    this.#activeMode = undefined;
  }

  /**
   * Closes what should be closed, opens what should be open.
   *
   * @throws the error of `listen`, such as EADDRINUSE
   */
  async update(): Promise<void> {
    const mode = this.#isOn ? this.#core.mode : undefined;
    this.markStale();
    try {
      await this.#apply(mode);
      // The mode may have changed meanwhile, and changes the transports again.
      if (mode === undefined || mode === this.#core.mode) this.#activeMode = mode;
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      this.#waiters.splice(0).forEach(wake => {
        wake();
      });
    }
  }

  /**
   * Resolves when the transports of this mode are open.
   *
   * @throws {Error} if the plug is closed before, or the error of `listen`
   */
  async waitFor(mode: PlugMode): Promise<void> {
    while (this.#activeMode !== mode) {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#closing.aborted) throw new Error('This simulated plug has been closed');
      await new Promise<void>(resolve => this.#waiters.push(resolve));
    }
  }

  async #apply(mode: PlugMode | undefined): Promise<void> {
    this.bluetooth.disconnectUnlessAvailable();
    if (mode !== 'home') await Promise.all([this.lan.close(), this.broker.stop()]);
    if (mode !== 'pairing') await this.#accessPoint?.close();
    if (mode === undefined || mode === 'joining') return;
    const listener = mode === 'pairing' ? this.#accessPoint : this.lan;
    this.#core.address = listener?.endpoint.address ?? '0.0.0.0';
    await listener?.open(this.#closing);
    if (mode === 'home') this.broker.start();
  }

  get #isOn(): boolean {
    return this.#isStarted && this.#core.isPowered && !this.#closing.aborted;
  }
}
