import type { MatterAccessory } from 'homebridge';
import type { Clock } from '../clock.ts';
import { defaultPlugName } from '../device/appearance.ts';
import { persistedContext, readContext, type PlugContext } from '../device/plug-context.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import { textOr } from '../protocol/decode.ts';
import { PLUGIN_NAME } from '../settings.ts';
import type { MatterBridge } from './matter-api.ts';
import { MatterOutlet } from './matter-outlet.ts';
import { MatterPlug } from './matter-plug.ts';

export interface MatterRegistryOptions {
  readonly matter: MatterBridge;
  readonly clock: Clock;
  /** The accessories from Homebridge's cache. */
  readonly cached: readonly MatterAccessory[];
}

/** All plugs in Matter: those from Homebridge's cache, and new ones. */
export class MatterRegistry {
  readonly #options: MatterRegistryOptions;
  /** By uuid. */
  readonly #plugs = new Map<string, MatterPlug>();

  constructor(options: MatterRegistryOptions) {
    this.#options = options;
    const byUuid = Map.groupBy(options.cached, ({ context }) => readContext(context)?.info.uuid);
    for (const accessories of byUuid.values()) {
      const context = readContext(accessories[0]?.context);
      if (context) this.#restore(context, accessories);
    }
  }

  /** The cached plug of a config entry: by its uuid if that is configured, else by its address. */
  find({ uuid, host }: { readonly uuid: string | undefined; readonly host: string }): MatterPlug | undefined {
    if (uuid !== undefined) return this.forUuid(uuid);
    return this.all().find(({ context }) => context?.host === host && !context.isDisplaced);
  }

  /** The plug with this uuid, if it is in Matter. */
  forUuid(uuid: string): MatterPlug | undefined {
    return this.#plugs.get(uuid);
  }

  /** Creates a plug that is not in Matter. Nothing is published before {@link MatterPlug.publish}. */
  create(info: PlugInfo, name: string | undefined): MatterPlug {
    const plug = this.#plug(info.uuid, name ?? defaultPlugName(info), {}, new Map());
    this.#plugs.set(info.uuid, plug);
    return plug;
  }

  all(): readonly MatterPlug[] {
    return [...this.#plugs.values()];
  }

  /** Removes plugs from Matter for good, with their rooms and automations. Homebridge logs what fails. */
  async remove(plugs: readonly MatterPlug[]): Promise<void> {
    for (const [uuid, plug] of this.#plugs) if (plugs.includes(plug)) this.#plugs.delete(uuid);
    await Promise.all(plugs.map(plug => plug.remove()));
  }

  /** Stops all updates, because Homebridge ends. */
  close(): void {
    for (const plug of this.all()) plug.close();
  }

  /** The UUID of an outlet's accessory, made from the uuid of the plug, never from its address or name. */
  #accessoryUuid(uuid: string, channel: number): string {
    return this.#options.matter.uuid.generate(`${PLUGIN_NAME}:matter:${uuid}:${channel}`);
  }

  #restore(context: PlugContext, accessories: readonly MatterAccessory[]): void {
    const { uuid, channels } = context.info;
    const name = textOr(accessories[0]?.context['name'], defaultPlugName(context.info));
    const stored = { ...persistedContext(context), name };
    const outlets = accessories.map((cached, index): readonly [number, MatterOutlet] => {
      const channel = channels.find(each => this.#accessoryUuid(uuid, each) === cached.UUID);
      // An accessory of no channel gets a number that no outlet has, so that it is removed.
      return [channel ?? -1 - index, this.#outlet(cached.UUID, stored, cached)];
    });
    this.#plugs.set(uuid, this.#plug(uuid, name, stored, new Map(outlets)));
  }

  #outlet(uuid: string, context: Record<string, unknown>, cached?: MatterAccessory): MatterOutlet {
    const { matter, clock } = this.#options;
    return new MatterOutlet({ matter, clock, uuid, context, ...(cached && { cached }) });
  }

  #plug(
    uuid: string,
    name: string,
    stored: Record<string, unknown>,
    outlets: ReadonlyMap<number, MatterOutlet>,
  ): MatterPlug {
    const createOutlet = (channel: number): MatterOutlet => this.#outlet(this.#accessoryUuid(uuid, channel), stored);
    return new MatterPlug({ ...this.#options, name, stored, createOutlet, outlets });
  }
}
