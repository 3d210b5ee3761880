/** Homebridge's Matter bridge, as far as the plugin uses it: records what it is given, and behaves as 2.4 does. */
import type { MatterAccessory } from 'homebridge';
import type { Clock } from '../../../src/clock.ts';
import type { MatterBridge } from '../../../src/matter/matter-api.ts';
import { api } from '../homekit/real-hap.ts';

const { deviceTypes } = await import('../../../node_modules/homebridge/dist/matter/types.js');
const { MatterStatus } = await import('../../../node_modules/homebridge/dist/matter/errors.js');

export interface Update {
  readonly cluster: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly atMs: number;
}

export class FakeBridge {
  /** The published accessories, by UUID. */
  readonly accessories = new Map<string, MatterAccessory>();
  /** What was sent after publishing, oldest first. */
  readonly updates: Update[] = [];
  readonly removed: string[] = [];
  /** Why it publishes nothing, e.g. because its server does not run. */
  refusal: string | undefined;
  /** How many of the next updates it loses, as Homebridge does when an accessory is not ready. */
  lostUpdates = 0;
  /** How long it takes until an accessory is ready. */
  readyAfterMs = 0;
  readonly #clock: Clock;
  readonly #states = new Map<string, Map<string, Record<string, unknown>>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The only accessory with this name. */
  named(name: string): MatterAccessory {
    const found = [...this.accessories.values()].find(({ displayName }) => displayName === name);
    if (found === undefined) throw new Error(`no ${name} among ${this.names().join(', ')}`);
    return found;
  }

  names(): readonly string[] {
    return [...this.accessories.values()].map(({ displayName }) => displayName);
  }

  /** What a controller reads of the accessory with this name. */
  shows(name: string): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.#states.get(this.named(name).UUID) ?? []);
  }

  /** What was sent of a cluster after publishing. */
  sent(cluster: string): readonly Readonly<Record<string, unknown>>[] {
    return this.updates.filter(each => each.cluster === cluster).map(({ attributes }) => attributes);
  }

  /** A controller sends a command. Rejects with what the handler throws. */
  async command(name: string, command: 'on' | 'off'): Promise<void> {
    const { UUID, handlers } = this.named(name);
    await handlers?.onOff?.[command]?.(undefined);
    // Homebridge sets the state itself.
    this.#set(UUID, 'onOff', { onOff: command === 'on' });
  }

  /** The accessories that Homebridge's cache has after a restart, and the bridge of the new run. */
  restarted(): { readonly bridge: FakeBridge; readonly cached: readonly MatterAccessory[] } {
    const bridge = new FakeBridge(this.#clock);
    const cached = [...this.accessories.values()].map(({ handlers: _, context, ...accessory }) => ({
      ...accessory,
      context: structuredClone(context),
    }));
    for (const { UUID } of cached) bridge.#states.set(UUID, new Map(this.#states.get(UUID)));
    return { bridge, cached };
  }

  get matter(): MatterBridge {
    return {
      uuid: api.hap.uuid,
      deviceTypes,
      status: MatterStatus,
      registerPlatformAccessories: (_plugin, _platform, accessories) => {
        if (this.refusal !== undefined) return Promise.reject(new Error(this.refusal));
        for (const accessory of accessories) this.#clock.after(this.readyAfterMs, () => this.#publish(accessory));
        return Promise.resolve();
      },
      updatePlatformAccessories: () => Promise.resolve(),
      unregisterPlatformAccessories: (_plugin, _platform, accessories) => {
        for (const { UUID } of accessories) {
          this.removed.push(UUID);
          this.accessories.delete(UUID);
          this.#states.delete(UUID);
        }
        return Promise.resolve();
      },
      updateAccessoryState: (uuid: string, cluster: string, attributes: Record<string, unknown>) => {
        this.updates.push({ cluster, attributes, atMs: this.#clock.now() });
        this.lostUpdates -= 1;
        if (this.lostUpdates < 0) this.#set(uuid, cluster, attributes);
        return Promise.resolve();
      },
      getAccessoryState: (uuid: string, cluster: string) => Promise.resolve(this.#states.get(uuid)?.get(cluster)),
    };
  }

  #publish(accessory: MatterAccessory): void {
    if (this.accessories.has(accessory.UUID)) throw new Error(`${accessory.displayName} is published already`);
    this.accessories.set(accessory.UUID, accessory);
    // A restored accessory keeps the state of Homebridge's cache.
    if (this.#states.has(accessory.UUID)) return;
    for (const [cluster, attributes] of Object.entries(accessory.clusters ?? {}))
      this.#set(accessory.UUID, cluster, attributes);
  }

  #set(uuid: string, cluster: string, attributes: Readonly<Record<string, unknown>>): void {
    const clusters = this.#states.get(uuid) ?? new Map<string, Record<string, unknown>>();
    clusters.set(cluster, { ...clusters.get(cluster), ...attributes });
    this.#states.set(uuid, clusters);
  }
}
