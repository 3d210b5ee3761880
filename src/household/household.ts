import type { Logging } from 'homebridge';
import type { Clock } from '../clock.ts';
import { discoveredDevice, type Config, type ConfigReading, type DeviceConfig } from '../config.ts';
import { search, type Found } from '../discovery/search.ts';
import { Lookout } from '../discovery/watch.ts';
import type { PlugAccessory } from '../homekit/accessory.ts';
import type { Roster } from '../homekit/roster.ts';
import { Plug, type Neighbours } from './plug.ts';
import { TIMES } from '../settings.ts';
import { formatAddress, parseAddress, type Address } from '../transport/transport.ts';
import { verdictOn } from './unlisted.ts';

export interface HouseholdOptions {
  readonly config: Config;
  readonly leftOut: ConfigReading['leftOut'];
  readonly roster: Roster;
  readonly clock: Clock;
  readonly log: Logging;
}

/** All plugs together: who is who, who has moved, who is new and who is no longer wanted. */
export class Household {
  readonly #options: HouseholdOptions;
  readonly #plugs: Plug[];
  readonly #lookout: Lookout | undefined;
  /** What people were told of already. */
  readonly #told = new Set<string>();

  constructor(options: HouseholdOptions) {
    const { config } = options;
    this.#options = options;
    this.#plugs = config.devices.map((device, index) => this.#plug(device, index / config.devices.length));
    this.#lookout = config.discovery ? this.#makeLookout(config.discovery.subnets) : undefined;
  }

  start(): void {
    if (this.#lookout)
      for (const device of this.#foundBefore()) this.#plugs.push(this.#plug(device, Math.random(), true));
    for (const [index, plug] of this.#plugs.entries()) this.#start(plug, index * TIMES.staggerMs);
    this.#removeUnlisted();
    this.#lookout?.start();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#plugs.map(plug => plug.close()), this.#lookout?.close()]);
  }

  #plug(config: DeviceConfig, phase: number, isDiscovered = false): Plug {
    const { roster, clock, log } = this.#options;
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
    });
  }

  readonly #neighbours: Neighbours = {
    isLocked: uuid => this.#plugs.some(({ likelyUuid, config: { locked } }) => locked && likelyUuid === uuid),
    onIdentified: plug => {
      const first = this.#settle(plug);
      this.#removeUnlisted();
      return first;
    },
    onStranger: (uuid, place) => {
      this.#plugs.find(({ likelyUuid }) => likelyUuid === uuid)?.seenAt(place);
    },
    onMissing: () => {
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
    const { config, leftOut, roster, log } = this.#options;
    const entries = [...config.devices, ...leftOut];
    const listed = {
      uuids: [...this.#plugs.map(({ provenUuid }) => provenUuid), ...leftOut.map(({ uuid }) => uuid)],
      hosts: entries.map(({ host = '', port = 80 }) => formatAddress({ host, port })),
    };
    const gone: PlugAccessory[] = [];
    for (const plug of roster.all()) {
      const { context } = plug;
      const verdict = context && verdictOn({ uuid: context.info.uuid, host: context.host }, listed);
      if (verdict === 'unlisted') gone.push(plug);
      if (verdict === 'ghost') this.#tellOfGhost(plug.accessory.displayName, context?.address ?? '');
    }
    if (gone.length === 0) return;
    const names = gone.map(({ accessory }) => accessory.displayName).join(', ');
    log.info(`No longer in the config, and removed: ${names}.`);
    roster.remove(gone);
  }

  #tellOfGhost(name: string, address: string): void {
    this.#tellOnce(
      `${name} was at ${address}, where another plug is now. It stays in Home, and says "No Response".\n` +
        'Add its new address to "devices"; or, if it is gone for good, remove it from the cached accessories in Homebridge.',
    );
  }

  #tellOnce(text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#options.log.warn(text);
  }

  /** Plugs that were found on the network in an earlier run. */
  #foundBefore(): readonly DeviceConfig[] {
    const { key } = this.#options.config;
    return this.#options.roster.all().flatMap(({ context }) => {
      const place = context?.isDiscovered ? parseAddress(context.host) : undefined;
      return context && place && key !== undefined
        ? [discoveredDevice({ ...place, key, uuid: context.info.uuid })]
        : [];
    });
  }

  #makeLookout(subnets: readonly string[]): Lookout {
    const { config, clock } = this.#options;
    // Without any key of ours a plug can still be recognised, and followed, by what it says when it refuses one.
    const keys = [config.key ?? config.devices[0]?.key ?? ''];
    return new Lookout({
      clock,
      everyMs: TIMES.searchMs,
      search: (signal, onFound) => {
        const skip = (host: string): boolean => this.#plugs.some(plug => !plug.isAway && plug.place.host === host);
        return search({ subnets, keys, clock, signal, onFound, skip });
      },
      onFound: found => {
        this.#onFound(found);
      },
    });
  }

  #onFound({ host, port, uuid, key: verdict, type = 'plug' }: Found): void {
    const place: Address = { host, port };
    const known = this.#plugs.find(({ likelyUuid }) => likelyUuid === uuid);
    const { key } = this.#options.config;
    if (known) known.seenAt(place);
    else if (verdict === 'fits' && key !== undefined) this.#adopt(discoveredDevice({ ...place, key, uuid }));
    else {
      this.#tellOnce(
        `A Meross ${type} at ${formatAddress(place)} (uuid ${uuid}) does not accept the key in the config.\n` +
          'If it is yours, add it to "devices" with a "key" of its own.',
      );
    }
  }

  #adopt(device: DeviceConfig): void {
    const plug = this.#plug(device, Math.random(), true);
    this.#plugs.push(plug);
    this.#start(plug, 0);
  }
}
