import type { API, DynamicPlatformPlugin, Logging, PlatformAccessory, PlatformConfig } from 'homebridge';
import { systemClock } from './clock.ts';
import { readConfig, type Config, type ConfigReading, type DeviceConfig } from './config.ts';
import type { PlugAccessory } from './homekit/accessory.ts';
import { Roster } from './homekit/roster.ts';
import { Plug } from './plug.ts';
import { formatAddress } from './transport/transport.ts';

/** The plugin as Homebridge sees it: config in, accessories out. */
export class MerossPlatform implements DynamicPlatformPlugin {
  readonly #log: Logging;
  readonly #roster: Roster;
  /** Names of accessories that people were told of, as their plug is nowhere to be found. */
  readonly #ghosts = new Set<string>();
  #onIdentified: () => void = () => undefined;
  #plugs: readonly Plug[] = [];

  constructor(log: Logging, block: PlatformConfig, api: API) {
    this.#log = log;
    this.#roster = new Roster(api);
    api.on('didFinishLaunching', () => {
      this.#launch(readConfig(block));
    });
    api.on('shutdown', () => {
      for (const plug of this.#plugs) void plug.close();
    });
  }

  /** Called for each remembered accessory, before launch. An exception here would end Homebridge. */
  configureAccessory(accessory: PlatformAccessory): void {
    try {
      this.#roster.restore(accessory);
    } catch (error) {
      this.#log.error(`${accessory.displayName} could not be restored: ${String(error)}`);
    }
  }

  #launch({ config, problems, leftOut, written }: ConfigReading): void {
    for (const { path, message } of problems) this.#log.warn(`config: ${path} ${message}`);
    if (config === undefined) {
      this.#log.error('The config block cannot be used: no plug is connected. What is in Home stays as it is.');
      return;
    }
    for (const path of [...written].filter(isForLater)) {
      this.#log.info(`config: ${path} has no effect yet; a later version brings it.`);
    }
    this.#plugs = config.devices.map((device, index) => this.#plug(config, device, index));
    for (const plug of this.#plugs) this.#start(plug);
    this.#onIdentified = () => {
      this.#removeUnlisted(config, leftOut, written);
    };
    this.#onIdentified();
  }

  #plug({ devices, pollSeconds }: Config, config: DeviceConfig, index: number): Plug {
    return new Plug({
      config,
      pollSeconds,
      index,
      count: devices.length,
      roster: this.#roster,
      clock: systemClock,
      log: this.#log,
      isLocked: uuid => this.#plugs.some(({ likelyUuid, config: { locked } }) => locked && likelyUuid === uuid),
      onIdentified: plug => {
        const first = this.#settle(plug);
        this.#onIdentified();
        return first;
      },
    });
  }

  /** One plug that cannot be shown must not keep the others from it. */
  #start(plug: Plug): void {
    try {
      plug.start();
    } catch (error) {
      this.#log.error(`${plug.config.path} could not be started: ${String(error)}`);
    }
  }

  /** Of two entries that turn out to be the same plug, the first in the config has it. */
  #settle(plug: Plug): Plug | undefined {
    const [first, ...others] = this.#plugs.filter(({ provenUuid }) => provenUuid === plug.provenUuid);
    if (first !== plug) return first;
    for (const other of others) other.standBack(plug);
    return undefined;
  }

  /**
   * Takes out of HomeKit what the user took out of the config. Not before every entry has shown which plug it is, for an
   * accessory that no entry names may be that of a plug that moved; and never one whose address is still in the config:
   * another plug may just have taken it.
   */
  #removeUnlisted({ devices }: Config, leftOut: ConfigReading['leftOut'], written: ReadonlySet<string>): void {
    const entries = [...this.#plugs.map(({ provenUuid }) => ({ uuid: provenUuid })), ...leftOut];
    if (!written.has('devices') || entries.some(({ uuid }) => uuid === undefined)) return;
    const addresses = devices.map(formatAddress);
    const unlisted = this.#roster.all().filter(({ context }) => {
      return context !== undefined && !entries.some(({ uuid }) => uuid === context.info.uuid);
    });
    const gone = unlisted.filter(({ context }) => !addresses.includes(context?.address ?? ''));
    for (const plug of unlisted.filter(each => !gone.includes(each))) this.#tellOfGhost(plug);
    if (gone.length === 0) return;
    this.#log.info(`No longer in the config, and removed: ${gone.map(namesOf).join(', ')}.`);
    this.#roster.remove(gone);
  }

  #tellOfGhost(plug: PlugAccessory): void {
    const name = namesOf(plug);
    if (this.#ghosts.has(name)) return;
    this.#ghosts.add(name);
    this.#log.warn(
      `${name} was at ${plug.context?.address ?? 'an address'}, where another plug is now. It stays in Home, and says "No Response".\n` +
        'Add its new address to "devices"; or, if it is gone for good, remove it from the accessory cache in Homebridge\'s settings.',
    );
  }
}

const namesOf = ({ accessory }: PlugAccessory): string => accessory.displayName;

/** Options that the config may hold already, and that nothing acts on yet. */
function isForLater(path: string): boolean {
  return /^(?:energySeconds|discovery|broker|publish|devices\[\d+\]\.(?:inUseWatts|energy|led|autoOffMinutes|appliance))$/.test(
    path,
  );
}
