import type { API, DynamicPlatformPlugin, Logging, PlatformAccessory, PlatformConfig } from 'homebridge';
import { systemClock } from './clock.ts';
import { readConfig, type Config, type ConfigReading } from './config.ts';
import { Roster } from './homekit/roster.ts';
import { Plug } from './plug.ts';
import { formatAddress } from './transport/transport.ts';

/** The plugin as Homebridge sees it: config in, accessories out. */
export class MerossPlatform implements DynamicPlatformPlugin {
  readonly #log: Logging;
  readonly #roster: Roster;
  /** uuid → where in the config the plug with it stands. */
  readonly #claims = new Map<string, string>();
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
    const unlisted = (): void => {
      this.#removeUnlisted(config, leftOut);
    };
    this.#plugs = config.devices.map((_, index) => this.#plug(config, index, unlisted));
    for (const plug of this.#plugs) plug.start();
    unlisted();
  }

  #plug({ devices, pollSeconds }: Config, index: number, onIdentified: () => void): Plug {
    const config = devices[index];
    if (config === undefined) throw new RangeError(`no device ${String(index)}`);
    return new Plug({
      config,
      pollSeconds,
      index,
      count: devices.length,
      roster: this.#roster,
      clock: systemClock,
      log: this.#log,
      claim: (uuid, path) => this.#claim(uuid, path),
      onIdentified,
    });
  }

  #claim(uuid: string, path: string): string | undefined {
    const owner = this.#claims.get(uuid);
    if (owner === undefined) this.#claims.set(uuid, path);
    return owner === path ? undefined : owner;
  }

  /**
   * Takes out of HomeKit what the user took out of the config. Not before it is known which plug each entry is, for an
   * accessory that no entry names may be that of a plug that moved; and never one whose address another plug took.
   */
  #removeUnlisted({ devices }: Config, leftOut: ConfigReading['leftOut']): void {
    const isUnsure = leftOut.some(({ host, uuid }) => host === undefined && uuid === undefined);
    if (isUnsure || devices.length + leftOut.length === 0 || this.#plugs.some(({ uuid }) => uuid === undefined)) return;
    const uuids = [...this.#plugs, ...leftOut].map(({ uuid }) => uuid);
    const addresses = [...devices, ...leftOut].map(({ host = '', port = 80 }) => formatAddress({ host, port }));
    const gone = this.#roster.all().filter(({ context }) => {
      if (context?.address === undefined) return false;
      return !uuids.includes(context.info.uuid) && !addresses.includes(context.address);
    });
    if (gone.length === 0) return;
    this.#log.info(`No longer in the config, and removed: ${gone.map(each => each.accessory.displayName).join(', ')}.`);
    this.#roster.remove(gone);
  }
}

/** Options that the config may hold already, and that nothing acts on yet. */
function isForLater(path: string): boolean {
  return /^(?:energySeconds|discovery|broker|publish|devices\[\d+\]\.(?:inUseWatts|energy|led|autoOffMinutes|appliance))$/.test(
    path,
  );
}
