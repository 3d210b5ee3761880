import { join } from 'node:path';
import type {
  API,
  DynamicPlatformPlugin,
  Logging,
  MatterAccessory,
  PlatformAccessory,
  PlatformConfig,
} from 'homebridge';
import { systemClock, type Clock } from './clock.ts';
import { languageIn, readConfig, type ConfigReading } from './config.ts';
import { AccessoryRegistry } from './homekit/accessory-registry.ts';
import { pluginLog, type PluginLog } from './plugin-log.ts';
import type { PlugRegistry } from './plugs/plug-registry.ts';
import { STORAGE_FOLDER } from './settings.ts';
import type { PlugLogTexts } from './texts/en/log.ts';
import { logTexts } from './texts/log-language.ts';

/** The plugin as Homebridge sees it: config in, accessories out. */
export class MerossPlatform implements DynamicPlatformPlugin {
  readonly #log: PluginLog;
  readonly #api: API;
  readonly #homeKit: AccessoryRegistry;
  /** Matter accessories from Homebridge's cache. */
  readonly #cachedInMatter: MatterAccessory[] = [];
  /** The plugin's own folder in Homebridge's storage. */
  readonly #folder: string;
  readonly #closing = new AbortController();

  constructor(log: Logging, block: PlatformConfig, api: API) {
    this.#log = pluginLog(log, logTexts(languageIn(block)));
    this.#api = api;
    this.#homeKit = new AccessoryRegistry(api, {
      clock: systemClock,
      onNotWritten: (names, error) =>
        this.#log.error(this.#texts.cacheNotWritten({ names: names.join(', '), error: String(error) })),
    });
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
      this.#homeKit.restore(accessory);
    } catch (error) {
      this.#log.error(this.#texts.couldNotRestore({ name: accessory.displayName, error: String(error) }));
    }
  }

  /** Called for each remembered Matter accessory, before launch. */
  configureMatterAccessory(accessory: MatterAccessory): void {
    this.#cachedInMatter.push(accessory);
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
    if (written.has('metrics.address') && config.metrics.port === undefined)
      this.#log.info(this.#log.texts.metrics.noPort);
    // A missing list was more likely lost by mistake than meant to remove every accessory.
    if (!written.has('devices') && config.discovery === false) return;
    const keepsDiscovered = problems.some(({ path }) => /^(?:discovery|key)\b/.test(path));
    const clock = systemClock;
    // Loaded here, because Homebridge imports every installed plugin, also one without a config.
    const [{ PlugStore }, { PlugManager }, { MetricsService }] = await Promise.all([
      import('./storage/plug-store.ts'),
      import('./plugs/plug-manager.ts'),
      import('./metrics/metrics-service.ts'),
    ]);
    const store = await PlugStore.open({
      folder: this.#folder,
      clock,
      onError: error => this.#log.warn(error.textIn(this.#log.texts.storage)),
    });
    const registry = await this.#createRegistry(clock);
    if (this.#closing.signal.aborted) return;
    const manager = new PlugManager({
      config,
      leftOut,
      keepsDiscovered,
      registry,
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
      registry.close();
      void metrics.close();
      void manager
        .close()
        .catch((error: unknown) => this.#log.error(this.#texts.couldNotStop({ error: String(error) })))
        .then(() => store.close());
    });
    manager.start();
    void metrics.run();
  }

  async #createRegistry(clock: Clock): Promise<PlugRegistry> {
    const [{ findMatter }, { MatterRegistry }, { PlugRegistry }] = await Promise.all([
      import('./matter/matter-api.ts'),
      import('./matter/matter-registry.ts'),
      import('./plugs/plug-registry.ts'),
    ]);
    const found = findMatter(this.#api);
    const matter = 'kind' in found ? found : new MatterRegistry({ matter: found, clock, cached: this.#cachedInMatter });
    return new PlugRegistry({ homeKit: this.#homeKit, matter, log: this.#log });
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
