import type { Clock } from '../clock.ts';
import type { DeviceConfig } from '../config.ts';
import type { MerossDevice } from '../device/device.ts';
import type { Feature } from '../device/feature.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import { featuresFor, unsupportedOptions } from '../features/index.ts';
import type { PlugContext } from '../device/plug-context.ts';
import type { Capability } from '../homekit/capability.ts';
import type { PlugAccessory } from '../homekit/plug-accessory.ts';
import type { AccessoryRegistry } from '../homekit/accessory-registry.ts';
import type { PlugStore } from '../storage/plug-store.ts';
import { formatAddress } from '../transport/transport.ts';
import { RememberedPlug } from './remembered-plug.ts';
import type { PlugLog } from './plug-log.ts';

/** A plug and what its accessory needs. */
export interface BoundPlug {
  readonly config: DeviceConfig;
  /** True if the plug is not in the config and was found on the network. */
  readonly isDiscovered: boolean;
  readonly energySeconds: number;
  readonly registry: AccessoryRegistry;
  readonly clock: Clock;
  /** Files that outlast a restart. */
  readonly store: PlugStore;
}

export interface AccessoryBindingOptions extends BoundPlug {
  readonly plugLog: PlugLog;
  /** Whether any entry of the config locks the plug with this uuid. */
  readonly isLocked: (uuid: string) => boolean;
  /** Called with every write that failed. */
  readonly onFailedWrite: (error: unknown) => void;
}

/** Binds the accessory of one plug to its device, and keeps with it what outlasts a restart. */
export class AccessoryBinding {
  /** What was learned about the plug. */
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

  /** The features that the device has to query for this accessory. */
  get features(): readonly Feature[] {
    return this.#capabilities;
  }

  /** The name in the Home app; undefined without an accessory. */
  get name(): string | undefined {
    return this.remembered.accessory?.name;
  }

  /** Whether HomeKit has an accessory of this plug. */
  get isInHome(): boolean {
    return this.remembered.accessory !== undefined;
  }

  /** Restores the accessory that the entry had in an earlier run. @returns its saved context, if there was one */
  restore(): PlugContext | undefined {
    const { config, registry } = this.#options;
    const remembered = registry.find({ uuid: config.uuid, host: formatAddress(config) });
    const context = remembered?.context;
    if (!remembered || !context) return undefined;
    this.remembered.httpQuirks = context.httpQuirks;
    this.#build(remembered, context.info);
    return context;
  }

  /** Binds the accessory to this device, which has replied at this address. Creates the accessory if there is none. */
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
    for (const each of unsupportedOptions({ ...config, energySeconds }, info)) plugLog.withoutEffect(each, address);
  }

  /** The accessory shows "No Response" from now on. */
  detach(): void {
    this.remembered.accessory?.detach();
  }

  /** Gives the accessory up, because another entry has it from now on. */
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
