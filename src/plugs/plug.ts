import { isIP } from 'node:net';
import type { DeviceConfig } from '../config.ts';
import type { MerossDevice } from '../device/device.ts';
import type { PlugConnection } from '../device/plug-connection.ts';
import { isPlug, type PlugInfo } from '../device/plug-info.ts';
import type { Identification } from '../device/session.ts';
import {
  LockedError,
  MalformedError,
  OtherPlugError,
  RefusedError,
  WrongKeyError,
  type MerossError,
} from '../errors.ts';
import type { MeasuredPlug } from '../metrics/measured-plug.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import { TIMES } from '../settings.ts';
import { macFromUuid } from '../transport/mac-lookup.ts';
import { formatAddress, parseAddress, type Address } from '../transport/transport.ts';
import { expectedUuid, identityOf, likelyUuid, searchedFor, type Identity } from './identity.ts';
import type { OtherPlugs } from './other-plugs.ts';
import { PlugLog } from './plug-log.ts';
import { AddressSearch } from './address-search.ts';
import { AccessoryBinding, type BoundPlug } from './accessory-binding.ts';
import { PlugPush } from './plug-push.ts';
import { connectPlug, type ConnectionWiring } from './connection-wiring.ts';
import type { PluginLog } from '../plugin-log.ts';
import type { StartResult } from './start-summary.ts';

export interface PlugOptions extends BoundPlug, Pick<ConnectionWiring, 'pollSeconds' | 'phase' | 'broker'> {
  readonly log: PluginLog;
  readonly otherPlugs: OtherPlugs;
  /** Called with every first reply and every failure. */
  readonly onResult: (result: StartResult) => void;
}

/** One plug of the config: keeps it connected, binds its accessory, and logs what happens to it. */
export class Plug {
  /** Receives the pushes of the plug. */
  readonly push: PlugPush;
  readonly #options: PlugOptions;
  readonly #connection: PlugConnection;
  readonly #log: PlugLog;
  readonly #binding: AccessoryBinding;
  readonly #addressSearch: AddressSearch;
  #identity: Identity;
  #lastFailure: MerossError | undefined;
  /** When a read may lead to the next query. */
  #nextReaderAt = -Infinity;

  constructor(options: PlugOptions) {
    const { config, isDiscovered, clock, log, otherPlugs } = options;
    const debug = (text: string): void => log.debug(`${this.name} (${this.addressText}): ${text}`);
    this.#options = options;
    this.#identity = identityOf(config.uuid, isDiscovered);
    this.#log = new PlugLog({
      log,
      clock,
      plug: () => ({ name: this.name, address: this.addressText, path: config.path, isInHome: this.#binding.isInHome }),
    });
    this.push = new PlugPush({ ...options, plugLog: this.#log, onOnline: () => this.askNow(), debug });
    this.#addressSearch = new AddressSearch({
      clock,
      configured: config,
      connection: () => this.#connection,
      isUnreachable: () => this.isUnreachable,
      onMissing: () => otherPlugs.onMissing(this),
    });
    this.#binding = new AccessoryBinding({
      ...options,
      plugLog: this.#log,
      isLocked: otherPlugs.isLocked,
      onFailedRead: () => this.#retryForReader(),
      onFailedWrite: error => {
        // A device polls by itself after a failed command.
        if (this.#connection.device === undefined) this.askNow();
        // An unreachable plug is logged elsewhere; these are commands that the plug does not carry out.
        if (error instanceof LockedError || error instanceof RefusedError) this.#log.refused(error);
        else debug(`not switched: ${String(error)}`);
      },
    });
    this.#connection = connectPlug({
      ...options,
      remembered: this.#binding.remembered,
      features: this.#binding.features,
      debug,
      addresses: () => this.#addressSearch.addresses,
      uuid: () => expectedUuid(this.#identity),
      onDevice: (device, identification, address) => this.#identify(device, identification, address),
      onEnd: (_device, change) => {
        this.push.detach();
        this.#binding.detach();
        if (change !== undefined) this.#log.changed(change);
      },
      onUnanswered: (namespace, forGood) => this.#log.unanswered(namespace, forGood),
      onFailure: (error, address) => this.#reportFailure(error, address),
    });
  }

  get config(): DeviceConfig {
    return this.#options.config;
  }

  get name(): string {
    return this.config.name ?? this.#binding.name ?? this.addressText;
  }

  /** How people find its entry in the config: `plug 3, Heater (192.168.1.20)`. */
  get label(): string {
    const { name, path } = this.config;
    return `${[this.#options.log.texts.log.entry({ path }), ...(name === undefined ? [] : [name])].join(', ')} (${this.addressText})`;
  }

  /** The address of the plug, or where it was tried last. */
  get addressText(): string {
    return formatAddress(this.address);
  }

  /** The same as host and port. */
  get address(): Address {
    return this.#connection.address ?? this.#addressSearch.addresses[0];
  }

  /** Whether that is another address than in the config. */
  get hasMoved(): boolean {
    return this.addressText !== formatAddress(this.config);
  }

  get isUnreachable(): boolean {
    return this.#log.isUnreachable;
  }

  /** Its MAC, as far as it is known from its uuid. */
  get mac(): string | undefined {
    const uuid = likelyUuid(this.#identity);
    return uuid && macFromUuid(uuid);
  }

  /** What the metrics show of it. */
  get measured(): MeasuredPlug {
    const { path, name = this.#binding.name ?? path } = this.config;
    return { uuid: likelyUuid(this.#identity), name, device: this.#connection.device };
  }

  /** What is known about which plug this is. */
  get identity(): Identity {
    return this.#identity;
  }

  /** Restores the accessory, and connects to the plug in the background. */
  start(delayMs: number): void {
    const context = this.#binding.restore();
    const host = formatAddress(this.config);
    if (context) this.#identity = { ...this.#identity, remembered: context.info.uuid };
    const lastAddress = context?.host === host && context.address !== host ? parseAddress(context.address) : undefined;
    if (lastAddress && this.#startSearching()) this.#addressSearch.setLastKnown(lastAddress);
    void this.#connection.run(delayMs);
  }

  /** The plug was seen at this address. If it is unreachable, it is asked there at once. */
  observedAt(address: Address): void {
    const [mostLikely] = this.#addressSearch.addresses;
    if (formatAddress(address) === formatAddress(mostLikely)) this.askNow();
    else if (this.#startSearching()) this.#addressSearch.observedAt(address);
  }

  /** There is a sign that the plug is back: if it is unreachable, it is asked at once. */
  askNow(): void {
    if (this.isUnreachable) this.#connection.askNow();
  }

  /** The plug may be at one of these addresses. From now on only a plug with the known uuid is accepted. */
  addCandidates(addresses: readonly Address[]): void {
    if (this.#startSearching()) this.#addressSearch.addCandidates(addresses);
  }

  /** Stops, because an earlier entry of the config is the same plug. */
  yieldTo(first: Plug): void {
    if (!this.#options.isDiscovered) {
      this.#log.once(this.#options.log.texts.log.samePlug({ who: this.label, first: first.label }));
    }
    this.#options.onResult('duplicate');
    this.#binding.release();
    void this.close();
  }

  /** The kernel has had the MAC of this plug at this IP for a moment: the plug is back, or has another address now. */
  macSeenAt(ip: string): void {
    const { host, port } = this.config;
    // The IP of a name is not known here.
    if (isIP(host) === 0) this.askNow();
    else this.observedAt({ host: ip, port });
  }

  async close(): Promise<void> {
    this.#addressSearch.close();
    this.#log.close();
    await this.#connection.close();
    await this.#binding.close();
  }

  /**
   * A device has replied: the plug of this entry, or another one.
   * @throws {OtherPlugError} the plug belongs to another entry, which names its uuid
   * @throws {MalformedError} a plug that is known to have outlets lists none
   */
  #identify(device: MerossDevice, { info, message }: Identification, address: Address): void {
    const { otherPlugs } = this.#options;
    const decision = otherPlugs.decide(this, { uuid: info.uuid, isPlug: isPlug(info) });
    if (decision.is === 'stranger') {
      throw new OtherPlugError({ expected: likelyUuid(this.#identity), found: info.uuid });
    }
    this.#identity = { ...this.#identity, answered: info.uuid };
    otherPlugs.onIdentified(this, decision);
    if (decision.is === 'no plug') this.#ignore(info);
    if (decision.is !== 'ours') return;
    this.#addressSearch.confirm(address);
    this.#binding.bind(device, this.addressText);
    if (this.hasMoved) otherPlugs.onMoved(this);
    this.#log.checkClock(systemAll.parse(message.payload).time);
    device.onReading(reading => {
      if (reading.kind !== 'reachable') return;
      if (!reading.reachable) return this.#reportFailure(reading.why, address);
      this.#addressSearch.markFound();
      this.#log.replied(info);
      this.#options.onResult('ready');
    });
    this.push.attach(device);
  }

  /** The device has no outlet. @throws {MalformedError} it had one in an earlier reply */
  #ignore({ uuid, model }: PlugInfo): void {
    const { registry, isDiscovered, log } = this.#options;
    if (registry.forUuid(uuid))
      throw new MalformedError('it lists no outlet, although it had one before', { reason: 'no outlet any more' });
    if (isDiscovered) log.debug(`${this.label} is not a plug, but a device of type ${model} without an outlet.`);
    else this.#log.warn(log.texts.log.noPlug({ who: this.label, model }));
    this.#options.onResult('no plug');
    void this.close();
  }

  /** Whether the uuid of the plug is known. If so, only that plug is accepted from now on. */
  #startSearching(): boolean {
    this.#identity = searchedFor(this.#identity);
    return this.#identity.isSearched;
  }

  /** The Home app may be open, so the plug is asked now; but an app that reads again and again must not set the pace. */
  #retryForReader(): void {
    const now = this.#options.clock.now();
    if (!this.isUnreachable || now < this.#nextReaderAt || this.#lastFailure instanceof WrongKeyError) return;
    this.#nextReaderAt = now + TIMES.readerMs;
    this.#connection.retryNow();
  }

  #reportFailure(error: MerossError, address: Address): void {
    this.#lastFailure = error;
    // While several addresses are tried, another plug at one of them is expected.
    this.#log.failed(error, this.#addressSearch.hasAlternatives);
    this.#options.onResult(error.kind);
    if (error instanceof OtherPlugError) this.#options.otherPlugs.onOtherPlug(error.found, address);
    this.#addressSearch.reject();
  }
}
