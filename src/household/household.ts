import type { Clock } from '../clock.ts';
import { discoveredDevice, type DeviceConfig } from '../config.ts';
import { search, type DiscoveredPlug } from '../discovery/search.ts';
import { RepeatedSearch } from '../discovery/repeated-search.ts';
import { Acquaintances, type Acquaintance } from './acquaintances.ts';
import { judge, likelyUuid, provenUuid } from './identity.ts';
import type { Neighbours } from './neighbours.ts';
import { Plug } from './plug.ts';
import { Post } from './post.ts';
import { StaleAccessories, type StaleAccessoriesOptions } from './stale-accessories.ts';
import { StrangerLog } from './stranger-log.ts';
import { TIMES } from '../settings.ts';
import type { PlugStore } from '../storage/plug-store.ts';
import { formatAddress, parseAddress, type Address } from '../transport/transport.ts';

export interface HouseholdOptions extends StaleAccessoriesOptions {
  readonly clock: Clock;
  /** What is kept of plugs over a restart. */
  readonly shelf: PlugStore;
  /** Our own folder. */
  readonly folder: string;
}

/** A HomeKit bridge holds 150 accessories, itself included. */
const MOST_ACCESSORIES = 149;

/** All plugs together: who is who, who has moved, who is new and who is no longer wanted. */
export class Household {
  readonly #options: HouseholdOptions;
  readonly #plugs: Plug[];
  readonly #lookout: RepeatedSearch | undefined;
  readonly #post: Post;
  readonly #stale: StaleAccessories;
  /** A whole search is over. Before that, what is no longer in the config may still be on the network. */
  #hasSearched = false;
  /** What people were told of already. */
  readonly #told = new Set<string>();
  readonly #strangers: StrangerLog;

  constructor(options: HouseholdOptions) {
    const { config } = options;
    this.#options = options;
    this.#strangers = new StrangerLog(options.log);
    this.#stale = new StaleAccessories(options);
    this.#plugs = config.devices.map((device, index) => this.#plug(device, index / config.devices.length));
    this.#post = new Post({
      ...options,
      plugs: new Acquaintances(() => this.#acquaintances()),
      onMessage: (uuid, message) =>
        this.#plugs.find(({ identity }) => provenUuid(identity) === uuid)?.voice.hear(message),
      onSession: (uuid, isAlive) => {
        for (const plug of this.#plugs) if (likelyUuid(plug.identity) === uuid) plug.voice.pushes(isAlive);
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
    isLocked: uuid => this.#plugs.some(({ identity, config: { locked } }) => locked && likelyUuid(identity) === uuid),
    judge: (plug, found) =>
      judge(
        found,
        this.#plugs.indexOf(plug),
        this.#plugs.map(({ identity }) => identity),
      ),
    onIdentified: (plug, verdict) => {
      if (verdict.is === 'duplicate') this.#standBack(plug, verdict.of);
      else for (const at of verdict.displaces) this.#plugs[at]?.standBack(plug);
      this.#removeUnlisted();
    },
    onStranger: (uuid, place) => {
      this.#likely(uuid)?.seenAt(place);
    },
    onMoved: ({ config }) => {
      for (const other of this.#plugs) if (other.isAway && other.config !== config) other.mayBeAt([config]);
    },
    onMissing: plug => {
      // Two plugs may have changed places: it may be where another one is missing, or has moved away from.
      const left = this.#plugs.filter(other => other !== plug && (other.isAway || other.hasMoved));
      plug.mayBeAt(left.map(({ config }) => config));
      void this.#lookout?.searchNow();
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
  #standBack(plug: Plug, at: number): void {
    const first = this.#plugs[at];
    if (!first) return;
    first.seenAt(plug.place);
    plug.standBack(first);
  }

  /** The entry that stands for this plug, as far as it is known. */
  #likely(uuid: string): Plug | undefined {
    return this.#plugs.find(({ identity }) => likelyUuid(identity) === uuid);
  }

  #acquaintances(): readonly Acquaintance[] {
    return this.#plugs.map(({ config, identity }) => ({
      config,
      provenUuid: provenUuid(identity),
      likelyUuid: likelyUuid(identity),
    }));
  }

  /** Takes out of HomeKit what is no longer in the config, and not on the network. */
  #removeUnlisted(): void {
    if (this.#lookout !== undefined && !this.#hasSearched) return;
    this.#stale.remove(this.#plugs.map(({ identity }) => provenUuid(identity)));
  }

  #tellOnce(text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
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

  #makeLookout(subnets: readonly string[]): RepeatedSearch {
    const { clock } = this.#options;
    const keys = [this.#searchKey];
    return new RepeatedSearch({
      clock,
      intervalMs: TIMES.searchMs,
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

  #onFound(found: DiscoveredPlug): void {
    const { host, port, uuid, key: verdict } = found;
    const place: Address = { host, port };
    const known = this.#likely(uuid);
    if (known) known.seenAt(place);
    else if (this.#isWritten(place, uuid)) return;
    else if (verdict === 'refused') this.#strangers.found(found);
    else if (this.#plugs.length >= MOST_ACCESSORIES) {
      this.#tellOnce(
        `More than ${MOST_ACCESSORIES} plugs were found, and a HomeKit bridge holds no more. The others are left out.\n` +
          'List the plugs that you want in "devices", or set the plugin up a second time, as a child bridge, for some of them.',
      );
    } else this.#adopt(discoveredDevice({ ...place, key: this.#searchKey, uuid }, this.#options.config));
  }

  #adopt(device: DeviceConfig): void {
    const plug = this.#plug(device, Math.random(), true);
    this.#plugs.push(plug);
    this.#start(plug, 0);
  }
}
