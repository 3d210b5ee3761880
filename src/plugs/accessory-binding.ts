import type { Clock } from '../clock.ts';
import type { DeviceConfig } from '../config.ts';
import type { MerossDevice } from '../device/device.ts';
import type { Feature } from '../device/feature.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import { featuresFor, unsupportedOptions } from '../features/index.ts';
import type { PlugContext } from '../device/plug-context.ts';
import type { Capability } from '../homekit/capability.ts';
import type { PlugStore } from '../storage/plug-store.ts';
import { formatAddress } from '../transport/transport.ts';
import { RememberedPlug } from './remembered-plug.ts';
import type { PlugLog } from './plug-log.ts';
import type { PlugRegistry } from './plug-registry.ts';
import type { ShownPlug } from './shown-plug.ts';

/** A plug and what its accessory needs. */
export interface BoundPlug {
  readonly config: DeviceConfig;
  /** True if the plug is not in the config and was found on the network. */
  readonly isDiscovered: boolean;
  readonly energySeconds: number;
  readonly registry: PlugRegistry;
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
  /** Called with every read of a value that is not known. */
  readonly onFailedRead: () => void;
}

/** Binds the accessory of one plug to its device, and keeps with it what outlasts a restart. */
export class AccessoryBinding {
  /** What was learned about the plug. */
  readonly remembered: RememberedPlug;
  readonly #options: AccessoryBindingOptions;
  readonly #capabilities: readonly Capability[];
  /** The device that the plug shows now. */
  #device: MerossDevice | undefined;
  /** Matter could not be used, so the plug is shown over HomeKit until Homebridge restarts. */
  #isRefused = false;

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
    const context = registry.find({ uuid: config.uuid, host: formatAddress(config) })?.context;
    if (!context) return undefined;
    this.remembered.httpQuirks = context.httpQuirks;
    this.#show(context.info);
    return context;
  }

  /** Binds the accessory to this device, which has replied at this address. Creates the accessory if there is none. */
  bind(device: MerossDevice, address: string): void {
    const { config, energySeconds, registry, plugLog } = this.#options;
    const { info } = device;
    const previousAddress = registry.forUuid(info.uuid)?.context?.address;
    this.#device = device;
    const plug = this.#show(info, address);
    plug.attach(device);
    if (previousAddress !== undefined && previousAddress !== address) plugLog.moved(previousAddress);
    for (const each of unsupportedOptions({ ...config, energySeconds }, info)) plugLog.withoutEffect(each, address);
  }

  /** The accessory shows "No Response" from now on. */
  detach(): void {
    this.#device = undefined;
    this.remembered.accessory?.detach();
  }

  /** Gives the accessory up, because another entry has it from now on. */
  release(): void {
    this.remembered.accessory = undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.#capabilities.map(async capability => capability.close?.()));
  }

  /** @param address where the plug has just replied; stored before the plug is shown */
  #show(info: PlugInfo, address?: string): ShownPlug {
    const { config, registry, isLocked, onFailedWrite, onFailedRead } = this.#options;
    const { publish: protocol, name } = config;
    const plug = registry.open(info, this.#isRefused ? 'hap' : protocol, name);
    this.remembered.accessory = plug;
    plug.build({
      info,
      appearance: { ...config, isLocked: () => config.locked || isLocked(info.uuid) },
      capabilities: this.#capabilities,
      onFailedWrite,
      onFailedRead,
    });
    if (address !== undefined) this.remembered.prove(info, address);
    registry.publish(plug, { uuid: info.uuid, protocol, onRefused: () => this.#fallBack(plug, info) });
    return plug;
  }

  /** Shows the plug over HomeKit, because Matter has refused it. */
  #fallBack(refused: ShownPlug, info: PlugInfo): void {
    this.#isRefused = true;
    refused.detach();
    if (this.remembered.accessory !== refused) return;
    const plug = this.#show(info);
    if (this.#device) plug.attach(this.#device);
  }
}
