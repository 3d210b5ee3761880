import type { Logging } from 'homebridge';
import type { Clock } from '../clock.ts';
import { discoveredDevice, type Config, type ConfigReading, type DeviceConfig } from '../config.ts';
import { search, type Found } from '../discovery/search.ts';
import { Lookout } from '../discovery/watch.ts';
import type { PlugAccessory } from '../homekit/accessory.ts';
import type { Roster } from '../homekit/roster.ts';
import { Acquaintances } from './acquaintances.ts';
import type { Neighbours } from './neighbours.ts';
import { Plug } from './plug.ts';
import { Post } from './post.ts';
import { TIMES } from '../settings.ts';
import type { Shelf } from '../storage/shelf.ts';
import { formatAddress, parseAddress, type Address } from '../transport/transport.ts';
import { verdictOn } from './unlisted.ts';

export interface HouseholdOptions {
  readonly config: Config;
  readonly leftOut: ConfigReading['leftOut'];
  /** Plugs that were found on the network stay, though they are not looked for: that part of the config is not usable. */
  readonly keepsDiscovered: boolean;
  readonly roster: Roster;
  readonly clock: Clock;
  readonly log: Logging;
  /** What is kept of plugs over a restart. */
  readonly shelf: Shelf;
  /** Our own folder. */
  readonly folder: string;
}

/** A HomeKit bridge holds 150 accessories, itself included. */
const MOST_ACCESSORIES = 149;

/** All plugs together: who is who, who has moved, who is new and who is no longer wanted. */
export class Household {
  readonly #options: HouseholdOptions;
  readonly #plugs: Plug[];
  readonly #lookout: Lookout | undefined;
  readonly #post: Post;
  /** A whole search is over. Before that, what is no longer in the config may still be on the network. */
  #hasSearched = false;
  /** What people were told of already. */
  readonly #told = new Set<string>();

  constructor(options: HouseholdOptions) {
    const { config } = options;
    this.#options = options;
    this.#plugs = config.devices.map((device, index) => this.#plug(device, index / config.devices.length));
    this.#post = new Post({
      ...options,
      plugs: new Acquaintances(() => this.#plugs),
      onMessage: (uuid, message) => this.#plugs.find(plug => plug.provenUuid === uuid)?.voice.hear(message),
      onSession: (uuid, isAlive) => {
        for (const plug of this.#plugs) if (plug.likelyUuid === uuid) plug.voice.pushes(isAlive);
      },
    });
    this.#lookout = config.discovery ? this.#makeLookout(config.discovery.subnets) : undefined;
  }

  start(): void {
    if (this.#lookout) this.#plugs.push(...this.#foundBefore().map(device => this.#plug(device, Math.random(), true)));
    for (const [index, plug] of this.#plugs.entries()) this.#start(plug, index * TIMES.staggerMs);
    this.#removeUnlisted();
    this.#lookout?.start();
    void this.#post.run();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#plugs.map(plug => plug.close()), this.#lookout?.close(), this.#post.close()]);
  }

  #plug(config: DeviceConfig, phase: number, isDiscovered = false): Plug {
    const { roster, clock, log, shelf } = this.#options;
    const { pollSeconds, energySeconds } = this.#options.config;
    return new Plug({
      config,
      isDiscovered,
      pollSeconds,
      energySeconds,
      phase,
      roster,
      clock,
      log,
      neighbours: this.#neighbours,
      shelf,
      mail: () => this.#post.mail,
    });
  }

  readonly #neighbours: Neighbours = {
    isLocked: uuid => this.#plugs.some(({ likelyUuid, config: { locked } }) => locked && likelyUuid === uuid),
    onIdentified: plug => {
      const first = this.#settle(plug);
      this.#removeUnlisted();
      return first;
    },
    isNamedElsewhere: uuid => this.#options.config.devices.some(device => device.uuid === uuid),
    onStranger: (uuid, place) => {
      this.#plugs.find(({ likelyUuid }) => likelyUuid === uuid)?.seenAt(place);
    },
    onMoved: ({ config }) => {
      for (const other of this.#plugs) if (other.isAway && other.config !== config) other.mayBeAt([config]);
    },
    onMissing: plug => {
      // Two plugs may have changed places: it may be where another one is missing, or has moved away from.
      const left = this.#plugs.filter(other => other !== plug && (other.isAway || other.hasMoved));
      plug.mayBeAt(left.map(({ config }) => config));
      void this.#lookout?.lookNow();
    },
  };

  /** One plug that cannot be shown must not keep the others from it. */
  #start(plug: Plug, delayMs: number): void {
    try {
      plug.start(delayMs);
    } catch (error) {
      this.#options.log.error(`${plug.config.path} could not be started: ${String(error)}`);
    }
  }

  /** Of two entries that turn out to be the same plug, the first in the config has it, wherever it is. */
  #settle(plug: Plug): Plug | undefined {
    const [first, ...others] = this.#plugs.filter(({ provenUuid }) => provenUuid === plug.provenUuid);
    if (first !== plug) {
      first?.seenAt(plug.place);
      return first;
    }
    for (const other of others) other.standBack(plug);
    return undefined;
  }

  /** Takes out of HomeKit what the user took out of the config. */
  #removeUnlisted(): void {
    try {
      if (this.#lookout === undefined || this.#hasSearched) this.#removeAll(this.#unlisted());
    } catch (error) {
      this.#options.log.error(`Accessories that are no longer in the config could not be removed: ${String(error)}`);
    }
  }

  #removeAll(gone: readonly PlugAccessory[]): void {
    if (gone.length === 0) return;
    const names = gone.map(({ accessory }) => accessory.displayName).join(', ');
    this.#options.log.info(`No longer in the config, and removed: ${names}.`);
    this.#options.roster.remove(gone);
  }

  #unlisted(): readonly PlugAccessory[] {
    const { config, leftOut, roster, keepsDiscovered } = this.#options;
    const entries = [...config.devices, ...leftOut];
    const listed = {
      uuids: [...this.#plugs.map(({ provenUuid }) => provenUuid), ...leftOut.map(({ uuid }) => uuid)],
      hosts: entries.map(({ host = '', port = 80 }) => formatAddress({ host, port })),
    };
    const gone: PlugAccessory[] = [];
    for (const plug of roster.all()) {
      const { context } = plug;
      if (context === undefined || (context.isDiscovered && keepsDiscovered)) continue;
      const verdict = verdictOn({ uuid: context.info.uuid, host: context.host }, listed);
      if (verdict === 'unlisted') gone.push(plug);
      if (verdict === 'ghost') this.#tellOfGhost(plug.accessory.displayName, context.address);
    }
    return gone;
  }

  #tellOfGhost(name: string, address: string): void {
    this.#tellOnce(
      `${name} was at ${address}, where another plug is now. It stays in Home, and says "No Response".\n` +
        'Add its new address to "devices"; or, if it is gone for good, remove it from the cached accessories in Homebridge.',
    );
  }

  /** @param about what it is about, where the text itself can vary */
  #tellOnce(text: string, about = text): void {
    if (this.#told.has(about)) return;
    this.#told.add(about);
    this.#options.log.warn(text);
  }

  /** Plugs that were found on the network in an earlier run. */
  #foundBefore(): readonly DeviceConfig[] {
    const key = this.#searchKey;
    return this.#options.roster.all().flatMap(({ context }) => {
      const place = context?.isDiscovered ? parseAddress(context.host) : undefined;
      if (!context || !place || this.#isWritten(place, context.info.uuid)) return [];
      return [discoveredDevice({ ...place, key, uuid: context.info.uuid }, this.#options.config)];
    });
  }

  #makeLookout(subnets: readonly string[]): Lookout {
    const { clock } = this.#options;
    const keys = [this.#searchKey];
    return new Lookout({
      clock,
      everyMs: TIMES.searchMs,
      search: async (signal, onFound) => {
        const skip = (host: string): boolean => this.#plugs.some(plug => !plug.isAway && plug.place.host === host);
        await search({ subnets, keys, clock, signal, onFound, skip });
        this.#hasSearched = true;
        this.#removeUnlisted();
      },
      onFound: found => {
        this.#onFound(found);
      },
      onError: error => {
        this.#tellOnce(`The network could not be searched: ${String(error)}`);
      },
    });
  }

  /** Without any key of ours a plug can still be recognised, and followed, by what it says when it refuses one. */
  get #searchKey(): string {
    const { key, devices } = this.#options.config;
    return key ?? devices[0]?.key ?? '';
  }

  /** Whether the config speaks of this plug, or of whatever is at this address, even if it could not be understood. */
  #isWritten(place: Address, uuid: string): boolean {
    const { config, leftOut } = this.#options;
    return [...config.devices, ...leftOut].some(
      ({ host = '', port = 80, uuid: named }) =>
        named === uuid || formatAddress({ host, port }) === formatAddress(place),
    );
  }

  #onFound({ host, port, uuid, key: verdict, type = 'plug' }: Found): void {
    const place: Address = { host, port };
    const known = this.#plugs.find(({ likelyUuid }) => likelyUuid === uuid);
    if (known) known.seenAt(place);
    else if (this.#isWritten(place, uuid)) return;
    else if (verdict === 'refused') {
      this.#tellOnce(
        `A Meross ${type} at ${formatAddress(place)} (uuid ${uuid}) does not accept the key in the config.\n` +
          'If it is yours, add it to "devices" with a "key" of its own.',
        // What answers there may name another uuid each time.
        `key at ${formatAddress(place)}`,
      );
    } else if (this.#plugs.length >= MOST_ACCESSORIES) {
      this.#tellOnce(
        `More than ${MOST_ACCESSORIES} plugs were found, and a HomeKit bridge holds no more. The others are left out.\n` +
          'List the plugs that you want in "devices", or set the plugin up a second time, as a child bridge, for some of them.',
        'too many',
      );
    } else this.#adopt(discoveredDevice({ ...place, key: this.#searchKey, uuid }, this.#options.config));
  }

  #adopt(device: DeviceConfig): void {
    const plug = this.#plug(device, Math.random(), true);
    this.#plugs.push(plug);
    this.#start(plug, 0);
  }
}
