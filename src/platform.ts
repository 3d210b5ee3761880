import type { API, DynamicPlatformPlugin, Logging, PlatformAccessory, PlatformConfig } from 'homebridge';
import { systemClock } from './clock.ts';
import { readConfig, type ConfigReading } from './config.ts';
import { Roster } from './homekit/roster.ts';
import { Household } from './household/household.ts';

/** The plugin as Homebridge sees it: config in, accessories out. */
export class MerossPlatform implements DynamicPlatformPlugin {
  readonly #log: Logging;
  readonly #roster: Roster;
  #household: Household | undefined;

  constructor(log: Logging, block: PlatformConfig, api: API) {
    this.#log = log;
    this.#roster = new Roster(api);
    api.on('didFinishLaunching', () => {
      this.#launch(readConfig(block));
    });
    api.on('shutdown', () => {
      void this.#household?.close();
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
    // Without any list it is more likely that it got lost than that all plugs were sold.
    if (!written.has('devices') && config.discovery === false) return;
    const keepsDiscovered = problems.some(({ path }) => /^(?:discovery|key)\b/.test(path));
    const parts = { config, leftOut, keepsDiscovered, roster: this.#roster, clock: systemClock, log: this.#log };
    this.#household = new Household(parts);
    this.#household.start();
  }
}

/** Options that the config may hold already, and that nothing acts on yet. */
function isForLater(path: string): boolean {
  return /^(?:broker|publish|devices\[\d+\]\.(?:inUseWatts|led|autoOffMinutes|appliance))$/.test(path);
}
