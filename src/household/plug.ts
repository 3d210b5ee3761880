import type { Logging } from 'homebridge';
import type { DeviceConfig } from '../config.ts';
import type { MerossDevice } from '../device/device.ts';
import type { PlugConnection } from '../device/plug-connection.ts';
import { isPlug, type PlugInfo } from '../device/plug-info.ts';
import type { Identification } from '../device/session.ts';
import { LockedError, MalformedError, OtherPlugError, RefusedError, type MerossError } from '../errors.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import { formatAddress, parseAddress, type Address } from '../transport/transport.ts';
import { expectedUuid, identityOf, likelyUuid, sought, type Identity } from './identity.ts';
import type { Neighbours } from './neighbours.ts';
import { Reporter } from './reporter.ts';
import { Seeker } from './seeker.ts';
import { Tile, type ShownPlug } from './tile.ts';
import { Voice } from './voice.ts';
import { plugLink, type LinkWiring } from './ways.ts';

export interface PlugOptions extends ShownPlug, Pick<LinkWiring, 'pollSeconds' | 'phase' | 'mail'> {
  readonly log: Logging;
  readonly neighbours: Neighbours;
}

/** One plug of the config: keeps it connected, shows it in HomeKit, and tells people what happens to it. */
export class Plug {
  /** What the plug says by itself. */
  readonly voice: Voice;
  readonly #options: PlugOptions;
  readonly #link: PlugConnection;
  readonly #reporter: Reporter;
  readonly #tile: Tile;
  readonly #seeker: Seeker;
  #identity: Identity;

  constructor(options: PlugOptions) {
    const { config, isDiscovered, clock, log, neighbours } = options;
    const debug = (text: string): void => log.debug(`${this.name} (${this.address}): ${text}`);
    this.#options = options;
    this.#identity = identityOf(config.uuid, isDiscovered);
    this.#reporter = new Reporter({
      log,
      clock,
      subject: () => ({ name: this.name, address: this.address, path: config.path }),
    });
    this.voice = new Voice({ ...options, reporter: this.#reporter, onSign: () => this.#link.retryNow(), debug });
    this.#seeker = new Seeker({
      clock,
      configured: config,
      link: () => this.#link,
      isAway: () => this.isAway,
      onMissing: () => neighbours.onMissing(this),
    });
    this.#tile = new Tile({
      ...options,
      reporter: this.#reporter,
      isLocked: neighbours.isLocked,
      onFailedWrite: error => {
        this.#link.retryNow();
        // That a plug is away is told when it goes; these are about what it will not do.
        if (error instanceof LockedError || error instanceof RefusedError) this.#reporter.refusal(error);
        else debug(`not switched: ${String(error)}`);
      },
    });
    this.#link = plugLink({
      ...options,
      memory: this.#tile.memory,
      features: this.#tile.features,
      debug,
      address: () => this.place,
      uuid: () => expectedUuid(this.#identity),
      onDevice: (device, introduction, place) => this.#meet(device, introduction, place),
      onEnd: (_device, why) => {
        this.voice.detach();
        this.#tile.detach();
        if (why !== undefined) this.#reporter.changed(why);
      },
      onUnanswered: (namespace, forGood) => this.#reporter.leftOut(namespace, forGood),
      onFailure: (error, place) => this.#trouble(error, place),
    });
  }

  get config(): DeviceConfig {
    return this.#options.config;
  }

  get name(): string {
    return this.config.name ?? this.#tile.name ?? this.address;
  }

  /** Where it is, or is looked for. */
  get address(): string {
    return formatAddress(this.place);
  }

  /** The same, in parts. */
  get place(): Address {
    return this.#seeker.place;
  }

  /** Whether it is, or is looked for, elsewhere than the config says. */
  get hasMoved(): boolean {
    return this.address !== formatAddress(this.config);
  }

  get isAway(): boolean {
    return this.#reporter.isAway;
  }

  /** Which plug this is, as far as it is known. */
  get identity(): Identity {
    return this.#identity;
  }

  /** Shows what is remembered of the plug, and connects to it in the background. */
  start(delayMs: number): void {
    const context = this.#tile.recall();
    const host = formatAddress(this.config);
    if (context) this.#identity = { ...this.#identity, remembered: context.info.uuid };
    const last = context?.host === host && context.address !== host ? parseAddress(context.address) : undefined;
    if (last && this.#seek()) this.#seeker.wasAt(last);
    void this.#link.run(delayMs);
  }

  /** Somebody saw our plug at this address. */
  seenAt(place: Address): void {
    if (formatAddress(place) !== this.address && this.#seek()) this.#seeker.seenAt(place);
  }

  /** Our plug might be at one of these addresses, when it is nowhere else. Whoever is there: only this plug is meant. */
  mayBeAt(places: readonly Address[]): void {
    if (this.#seek()) this.#seeker.mayBeAt(places);
  }

  /** Lets go of the plug, for another entry of the config is it too, and comes first. */
  standBack(first: Plug): void {
    if (!this.#options.isDiscovered) {
      this.#reporter.once(
        `${this.config.path} (${this.address}) is the same plug as ${first.config.path} (${first.address}).\n` +
          `Remove one of the two; only ${first.config.path} is used.`,
      );
    }
    this.#tile.letGo();
    void this.close();
  }

  async close(): Promise<void> {
    this.#seeker.close();
    this.#reporter.close();
    await this.#link.close();
    await this.#tile.close();
  }

  /**
   * A plug has answered: ours, or another one.
   * @throws {OtherPlugError} the plug belongs to another entry, which names its uuid
   * @throws {MalformedError} a plug that we know says that it has nothing to switch
   */
  #meet(device: MerossDevice, { info, message }: Identification, place: Address): void {
    const { neighbours } = this.#options;
    const verdict = neighbours.judge(this, { uuid: info.uuid, isPlug: isPlug(info) });
    if (verdict.is === 'stranger') {
      throw new OtherPlugError({ expected: likelyUuid(this.#identity) ?? 'any other', found: info.uuid });
    }
    this.#identity = { ...this.#identity, answered: info.uuid };
    neighbours.onIdentified(this, verdict);
    if (verdict.is === 'no plug') this.#decline(info);
    if (verdict.is !== 'ours') return;
    this.#seeker.isAt(place);
    this.#tile.show(device, this.address);
    if (this.hasMoved) neighbours.onMoved(this);
    this.#reporter.clock(systemAll.parse(message.payload).time);
    device.onReading(reading => {
      if (reading.kind !== 'reachable') return;
      if (!reading.reachable) return this.#trouble(reading.why, place);
      this.#seeker.found();
      this.#reporter.well(info);
    });
    this.voice.attach(device);
  }

  /** There is nothing to show. @throws {MalformedError} there was, in an earlier answer */
  #decline({ uuid, model }: PlugInfo): void {
    const { roster, isDiscovered, log } = this.#options;
    if (roster.forUuid(uuid)) throw new MalformedError('it lists no outlet, though it is known to have some');
    const what = `${this.config.path} (${this.address}) is no plug that can be switched, but a device of type ${model}.`;
    if (isDiscovered) log.debug(what);
    else this.#reporter.warn(`${what}\nRemove it from "devices"; it is ignored.`);
    void this.close();
  }

  /** Whether it is known who is looked for. If so, from now on whatever answers must be that plug. */
  #seek(): boolean {
    this.#identity = sought(this.#identity);
    return this.#identity.isSought;
  }

  #trouble(error: MerossError, place: Address): void {
    // Where it may be elsewhere, a stranger at one of its places is no news.
    this.#reporter.trouble(error, this.#seeker.hasOthers);
    if (error instanceof OtherPlugError) this.#options.neighbours.onStranger(error.found, place);
    this.#seeker.isNotAt(place);
  }
}
