import { join } from 'node:path';
import type { API, DynamicPlatformPlugin, Logging, PlatformAccessory, PlatformConfig } from 'homebridge';
import { systemClock } from './clock.ts';
import { languageIn, readConfig, type ConfigReading } from './config.ts';
import { AccessoryRegistry } from './homekit/accessory-registry.ts';
import { MetricsService } from './metrics/metrics-service.ts';
import { pluginLog, type PluginLog } from './plugin-log.ts';
import { PlugManager } from './plugs/plug-manager.ts';
import { STORAGE_FOLDER } from './settings.ts';
import { PlugStore } from './storage/plug-store.ts';
import type { PlugLogTexts } from './texts/en/log.ts';
import { logTexts } from './texts/log-language.ts';

/** The plugin as Homebridge sees it: config in, accessories out. */
export class MerossPlatform implements DynamicPlatformPlugin {
  readonly #log: PluginLog;
  readonly #registry: AccessoryRegistry;
  /** The plugin's own folder in Homebridge's storage. */
  readonly #folder: string;
  readonly #closing = new AbortController();

  constructor(log: Logging, block: PlatformConfig, api: API) {
    this.#log = pluginLog(log, logTexts(languageIn(block)));
    this.#registry = new AccessoryRegistry(api);
    this.#folder = join(api.user.storagePath(), STORAGE_FOLDER);
    api.on('didFinishLaunching', () => {
      void this.#launch(readConfig(block, this.#log.texts.config)).catch((error: unknown) => {
        this.#log.error(this.#texts.couldNotStart({ error: String(error) }));
      });
    });
    api.on('shutdown', () => {
      this.#closing.abort();
    });
  }

  /** Called for each remembered accessory, before launch. An exception here would end Homebridge. */
  configureAccessory(accessory: PlatformAccessory): void {
    try {
      this.#registry.restore(accessory);
    } catch (error) {
      this.#log.error(this.#texts.couldNotRestore({ name: accessory.displayName, error: String(error) }));
    }
  }

  async #launch({ config, problems, leftOut, written }: ConfigReading): Promise<void> {
    const entries = [...(config?.devices ?? []), ...leftOut];
    for (const { path, message } of problems) {
      this.#log.warn(this.#texts.configProblem({ path, label: this.#entryLabel(path, entries), message }));
    }
    if (config === undefined) {
      this.#log.error(this.#texts.configUnusable);
      return;
    }
    for (const path of [...written].filter(isForLater)) {
      this.#log.info(this.#texts.optionForLater({ path }));
    }
    if (written.has('metrics.address') && config.metrics.port === undefined)
      this.#log.info(this.#log.texts.metrics.noPort);
    // A missing list was more likely lost by mistake than meant to remove every accessory.
    if (!written.has('devices') && config.discovery === false) return;
    const keepsDiscovered = problems.some(({ path }) => /^(?:discovery|key)\b/.test(path));
    const clock = systemClock;
    const store = await PlugStore.open({
      folder: this.#folder,
      clock,
      onError: error => this.#log.warn(error.textIn(this.#log.texts.storage)),
    });
    if (this.#closing.signal.aborted) return;
    const manager = new PlugManager({
      config,
      leftOut,
      keepsDiscovered,
      registry: this.#registry,
      clock,
      log: this.#log,
      store,
      folder: this.#folder,
    });
    const metrics = new MetricsService({
      config: config.metrics,
      clock,
      log: this.#log,
      plugs: () => manager.measuredPlugs,
    });
    this.#closing.signal.addEventListener('abort', () => {
      void metrics.close();
      void manager
        .close()
        .catch((error: unknown) => this.#log.error(this.#texts.couldNotStop({ error: String(error) })))
        .then(() => store.close());
    });
    manager.start();
    void metrics.run();
  }

  /** ` (plug 3, Heater)` for a path inside an entry of "devices"; empty for every other path. */
  #entryLabel(path: string, entries: readonly { readonly path: string; readonly name?: string }[]): string {
    const [entry] = /^devices\[\d+\]/.exec(path) ?? [];
    if (entry === undefined) return '';
    const name = entries.find(each => each.path === entry)?.name;
    return ` (${[this.#texts.entry({ path: entry }), ...(name === undefined ? [] : [name])].join(', ')})`;
  }

  get #texts(): PlugLogTexts {
    return this.#log.texts.log;
  }
}

/** Options that are reserved for a later version. */
function isForLater(path: string): boolean {
  return /^publish$/.test(path);
}
