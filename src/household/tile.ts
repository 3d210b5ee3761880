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
import { Memory } from './memory.ts';
import type { Reporter } from './reporter.ts';

/** A plug, and where it is shown. */
export interface ShownPlug {
  readonly config: DeviceConfig;
  /** It is not in the config: it was found on the network. */
  readonly isDiscovered: boolean;
  readonly energySeconds: number;
  readonly roster: AccessoryRegistry;
  readonly clock: Clock;
  /** What is kept of plugs over a restart. */
  readonly shelf: PlugStore;
}

export interface TileOptions extends ShownPlug {
  readonly reporter: Reporter;
  /** Whether any entry of the config wants the plug with this uuid never to be switched. */
  readonly isLocked: (uuid: string) => boolean;
  /** Told of every write that was not carried out. */
  readonly onFailedWrite: (error: unknown) => void;
}

/** What HomeKit shows of one plug, and what is kept of the plug with it over a restart. */
export class Tile {
  /** What was learned of the plug. */
  readonly memory: Memory;
  readonly #options: TileOptions;
  readonly #capabilities: readonly Capability[];

  constructor(options: TileOptions) {
    const { config, isDiscovered, energySeconds, roster, clock, shelf, reporter } = options;
    this.#options = options;
    this.#capabilities = featuresFor(
      { ...config, energySeconds },
      {
        clock,
        notes: uuid => shelf.notes(uuid),
        file: (uuid, ending) => shelf.file(uuid, ending),
        log: reporter.features,
      },
    );
    this.memory = new Memory({
      roster,
      host: formatAddress(config),
      isDiscovered,
      onFailure: error => {
        reporter.cannotRemember(error);
      },
    });
  }

  /** What a device needs to know and to ask, so that this can be shown. */
  get features(): readonly Feature[] {
    return this.#capabilities;
  }

  /** As the Home app knows it; undefined while nothing is shown. */
  get name(): string | undefined {
    return this.memory.accessory?.accessory.displayName;
  }

  /** Shows the plug that the entry stood for in an earlier run, if there was one. @returns what is remembered of it */
  recall(): PlugContext | undefined {
    const { config, roster } = this.#options;
    const remembered = roster.find({ uuid: config.uuid, host: formatAddress(config) });
    const context = remembered?.context;
    if (!remembered || !context) return undefined;
    this.memory.httpQuirks = context.httpQuirks;
    this.#build(remembered, context.info);
    return context;
  }

  /** Shows this plug, which has answered at this address. */
  show(device: MerossDevice, address: string): void {
    const { config, energySeconds, roster, reporter } = this.#options;
    const { info } = device;
    const known = roster.forUuid(info.uuid);
    const before = known?.context?.address;
    const accessory = known ?? roster.create(info, config.name);
    this.#build(accessory, info);
    roster.publish(accessory);
    this.memory.prove(info, address);
    accessory.attach(device);
    if (before !== undefined && before !== address) reporter.moved(before);
    for (const reason of unsupportedOptions({ ...config, energySeconds }, info))
      reporter.once(`${config.path}: ${reason}.`);
  }

  /** The plug does not answer: HomeKit says so. */
  detach(): void {
    this.memory.accessory?.detach();
  }

  /** The accessory is another entry's from now on. */
  letGo(): void {
    this.memory.accessory = undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.#capabilities.map(async capability => capability.close?.()));
  }

  #build(accessory: PlugAccessory, info: PlugInfo): void {
    const { config, isLocked, onFailedWrite } = this.#options;
    this.memory.accessory = accessory;
    accessory.build({
      info,
      appearance: { ...config, isLocked: () => config.locked || isLocked(info.uuid) },
      capabilities: this.#capabilities,
      onFailedWrite,
    });
  }
}
