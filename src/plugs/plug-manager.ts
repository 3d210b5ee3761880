import type { Clock } from '../clock.ts';
import { discoveredDevice, type DeviceConfig } from '../config.ts';
import { search, type DiscoveredPlug } from '../discovery/search.ts';
import { RepeatedSearch } from '../discovery/repeated-search.ts';
import { MAX_ACCESSORIES } from '../homekit/accessory-registry.ts';
import type { MeasuredPlug } from '../metrics/measured-plug.ts';
import { IdentifiedPlugs, type IdentifiedPlug } from './identified-plugs.ts';
import { decideIdentity, likelyUuid, provenUuid } from './identity.ts';
import { MacWatch } from './mac-watch.ts';
import type { OtherPlugs } from './other-plugs.ts';
import { Plug } from './plug.ts';
import { PushService } from './push-service.ts';
import { StaleAccessories, type StaleAccessoriesOptions } from './stale-accessories.ts';
import { StartSummary } from './start-summary.ts';
import { WrongKeyLog } from './wrong-key-log.ts';
import { TIMES } from '../settings.ts';
import type { PlugStore } from '../storage/plug-store.ts';
import type { PlugLogTexts } from '../texts/en/log.ts';
import { formatAddress, parseAddress, type Address } from '../transport/transport.ts';

export interface PlugManagerOptions extends StaleAccessoriesOptions {
  readonly clock: Clock;
  /** Files that outlast a restart. */
  readonly store: PlugStore;
  /** The plugin's own folder. */
  readonly folder: string;
}

/** Manages all plugs: which is which, which have moved, which are new, and which are no longer in the config. */
export class PlugManager {
  readonly #options: PlugManagerOptions;
  readonly #plugs: Plug[];
  readonly #networkSearch: RepeatedSearch | undefined;
  readonly #pushService: PushService;
  readonly #staleAccessories: StaleAccessories;
  /** Whether one whole search is over. Before that, a plug that is not in the config may still be found on the network. */
  #hasSearched = false;
  /** Texts that were logged and are logged only once. */
  readonly #logged = new Set<string>();
  readonly #wrongKeyLog: WrongKeyLog;
  readonly #summary: StartSummary;
  readonly #macWatch: MacWatch;

  constructor(options: PlugManagerOptions) {
    const { config } = options;
    this.#options = options;
    this.#wrongKeyLog = new WrongKeyLog(options.log);
    this.#staleAccessories = new StaleAccessories(options);
    this.#summary = new StartSummary({
      log: options.log,
      clock: options.clock,
      plugs: config.devices.map(({ path }) => path),
      leftOutCount: options.leftOut.length,
    });
    this.#macWatch = new MacWatch({ clock: options.clock, plugs: () => this.#plugs });
    this.#plugs = config.devices.map((device, index) => this.#createPlug(device, index / config.devices.length));
    this.#pushService = new PushService({
      ...options,
      plugs: new IdentifiedPlugs(() => this.#identifiedPlugs()),
      onMessage: (uuid, message) =>
        this.#plugs.find(({ identity }) => provenUuid(identity) === uuid)?.push.receive(message),
      onSession: (uuid, isAlive) => {
        for (const plug of this.#plugs) if (likelyUuid(plug.identity) === uuid) plug.push.setSession(isAlive);
      },
    });
    this.#networkSearch = config.discovery ? this.#createSearch(config.discovery.subnets) : undefined;
  }

  /** Every plug, for the metrics. */
  get measuredPlugs(): readonly MeasuredPlug[] {
    return this.#plugs.map(({ measured }) => measured);
  }

  start(): void {
    this.#summary.start();
    if (this.#networkSearch)
      this.#plugs.push(...this.#discoveredEarlier().map(device => this.#createPlug(device, Math.random(), true)));
    for (const [index, plug] of this.#plugs.entries()) this.#startPlug(plug, index * TIMES.staggerMs);
    this.#removeUnlisted();
    this.#networkSearch?.start();
    void this.#pushService.run();
  }

  async close(): Promise<void> {
    this.#summary.close();
    this.#macWatch.close();
    await Promise.all([
      ...this.#plugs.map(plug => plug.close()),
      this.#networkSearch?.close(),
      this.#pushService.close(),
    ]);
  }

  #createPlug(config: DeviceConfig, phase: number, isDiscovered = false): Plug {
    const { registry, clock, log, store } = this.#options;
    const { pollSeconds, energySeconds } = this.#options.config;
    return new Plug({
      config,
      isDiscovered,
      pollSeconds,
      energySeconds,
      phase,
      registry,
      clock,
      log,
      otherPlugs: this.#otherPlugs,
      onResult: result => {
        this.#summary.record(config.path, result);
        this.#macWatch.start();
      },
      store,
      broker: () => this.#pushService.broker,
    });
  }

  readonly #otherPlugs: OtherPlugs = {
    isLocked: uuid => this.#plugs.some(({ identity, config: { locked } }) => locked && likelyUuid(identity) === uuid),
    decide: (plug, found) =>
      decideIdentity(
        found,
        this.#plugs.indexOf(plug),
        this.#plugs.map(({ identity }) => identity),
      ),
    onIdentified: (plug, decision) => {
      if (decision.is === 'duplicate') this.#keepFirst(plug, decision.of);
      else for (const at of decision.displaces) this.#plugs[at]?.yieldTo(plug);
      this.#removeUnlisted();
    },
    onOtherPlug: (uuid, address) => {
      this.#plugWith(uuid)?.observedAt(address);
    },
    onMoved: ({ config }) => {
      for (const other of this.#plugs)
        if (other.isUnreachable && other.config !== config) other.addCandidates([config]);
    },
    onMissing: plug => {
      // Two plugs may have swapped addresses, so it may be where another one is missing or has moved away from.
      const candidates = this.#plugs.filter(other => other !== plug && (other.isUnreachable || other.hasMoved));
      plug.addCandidates(candidates.map(({ config }) => config));
      void this.#networkSearch?.searchNow();
    },
  };

  /** One plug that cannot be started must not stop the others. */
  #startPlug(plug: Plug, delayMs: number): void {
    try {
      plug.start(delayMs);
    } catch (error) {
      this.#options.log.error(this.#texts.plugNotStarted({ who: plug.label, error: String(error) }));
    }
  }

  /** Of two entries for the same plug, the first in the config keeps it, at whichever address it is. */
  #keepFirst(plug: Plug, at: number): void {
    const first = this.#plugs[at];
    if (!first) return;
    first.observedAt(plug.address);
    plug.yieldTo(first);
  }

  /** The plug with this uuid, certain or remembered. */
  #plugWith(uuid: string): Plug | undefined {
    return this.#plugs.find(({ identity }) => likelyUuid(identity) === uuid);
  }

  #identifiedPlugs(): readonly IdentifiedPlug[] {
    return this.#plugs.map(({ config, identity }) => ({
      config,
      provenUuid: provenUuid(identity),
      likelyUuid: likelyUuid(identity),
    }));
  }

  /** Removes accessories of plugs that are neither in the config nor found on the network. */
  #removeUnlisted(): void {
    if (this.#networkSearch !== undefined && !this.#hasSearched) return;
    this.#staleAccessories.remove(this.#plugs.map(({ identity }) => provenUuid(identity)));
  }

  #warnOnce(text: string): void {
    if (this.#logged.has(text)) return;
    this.#logged.add(text);
    this.#options.log.warn(text);
  }

  get #texts(): PlugLogTexts {
    return this.#options.log.texts.log;
  }

  /** Plugs that discovery found in an earlier run. */
  #discoveredEarlier(): readonly DeviceConfig[] {
    const key = this.#searchKey;
    return this.#options.registry.all().flatMap(({ context }) => {
      const address = context?.isDiscovered ? parseAddress(context.host) : undefined;
      if (!context || !address || this.#isInConfig(address, context.info.uuid)) return [];
      return [discoveredDevice({ ...address, key, uuid: context.info.uuid }, this.#options.config)];
    });
  }

  #createSearch(subnets: readonly string[]): RepeatedSearch {
    const { clock } = this.#options;
    const keys = [this.#searchKey];
    return new RepeatedSearch({
      clock,
      intervalMs: TIMES.searchMs,
      search: async (signal, onFound) => {
        const skip = (host: string): boolean =>
          this.#plugs.some(plug => !plug.isUnreachable && plug.address.host === host);
        await search({ subnets, keys, clock, signal, onFound, skip });
        this.#hasSearched = true;
        this.#removeUnlisted();
      },
      onFound: found => {
        this.#onFound(found);
      },
      onError: error => {
        this.#warnOnce(this.#texts.searchFailed({ error: String(error) }));
      },
    });
  }

  /** Any key will do to recognise a known plug, because a plug that refuses a key reports its uuid. */
  get #searchKey(): string {
    const { key, devices } = this.#options.config;
    return key ?? devices[0]?.key ?? '';
  }

  /** Whether the config has an entry for this plug or this address, even one that cannot be used. */
  #isInConfig(address: Address, uuid: string): boolean {
    const { config, leftOut } = this.#options;
    return [...config.devices, ...leftOut].some(
      ({ host = '', port = 80, uuid: configured }) =>
        configured === uuid || formatAddress({ host, port }) === formatAddress(address),
    );
  }

  #onFound(found: DiscoveredPlug): void {
    const { host, port, uuid, key: decision } = found;
    const address: Address = { host, port };
    const known = this.#plugWith(uuid);
    if (known) known.observedAt(address);
    else if (this.#isInConfig(address, uuid)) return;
    else if (decision === 'refused') this.#wrongKeyLog.record(found);
    else if (this.#plugs.length >= MAX_ACCESSORIES) {
      this.#warnOnce(this.#texts.tooManyPlugs({ most: MAX_ACCESSORIES }));
    } else this.#addPlug(discoveredDevice({ ...address, key: this.#searchKey, uuid }, this.#options.config));
  }

  #addPlug(device: DeviceConfig): void {
    const plug = this.#createPlug(device, Math.random(), true);
    this.#plugs.push(plug);
    this.#startPlug(plug, 0);
  }
}
