import { entryName } from '../explain.ts';
import type { Clock } from '../clock.ts';
import type { DeviceConfig } from '../config.ts';
import type { MerossDevice } from '../device/device.ts';
import type { Feature } from '../device/feature.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import { featuresFor, unsupportedOptions } from '../features/index.ts';
import type { PlugContext } from '../homekit/plug-context.ts';
import type { Capability } from '../homekit/capability.ts';
import type { PlugAccessory } from '../homekit/plug-accessory.ts';
import type { AccessoryRegistry } from '../homekit/accessory-registry.ts';
import type { PlugStore } from '../storage/plug-store.ts';
import { formatAddress } from '../transport/transport.ts';
import { RememberedPlug } from './remembered-plug.ts';
import type { PlugLog } from './plug-log.ts';

/** A plug, and where it is shown. */
export interface BoundPlug {
  readonly config: DeviceConfig;
  /** It is not in the config: it was found on the network. */
  readonly isDiscovered: boolean;
  readonly energySeconds: number;
  readonly registry: AccessoryRegistry;
  readonly clock: Clock;
  /** What is kept of plugs over a restart. */
  readonly store: PlugStore;
}

export interface AccessoryBindingOptions extends BoundPlug {
  readonly plugLog: PlugLog;
  /** Whether any entry of the config wants the plug with this uuid never to be switched. */
  readonly isLocked: (uuid: string) => boolean;
  /** Told of every write that was not carried out. */
  readonly onFailedWrite: (error: unknown) => void;
}

/** What HomeKit shows of one plug, and what is kept of the plug with it over a restart. */
export class AccessoryBinding {
  /** What was learned of the plug. */
  readonly remembered: RememberedPlug;
  readonly #options: AccessoryBindingOptions;
  readonly #capabilities: readonly Capability[];

  constructor(options: AccessoryBindingOptions) {
    const { config, isDiscovered, energySeconds, registry, clock, store, plugLog } = options;
    this.#options = options;
    this.#capabilities = featuresFor(
      { ...config, energySeconds },
      {
        clock,
        notes: uuid => store.notes(uuid),
        file: (uuid, ending) => store.file(uuid, ending),
        log: plugLog.features,
      },
    );
    this.remembered = new RememberedPlug({
      registry,
      host: formatAddress(config),
      isDiscovered,
      onFailure: error => {
        plugLog.cacheNotWritten(error);
      },
    });
  }

  /** What a device needs to know and to ask, so that this can be shown. */
  get features(): readonly Feature[] {
    return this.#capabilities;
  }

  /** As the Home app knows it; undefined while nothing is shown. */
  get name(): string | undefined {
    return this.remembered.accessory?.accessory.displayName;
  }

  /** Whether HomeKit has an accessory of this plug. */
  get isInHome(): boolean {
    return this.remembered.accessory !== undefined;
  }

  /** Shows the plug that the entry stood for in an earlier run, if there was one. @returns what is remembered of it */
  restore(): PlugContext | undefined {
    const { config, registry } = this.#options;
    const remembered = registry.find({ uuid: config.uuid, host: formatAddress(config) });
    const context = remembered?.context;
    if (!remembered || !context) return undefined;
    this.remembered.httpQuirks = context.manner;
    this.#build(remembered, context.info);
    return context;
  }

  /** Shows this plug, which has answered at this address. */
  bind(device: MerossDevice, address: string): void {
    const { config, energySeconds, registry, plugLog } = this.#options;
    const { info } = device;
    const existing = registry.forUuid(info.uuid);
    const previousAddress = existing?.context?.address;
    const accessory = existing ?? registry.create(info, config.name);
    this.#build(accessory, info);
    registry.publish(accessory);
    this.remembered.prove(info, address);
    accessory.attach(device);
    if (previousAddress !== undefined && previousAddress !== address) plugLog.moved(previousAddress);
    for (const reason of unsupportedOptions({ ...config, energySeconds }, info))
      plugLog.once(`${entryName(config.path)} (${address}): ${reason}.`);
  }

  /** The plug does not answer: HomeKit says so. */
  detach(): void {
    this.remembered.accessory?.detach();
  }

  /** The accessory is another entry's from now on. */
  release(): void {
    this.remembered.accessory = undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.#capabilities.map(async capability => capability.close?.()));
  }

  #build(accessory: PlugAccessory, info: PlugInfo): void {
    const { config, isLocked, onFailedWrite } = this.#options;
    this.remembered.accessory = accessory;
    accessory.build({
      info,
      appearance: { ...config, isLocked: () => config.locked || isLocked(info.uuid) },
      capabilities: this.#capabilities,
      onFailedWrite,
    });
  }
}
