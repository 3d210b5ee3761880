import type { Logging } from 'homebridge';
import type { Clock } from '../clock.ts';
import type { DeviceConfig } from '../config.ts';
import type { Introduction, Target } from '../device/connect.ts';
import type { MerossDevice } from '../device/device.ts';
import type { Habits } from '../device/habits.ts';
import { PlugLink } from '../device/link.ts';
import { isPlug, type PlugInfo } from '../device/plug-info.ts';
import { LockedError, MalformedError, OtherPlugError, RefusedError, type MerossError } from '../errors.ts';
import { capabilities } from '../features/index.ts';
import type { PlugAccessory } from '../homekit/accessory.ts';
import type { Capability } from '../homekit/capability.ts';
import type { Roster } from '../homekit/roster.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import { Reporter } from './reporter.ts';
import { TIMES } from '../settings.ts';
import { HttpTransport } from '../transport/http.ts';
import { formatAddress, parseAddress, PLAIN, type Address } from '../transport/transport.ts';
import { Whereabouts } from './whereabouts.ts';

/** What a plug tells those who see all of them. */
export interface Neighbours {
  /** The plug has said who it is. @returns another entry of the config that is this plug and comes first, if any */
  readonly onIdentified: (plug: Plug) => Plug | undefined;
  /** Whether any entry of the config wants the plug with this uuid never to be switched. */
  readonly isLocked: (uuid: string) => boolean;
  /** Whether another entry of the config names this uuid as its plug's. */
  readonly isNamedElsewhere: (uuid: string) => boolean;
  /** Another plug answers where this one should be. */
  readonly onStranger: (uuid: string, address: Address) => void;
  /** The plug is elsewhere than the config says, and so its address there is somebody else's. */
  readonly onMoved: (plug: Plug) => void;
  /** The plug has been away for a while; told again and again until it is back. */
  readonly onMissing: (plug: Plug) => void;
}

export interface PlugOptions {
  readonly config: DeviceConfig;
  /** It is not in the config: it was found on the network. */
  readonly isDiscovered: boolean;
  readonly pollSeconds: number;
  readonly energySeconds: number;
  /** 0 … 1: where in the poll period this plug is asked. */
  readonly phase: number;
  readonly roster: Roster;
  readonly clock: Clock;
  readonly log: Logging;
  readonly neighbours: Neighbours;
}

/** One plug of the config: keeps it connected, shows it in HomeKit, and tells people what happens to it. */
export class Plug {
  readonly #options: PlugOptions;
  readonly #capabilities: readonly Capability[];
  readonly #link: PlugLink;
  readonly #reporter: Reporter;
  #whereabouts: Whereabouts;
  #accessory: PlugAccessory | undefined;
  #manner = PLAIN;
  #habits: Habits = {};
  #provenUuid: string | undefined;
  /** The plug that is meant, where it is known to have moved: whoever is at the config's address is another one. */
  #movedUuid: string | undefined;
  #cancelMissing: (() => void) | undefined;
  #missingMs: number = TIMES.missingMs;
  #closed = false;

  constructor(options: PlugOptions) {
    const { config, clock, pollSeconds, energySeconds, phase, log } = options;
    this.#options = options;
    this.#capabilities = capabilities({ energy: config.energy, energySeconds });
    this.#whereabouts = new Whereabouts(config);
    this.#reporter = new Reporter({
      log,
      clock,
      subject: () => ({ name: this.name, address: this.address, path: config.path }),
    });
    this.#link = new PlugLink({
      place: () => this.#whereabouts.current,
      transport: place => target => this.#transport(place, target),
      uuid: () => this.provenUuid ?? this.#movedUuid,
      features: this.#capabilities,
      clock,
      pollMs: pollSeconds * 1000,
      phase,
      habits: info => this.#habitsOf(info),
      onHabits: habits => {
        this.#habits = habits;
        this.#remember();
      },
      debug: text => {
        this.#debug(text);
      },
      onDevice: (device, introduction, place) => {
        this.#show(device, introduction, place);
      },
      onEnd: () => {
        this.#accessory?.detach();
      },
      onFailure: (error, place) => {
        this.#trouble(error, place);
        this.#whereabouts.isNotAt(place);
      },
    });
  }

  get config(): DeviceConfig {
    return this.#options.config;
  }

  get name(): string {
    return this.config.name ?? this.#accessory?.accessory.displayName ?? this.address;
  }

  /** Where it is, or is looked for. */
  get address(): string {
    return formatAddress(this.#whereabouts.current);
  }

  /** The same, in parts. */
  get place(): Address {
    return this.#whereabouts.current;
  }

  /** Whether it is, or is looked for, elsewhere than the config says. */
  get hasMoved(): boolean {
    return this.address !== formatAddress(this.config);
  }

  get isAway(): boolean {
    return this.#reporter.isAway;
  }

  /** The uuid that the user wrote, or with which a plug has answered here in this run. */
  get provenUuid(): string | undefined {
    return this.config.uuid ?? this.#provenUuid;
  }

  /** The same, or the uuid of the plug that this entry stood for last. */
  get likelyUuid(): string | undefined {
    return this.provenUuid ?? this.#accessory?.context?.info.uuid;
  }

  /** Shows what is remembered of the plug, and connects to it in the background. */
  start(delayMs: number): void {
    const host = formatAddress(this.config);
    const remembered = this.#options.roster.find({ uuid: this.config.uuid, host });
    const context = remembered?.context;
    if (remembered && context) {
      this.#manner = context.manner;
      const last = parseAddress(context.address);
      if (last && context.host === host && context.address !== host) {
        this.#movedUuid = context.info.uuid;
        this.#whereabouts = new Whereabouts(this.config, last);
      }
      this.#build(remembered, context.info);
    }
    void this.#link.run(delayMs);
  }

  /** Somebody saw our plug at this address. */
  seenAt(place: Address): void {
    if (formatAddress(place) === this.address) return;
    this.mayBeAt([place]);
    if (!this.isAway || this.#movedUuid === undefined) return;
    this.#whereabouts.seenAt(place);
    this.#link.restart();
  }

  /** Our plug might be at one of these addresses, when it is nowhere else. Whoever is there: only this plug is meant. */
  mayBeAt(places: readonly Address[]): void {
    this.#movedUuid = this.likelyUuid;
    if (this.#movedUuid === undefined) return;
    this.#whereabouts.mayBeAt(places);
    this.#link.retryNow();
  }

  /** Lets go of the plug, for another entry of the config is it too, and comes first. */
  standBack(first: Plug): void {
    if (!this.#options.isDiscovered) {
      this.#reporter.warn(
        `${this.config.path} (${this.address}) is the same plug as ${first.config.path} (${first.address}).\n` +
          `Remove one of the two; only ${first.config.path} is used.`,
      );
    }
    this.#accessory = undefined;
    void this.close();
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#cancelMissing?.();
    return this.#link.close();
  }

  #transport(place: Address, target: Target | undefined): HttpTransport {
    const { config, clock } = this.#options;
    return new HttpTransport({
      address: place,
      key: config.key,
      clock,
      ...target,
      manner: this.#manner,
      onManner: manner => {
        this.#manner = manner;
        this.#remember();
      },
      debug: text => {
        this.#debug(text);
      },
    });
  }

  /**
   * @throws {OtherPlugError} the plug belongs to another entry, which names its uuid
   * @throws {MalformedError} a plug that we know says that it has nothing to switch
   */
  #show(device: MerossDevice, { info, message }: Introduction, place: Address): void {
    const { config, roster, neighbours, isDiscovered } = this.#options;
    if (config.uuid === undefined && neighbours.isNamedElsewhere(info.uuid)) {
      throw new OtherPlugError({ expected: this.likelyUuid ?? 'any other', found: info.uuid });
    }
    this.#provenUuid = info.uuid;
    const first = neighbours.onIdentified(this);
    if (first) {
      this.standBack(first);
      return;
    }
    const known = roster.of(info.uuid);
    if (!isPlug(info)) {
      if (known) throw new MalformedError('it lists no outlet, though it is known to have some');
      const what = `${config.path} (${this.address}) is no plug that can be switched, but a device of type ${info.model}.`;
      if (isDiscovered) this.#debug(what);
      else this.#reporter.warn(`${what}\nRemove it from "devices"; it is ignored.`);
      void this.close();
      return;
    }
    const before = known?.context?.address;
    this.#whereabouts.isAt(place);
    const accessory = known ?? roster.create(info, config.name);
    this.#build(accessory, info);
    roster.publish(accessory);
    this.#remember(info);
    accessory.attach(device);
    if (before !== undefined && before !== this.address) this.#reporter.moved(before);
    if (this.hasMoved) neighbours.onMoved(this);
    this.#reporter.clock(systemAll.parse(message.payload).time);
    device.onReading(reading => {
      if (reading.kind !== 'reachable') return;
      if (reading.reachable) this.#well(info);
      else this.#trouble(reading.why, place);
    });
  }

  #build(accessory: PlugAccessory, info: PlugInfo): void {
    const { config, neighbours } = this.#options;
    this.#accessory = accessory;
    accessory.build({
      info,
      look: { ...config, isLocked: () => config.locked || neighbours.isLocked(info.uuid) },
      capabilities: this.#capabilities,
      onFailedWrite: error => {
        this.#link.retryNow();
        // That a plug is away is told when it goes; these are about what it will not do.
        if (error instanceof LockedError || error instanceof RefusedError) this.#reporter.refusal(error);
        else this.#debug(`not switched: ${String(error)}`);
      },
    });
  }

  #well(info: PlugInfo): void {
    this.#cancelMissing?.();
    this.#cancelMissing = undefined;
    this.#missingMs = TIMES.missingMs;
    this.#reporter.well(info);
  }

  #trouble(error: MerossError, place: Address): void {
    const { neighbours } = this.#options;
    const { hasOthers } = this.#whereabouts;
    // Where it may be elsewhere, a stranger at one of its places is no news.
    this.#reporter.trouble(error, hasOthers);
    this.#watchForReturn();
    if (error instanceof OtherPlugError) neighbours.onStranger(error.found, place);
    if (hasOthers && formatAddress(place) === this.address) {
      this.#whereabouts.isNotAt(place);
      this.#link.restartDevice();
    }
  }

  /** Says again and again that the plug is missing, less and less often, until it is back. */
  #watchForReturn(): void {
    if (this.#closed) return;
    this.#cancelMissing ??= this.#options.clock.after(this.#missingMs, () => {
      this.#cancelMissing = undefined;
      this.#missingMs = Math.min(2 * this.#missingMs, TIMES.searchMs);
      this.#options.neighbours.onMissing(this);
      this.#watchForReturn();
    });
  }

  #habitsOf({ uuid, firmwareVersion }: PlugInfo): Habits {
    const { context } = this.#options.roster.of(uuid) ?? {};
    this.#habits = context?.info.firmwareVersion === firmwareVersion ? context.habits : {};
    return this.#habits;
  }

  /** Keeps over a restart what the plug is, where it answered, and what was learned of it. */
  #remember(info?: PlugInfo): void {
    const { roster, isDiscovered } = this.#options;
    const context = this.#accessory?.context;
    const what = info ?? context?.info;
    // Not before it is proven whose address this is.
    if (!this.#accessory || !what || what.uuid !== this.#provenUuid) return;
    const host = formatAddress(this.config);
    try {
      this.#accessory.remember({
        info: what,
        host,
        address: this.address,
        isDisplaced: false,
        isDiscovered,
        manner: this.#manner,
        habits: this.#habits,
        renamed: context?.renamed ?? {},
      });
      roster.displace(host, this.#accessory);
    } catch (error) {
      this.#reporter.cannotRemember(error);
    }
  }

  #debug(text: string): void {
    this.#options.log.debug(`${this.name} (${this.address}): ${text}`);
  }
}
