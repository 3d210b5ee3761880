import type { Logging } from 'homebridge';
import type { PlugMail } from '../broker/mail.ts';
import type { Clock } from '../clock.ts';
import type { DeviceConfig } from '../config.ts';
import type { MerossDevice } from '../device/device.ts';
import { PlugLink } from '../device/link.ts';
import { isPlug, type PlugInfo } from '../device/plug-info.ts';
import type { Introduction } from '../device/session.ts';
import { LockedError, MalformedError, OtherPlugError, RefusedError, type MerossError } from '../errors.ts';
import { featuresFor, unsupported } from '../features/index.ts';
import type { PlugAccessory } from '../homekit/accessory.ts';
import type { Capability } from '../homekit/capability.ts';
import type { Roster } from '../homekit/roster.ts';
import type { Shelf } from '../storage/shelf.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import { formatAddress, parseAddress, type Address } from '../transport/transport.ts';
import { Absence } from './absence.ts';
import { Memory } from './memory.ts';
import type { Neighbours } from './neighbours.ts';
import { Reporter } from './reporter.ts';
import { Voice } from './voice.ts';
import { sessionAt } from './ways.ts';
import { Whereabouts } from './whereabouts.ts';

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
  /** What is kept of plugs over a restart. */
  readonly shelf: Shelf;
  /** The way on which plugs tell things by themselves, where there is one. */
  readonly mail: () => PlugMail | undefined;
}

/** One plug of the config: keeps it connected, shows it in HomeKit, and tells people what happens to it. */
export class Plug {
  /** What the plug says by itself. */
  readonly voice: Voice;
  readonly #options: PlugOptions;
  readonly #capabilities: readonly Capability[];
  readonly #link: PlugLink;
  readonly #reporter: Reporter;
  #whereabouts: Whereabouts;
  readonly #memory: Memory;
  readonly #absence: Absence;
  #provenUuid: string | undefined;
  /** The plug that is meant, where it is known to have moved: whoever is at the config's address is another one. */
  #movedUuid: string | undefined;

  constructor(options: PlugOptions) {
    const { config, isDiscovered, clock, pollSeconds, energySeconds, phase, log, roster, neighbours, shelf, mail } =
      options;
    const debug = (text: string): void => {
      this.#debug(text);
    };
    this.#options = options;
    const about = (text: string): string => `${this.name} (${this.address}): ${text}`;
    this.#capabilities = featuresFor(
      { ...config, energySeconds },
      {
        clock,
        notes: uuid => shelf.notes(uuid),
        file: (uuid, ending) => shelf.file(uuid, ending),
        log: {
          info: text => log.info(about(text)),
          warn: text => this.#reporter.warn(about(text)),
          once: text => this.#reporter.once(about(text)),
        },
      },
    );
    this.#whereabouts = new Whereabouts(config);
    this.#reporter = new Reporter({
      log,
      clock,
      subject: () => ({ name: this.name, address: this.address, path: config.path }),
    });
    this.voice = new Voice({
      mail,
      reporter: this.#reporter,
      onSign: () => {
        this.#link.retryNow();
      },
      debug,
    });
    this.#absence = new Absence(clock, () => {
      neighbours.onMissing(this);
    });
    this.#memory = new Memory({
      roster,
      host: formatAddress(config),
      isDiscovered,
      onFailure: error => {
        this.#reporter.cannotRemember(error);
      },
    });
    this.#link = new PlugLink({
      place: () => this.#whereabouts.current,
      session: place => sessionAt(place, { key: config.key, clock, memory: this.#memory, mail, debug }),
      uuid: () => this.provenUuid ?? this.#movedUuid,
      features: this.#capabilities,
      clock,
      pollMs: pollSeconds * 1000,
      phase,
      habits: info => this.#memory.habitsOf(info),
      onHabits: habits => {
        this.#memory.learnHabits(habits);
      },
      debug,
      onDevice: (device, introduction, place) => {
        this.#show(device, introduction, place);
      },
      onEnd: (_device, why) => {
        this.voice.detach();
        this.#memory.accessory?.detach();
        if (why !== undefined) this.#reporter.changed(why);
      },
      onLeftOut: (namespace, forGood) => {
        this.#reporter.leftOut(namespace, forGood);
      },
      onFailure: (error, place) => {
        this.#trouble(error, place);
      },
    });
  }

  get config(): DeviceConfig {
    return this.#options.config;
  }

  get name(): string {
    return this.config.name ?? this.#memory.accessory?.accessory.displayName ?? this.address;
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
    return this.provenUuid ?? this.#memory.accessory?.context?.info.uuid;
  }

  /** Shows what is remembered of the plug, and connects to it in the background. */
  start(delayMs: number): void {
    const host = formatAddress(this.config);
    const remembered = this.#options.roster.find({ uuid: this.config.uuid, host });
    const context = remembered?.context;
    if (remembered && context) {
      this.#memory.manner = context.manner;
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
    // A device keeps to its place, and where nothing new happens there, nothing is told: it would never look elsewhere.
    if (this.isAway && this.#whereabouts.hasOthers) this.#link.restartDevice();
  }

  /** Lets go of the plug, for another entry of the config is it too, and comes first. */
  standBack(first: Plug): void {
    if (!this.#options.isDiscovered) {
      this.#reporter.once(
        `${this.config.path} (${this.address}) is the same plug as ${first.config.path} (${first.address}).\n` +
          `Remove one of the two; only ${first.config.path} is used.`,
      );
    }
    this.#memory.accessory = undefined;
    void this.close();
  }

  async close(): Promise<void> {
    this.#absence.close();
    this.#reporter.close();
    await this.#link.close();
    await Promise.all(this.#capabilities.map(async capability => capability.close?.()));
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
    this.#memory.prove(info, this.address);
    accessory.attach(device);
    if (before !== undefined && before !== this.address) this.#reporter.moved(before);
    if (this.hasMoved) neighbours.onMoved(this);
    this.#reporter.clock(systemAll.parse(message.payload).time);
    for (const reason of unsupported({ ...config, energySeconds: this.#options.energySeconds }, info)) {
      this.#reporter.once(`${config.path}: ${reason}.`);
    }
    device.onReading(reading => {
      if (reading.kind !== 'reachable') return;
      if (reading.reachable) this.#well(info);
      else this.#trouble(reading.why, place);
    });
    this.voice.attach(device);
  }

  #build(accessory: PlugAccessory, info: PlugInfo): void {
    const { config, neighbours } = this.#options;
    this.#memory.accessory = accessory;
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
    this.#absence.ends();
    this.#reporter.well(info);
  }

  #trouble(error: MerossError, place: Address): void {
    const { neighbours } = this.#options;
    const { hasOthers } = this.#whereabouts;
    // Where it may be elsewhere, a stranger at one of its places is no news.
    this.#reporter.trouble(error, hasOthers);
    this.#absence.begins();
    if (error instanceof OtherPlugError) neighbours.onStranger(error.found, place);
    if (!hasOthers) return;
    this.#whereabouts.isNotAt(place);
    this.#link.restartDevice();
  }

  #debug(text: string): void {
    this.#options.log.debug(`${this.name} (${this.address}): ${text}`);
  }
}
