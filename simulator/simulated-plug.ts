import type { Account } from './account.ts';
import type { SimulatedPeripheral } from './bluetooth/simulated-peripheral.ts';
import { Transports } from './transports.ts';
import { type Faults, noFaults } from './faults.ts';
import { type ProbeReply, probeReplyOf } from './probe-reply.ts';
import type { JsonObject } from './json.ts';
import { freeEndpoint, endpointOf } from './listener.ts';
import type { PlugModel } from './plug-model.ts';
import type { PlugMqtt } from './mqtt/broker-client.ts';
import { PlugCore } from './plug-core.ts';
import {
  coreOptionsOf,
  type MoveOptions,
  transportOptionsOf,
  type FirmwareUpdate,
  type SimulatedPlugOptions,
} from './plug-options.ts';
import { Power } from './power.ts';
import { recordedLoads } from './recorded-state.ts';
import { RequestLog, type SeenRequest } from './request-log.ts';
import type { PlugMode } from './wifi.ts';
import type { WifiAttempt } from './wifi-networks.ts';

/**
 * A plug on a real socket: it answers `POST /config` in the shapes of its trace, and misbehaves according to its
 * faults.
 */
export class SimulatedPlug {
  readonly model: PlugModel;
  readonly uuid: string;
  readonly name: string;
  /** May be changed at any time. */
  readonly faults: Faults = noFaults();
  readonly #core: PlugCore;
  readonly #log = new RequestLog();
  readonly #transports: Transports;
  readonly #power: Power;

  constructor(options: SimulatedPlugOptions) {
    const { model, uuid, name, faults, onTurned } = options;
    Object.assign(this.faults, faults);
    this.model = model;
    this.uuid = uuid ?? model.uuid;
    this.name = name ?? model.type;
    const closing = new AbortController();
    this.#core = new PlugCore(coreOptionsOf(options, this.faults), {
      modeChanged: () => this.#power.modeChanged(),
      accountChanged: () => this.#power.accountChanged(),
      turned: rows => {
        this.#transports.broker.turned(rows);
        onTurned?.(rows);
      },
      powerFails: () => this.#power.fail(),
    });
    this.#transports = new Transports(this.#core, this.#log, transportOptionsOf(options), closing.signal);
    this.#power = new Power(this.#core, this.#transports, closing);
  }

  /**
   * Starts to listen.
   *
   * @throws the error of `listen`, such as EADDRINUSE
   */
  start(): Promise<void> {
    return this.#power.on(true);
  }

  /**
   * Where the plug listens, such as "127.0.0.1:54321": in pairing mode its access point, else its LAN endpoint.
   *
   * @throws {Error} before it has listened there, when its port is not yet known, and without an access point
   */
  get host(): string {
    const { address, port } = endpointOf(this.#transports.listener);
    return `${address.includes(':') ? `[${address}]` : address}:${String(port)}`;
  }

  /** Its reply to a UDP probe; undefined if it sends none, for example without power. */
  get probeReply(): ProbeReply | undefined {
    if (!this.#transports.lan.isOpen || !this.faults.answersProbe) return undefined;
    return probeReplyOf(this.#core, this.name, this.#transports.lan.endpoint);
  }

  /** The key with which it signs now; empty while it is factory-new. */
  get key(): string {
    return this.#core.account.key;
  }

  /** What Config.Key has set: key, userId, and the gateway, which is its broker. */
  get account(): Account {
    return this.#core.account;
  }

  /** Whether it is in pairing mode, joining, or in use. Its transports open and close a moment later: see `waitFor`. */
  get mode(): PlugMode {
    return this.#core.mode;
  }

  /** How its last attempt to join a network ended, as Config.Trace reports it; undefined before the first. */
  get lastAttempt(): WifiAttempt | undefined {
    return this.#core.wifi.lastAttempt;
  }

  /**
   * Resolves when the plug is in this mode, and listens where it listens in this mode.
   *
   * @throws {Error} if it is closed before, or the error of `listen` if it could not open its port
   */
  waitFor(mode: PlugMode): Promise<void> {
    return this.#transports.waitFor(mode);
  }

  /** Its Bluetooth side, available in pairing mode. */
  get bluetooth(): SimulatedPeripheral {
    return this.#transports.bluetooth;
  }

  /** Its MQTT side, if that is enabled. */
  get mqtt(): PlugMqtt {
    return this.#transports.broker;
  }

  /** The button, held until the plug is factory-new again: erases key, network, clock and rules. */
  reset(): void {
    this.#core.reset();
  }

  /** Every request that was read, oldest first: a live list. */
  get requests(): readonly SeenRequest[] {
    return this.#log.requests;
  }

  /**
   * The maximum of requests in progress at the same time. A request is in progress from when it has been read until it
   * is answered, hung up on, or its connection has closed.
   */
  get maxInFlight(): number {
    return this.#log.maxOpen;
  }

  /**
   * The button on the plug: toggles an outlet, by default the only one or outlet 1 of a strip. Channel 0 of a strip is
   * its master button: all off if any is on, else all on. Works without power too, so that a test can choose the state
   * after power-up.
   *
   * @throws {RangeError} when there is no such channel
   */
  press(channel = this.#firstOutlet): void {
    const { alarms, relays } = this.#core;
    alarms.catchUp();
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
    this.#core.alarms.catchUp();
    this.#core.relays.turn(channel, on);
  }

  /**
   * Whether the relay of an outlet is on, by default of the only one or outlet 1 of a strip.
   *
   * @throws {RangeError} when there is no such channel
   */
  isOn(channel = this.#firstOutlet): boolean {
    this.#core.alarms.catchUp();
    return this.#core.relays.isOn(channel);
  }

  /**
   * Connects an appliance that draws this many watts while the outlet is on, by default to the only outlet or outlet 1.
   * Before the first call, the load is the power that was measured when the plug was recorded.
   *
   * @throws {RangeError} when there is no such outlet, or no such power
   */
  setLoad(watts: number, channel = this.#firstOutlet): void {
    if (!Number.isFinite(watts) || watts < 0) throw new RangeError(`A load of ${String(watts)} W`);
    if (!this.#core.relays.outlets.includes(channel))
      throw new RangeError(`This plug has no outlet ${String(channel)}`);
    this.#core.setLoad(channel, watts);
  }

  /**
   * Whether the recording shows the load of an outlet: it was on, and the meter showed its power, even if 0. Until that
   * changes, the plug reports exactly what was recorded.
   */
  wasMeasured(channel = this.#firstOutlet): boolean {
    return recordedLoads(this.model).some(([measured]) => measured === channel);
  }

  /** The triggers (auto-off rules) that the plug executes, as they were sent. */
  get rules(): readonly JsonObject[] {
    return this.#core.rules.book('triggers').rules;
  }

  /** The timers of the plug, as they were sent; one that runs once is disabled when it has been executed. */
  get timers(): readonly JsonObject[] {
    return this.#core.rules.book('timers').rules;
  }

  /** Cuts the power: the port refuses connections, open ones are destroyed. */
  unplug(): Promise<void> {
    return this.#power.off();
  }

  /** Restores power: the same port, the relays as they were, the time known. */
  plugIn(): Promise<void> {
    return this.#power.on(true);
  }

  /** Power is off for this many milliseconds; afterwards the plug does not know the time until it is set. */
  reboot(ms: number): Promise<void> {
    return this.#power.reboot(ms);
  }

  /** Installs new firmware; its abilities and version appear in System.Ability and System.All. */
  update({ firmwareVersion, abilities }: FirmwareUpdate): void {
    const listed = abilities === undefined ? this.#core.firmware.abilities : new Map(Object.entries(abilities));
    this.#core.firmware = { firmwareVersion, abilities: listed };
  }

  /** The version of the firmware, after updates. */
  get firmwareVersion(): string {
    return this.#core.firmware.firmwareVersion;
  }

  /** Namespace → parameters: the abilities that it lists, after updates and with the encryption of a fault. */
  get abilities(): ReadonlyMap<string, JsonObject> {
    return this.#core.abilities;
  }

  /**
   * The router assigns another endpoint: unplugged and plugged in again, by default on another free port of the same
   * address. Returns the new host.
   */
  async move(to: MoveOptions = {}): Promise<string> {
    const from = endpointOf(this.#transports.lan);
    const { address = from.address, port } = to;
    const endpoint = port === undefined ? await freeEndpoint(address, from) : { address, port };
    await this.unplug();
    this.#transports.lan.moveTo(endpoint);
    await this.plugIn();
    return this.host;
  }

  /** The router swaps two plugs: both are unplugged, and each comes back at the endpoint of the other. */
  static async swap(one: SimulatedPlug, other: SimulatedPlug): Promise<void> {
    const [endpointOfOne, endpointOfOther] = [endpointOf(one.#transports.lan), endpointOf(other.#transports.lan)];
    await Promise.all([one.unplug(), other.unplug()]);
    one.#transports.lan.moveTo(endpointOfOther);
    other.#transports.lan.moveTo(endpointOfOne);
    await Promise.all([one.plugIn(), other.plugIn()]);
  }

  /** Ends everything: ports, connections, waits. The plug cannot be started again. */
  close(): Promise<void> {
    return this.#power.close();
  }

  get #firstOutlet(): number {
    return this.#core.relays.outlets[0] ?? 0;
  }
}
