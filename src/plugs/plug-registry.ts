import type { Config } from '../config.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import { BridgeFullError, MAX_ACCESSORIES, type AccessoryRegistry } from '../homekit/accessory-registry.ts';
import { PlugAccessory } from '../homekit/plug-accessory.ts';
import type { MatterProblem } from '../matter/matter-api.ts';
import { matterProblemText } from '../matter/matter-log.ts';
import { MatterPlug } from '../matter/matter-plug.ts';
import { MatterRegistry } from '../matter/matter-registry.ts';
import type { PluginLog } from '../plugin-log.ts';
import type { ShownPlug } from './shown-plug.ts';

/** How a plug is shown: over HomeKit's own protocol, or over Matter. */
export type Protocol = Config['publish'];

export interface PlugRegistryOptions {
  readonly homeKit: AccessoryRegistry;
  readonly matter: MatterRegistry | MatterProblem;
  readonly log: PluginLog;
}

export interface PublishOptions {
  readonly uuid: string;
  /** The protocol that the config asks for. */
  readonly protocol: Protocol;
  /** Matter could not be used. The plug is not shown. */
  readonly onRefused: () => void;
}

/** All plugs that users see, over HomeKit or Matter, each over one of the two. */
export class PlugRegistry {
  readonly #homeKit: AccessoryRegistry;
  readonly #matter: MatterRegistry | MatterProblem;
  readonly #log: PluginLog;
  readonly #logged = new Set<string>();
  /** The plugs for which a full bridge was logged. */
  readonly #withoutRoom = new Set<string>();

  constructor({ homeKit, matter, log }: PlugRegistryOptions) {
    this.#homeKit = homeKit;
    this.#matter = matter;
    this.#log = log;
  }

  /** The stored plug of a config entry: by its uuid if that is configured, else by its address. */
  find(entry: { readonly uuid: string | undefined; readonly host: string }): ShownPlug | undefined {
    return this.#homeKit.find(entry) ?? this.#overMatter?.find(entry);
  }

  /** The plug with this uuid, if there is one. */
  forUuid(uuid: string): ShownPlug | undefined {
    return this.#homeKit.forUuid(uuid) ?? this.#overMatter?.forUuid(uuid);
  }

  /**
   * The plug over this protocol, or over HomeKit where Matter cannot be used: an existing or a new one. A new one is not
   * shown before {@link publish}; what the other protocol has stored of it is carried over.
   */
  open(info: PlugInfo, protocol: Protocol, name: string | undefined): ShownPlug {
    const shownName = name ?? this.forUuid(info.uuid)?.name;
    const matter = protocol === 'matter' ? this.#matterOrWarn() : undefined;
    if (matter) {
      const plug = matter.forUuid(info.uuid) ?? matter.create(info, shownName);
      carryOver(this.#homeKit.forUuid(info.uuid), plug);
      return plug;
    }
    const plug = this.#homeKit.forUuid(info.uuid) ?? this.#homeKit.create(info, shownName);
    carryOver(this.#overMatter?.forUuid(info.uuid), plug);
    return plug;
  }

  /**
   * Shows the plug to the users: over HomeKit at once, over Matter in the background. Once the plug is shown over the
   * protocol of the config, it is removed from the other one. A plug for which the HomeKit bridge has no room is logged, and
   * not shown.
   */
  publish(plug: ShownPlug, { uuid, protocol, onRefused }: PublishOptions): void {
    if (plug instanceof PlugAccessory) {
      if (!this.#publishOverHomeKit(plug, uuid)) return;
      const other = this.#overMatter?.forUuid(uuid);
      if (other && protocol === 'hap') this.#removeFromMatter(other, plug.name);
    }
    if (plug instanceof MatterPlug) {
      plug.publish().then(
        () => this.#removeFromHomeKit(uuid, plug.name),
        (error: unknown) => {
          this.#warnOnce({ kind: 'refused', reason: error instanceof Error ? error.message : String(error) });
          onRefused();
        },
      );
    }
  }

  /** The config entry with this address belongs to `newOwner` from now on, and to no other plug. */
  displace(host: string, newOwner: ShownPlug): void {
    for (const plug of this.all()) {
      const { context } = plug;
      const isOther = context?.info.uuid !== newOwner.context?.info.uuid;
      if (context?.host === host && isOther) plug.remember({ ...context, isDisplaced: true });
    }
  }

  all(): readonly ShownPlug[] {
    return [...this.#homeKit.all(), ...(this.#overMatter?.all() ?? [])];
  }

  /** Removes plugs for good, with their rooms and automations. */
  remove(plugs: readonly ShownPlug[]): void {
    const accessories = plugs.filter(plug => plug instanceof PlugAccessory);
    if (accessories.length > 0) this.#homeKit.remove(accessories);
    const overMatter = plugs.filter(plug => plug instanceof MatterPlug);
    if (overMatter.length === 0) return;
    this.#overMatter?.remove(overMatter).catch((error: unknown) => {
      this.#log.error(this.#log.texts.matter.notRemoved({ error: String(error) }));
    });
  }

  /** Stops all updates, and writes what has not been written, because Homebridge ends. */
  close(): void {
    this.#homeKit.close();
    this.#overMatter?.close();
  }

  get #overMatter(): MatterRegistry | undefined {
    return this.#matter instanceof MatterRegistry ? this.#matter : undefined;
  }

  #matterOrWarn(): MatterRegistry | undefined {
    if (this.#matter instanceof MatterRegistry) return this.#matter;
    this.#warnOnce(this.#matter);
    return undefined;
  }

  #warnOnce(problem: MatterProblem): void {
    if (this.#logged.has(problem.kind)) return;
    this.#logged.add(problem.kind);
    this.#log.warn(matterProblemText(problem, this.#log.texts.matter));
  }

  /** @returns false if the bridge is full */
  #publishOverHomeKit(plug: PlugAccessory, uuid: string): boolean {
    try {
      this.#homeKit.publish(plug);
      return true;
    } catch (error) {
      if (!(error instanceof BridgeFullError)) throw error;
      if (!this.#withoutRoom.has(uuid))
        this.#log.error(this.#log.texts.log.bridgeFull({ name: plug.name, most: MAX_ACCESSORIES }));
      this.#withoutRoom.add(uuid);
      return false;
    }
  }

  #removeFromHomeKit(uuid: string, name: string): void {
    const accessory = this.#homeKit.forUuid(uuid);
    if (!accessory) return;
    this.#homeKit.remove([accessory]);
    this.#log.info(this.#log.texts.matter.nowOverMatter({ name }));
  }

  #removeFromMatter(plug: MatterPlug, name: string): void {
    this.remove([plug]);
    this.#log.info(this.#log.texts.matter.nowOverHomeKit({ name }));
  }
}

function carryOver(from: ShownPlug | undefined, to: ShownPlug): void {
  if (from?.context && to.context === undefined) to.remember(from.context);
}
