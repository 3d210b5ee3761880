import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import { shownChannels, type Appearance } from '../device/appearance.ts';
import type { MerossDevice } from '../device/device.ts';
import type { Feature } from '../device/feature.ts';
import { persistedContext, readContext, type PlugContext } from '../device/plug-context.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { ShownOutlet, ShownValue } from '../device/shown-value.ts';
import { UnreachableError, UnsupportedError } from '../errors.ts';
import type { MatterBridge } from './matter-api.ts';
import { outletLabel } from './matter-name.ts';
import type { MatterOutlet, OutletContent } from './matter-outlet.ts';
import { matterState, shownOf } from './matter-state.ts';
import { commandError } from './matter-status.ts';

/** The parts of a plug in Matter. */
export interface MatterPlugContent {
  readonly info: PlugInfo;
  readonly appearance: Appearance;
  readonly capabilities: readonly Feature[];
  /** Called for every failed command. */
  readonly onFailedWrite: (error: unknown) => void;
}

export interface MatterPlugOptions {
  readonly matter: MatterBridge;
  readonly clock: Clock;
  readonly name: string;
  /** What is stored for the plug in each of its accessories: one object, changed in place. */
  readonly stored: Record<string, unknown>;
  /** Creates the accessory of a channel. */
  readonly createOutlet: (channel: number) => MatterOutlet;
  /** The accessories from Homebridge's cache, by channel. */
  readonly outlets: ReadonlyMap<number, MatterOutlet>;
}

/** A plug in Matter: a flat accessory per outlet. It exists with or without an attached device. */
export class MatterPlug {
  readonly name: string;
  readonly #options: MatterPlugOptions;
  readonly #outlets: Map<number, MatterOutlet>;
  #content: MatterPlugContent | undefined;
  #device: MerossDevice | undefined;
  #stopListening: (() => void) | undefined;
  /** Publishing, changing and removing, one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(options: MatterPlugOptions) {
    this.name = options.name;
    this.#options = options;
    this.#outlets = new Map(options.outlets);
  }

  /** The stored context, or undefined if it cannot be used. */
  get context(): PlugContext | undefined {
    return readContext(this.#options.stored);
  }

  /** Stores the context, never with a secret. */
  remember(context: PlugContext): void {
    if (isDeepStrictEqual(this.context, context)) return;
    Object.assign(this.#options.stored, persistedContext(context), { name: this.name });
    // The values are kept in memory in any case, and Homebridge stores them when it ends.
    for (const outlet of this.#outlets.values()) void outlet.store().catch(() => undefined);
  }

  /** Sets what the plug shows. Nothing is in Matter before {@link publish}. */
  build(content: MatterPlugContent): void {
    this.#content = content;
  }

  /**
   * Publishes the outlets that the plug shows, and removes others; resolves when they are ready. If one of them fails, none
   * stays.
   * @throws {NotPublishedError}
   */
  publish(): Promise<void> {
    return this.#afterWork(async () => {
      const content = this.#content;
      if (content === undefined) return;
      try {
        await this.#publishOutlets(content);
      } catch (error) {
        for (const outlet of this.#outlets.values()) if (outlet.isPublished) await outlet.remove();
        throw error;
      }
    });
  }

  /** Removes all outlets from Matter for good, with their rooms and automations. */
  remove(): Promise<void> {
    return this.#afterWork(async () => {
      for (const outlet of this.#outlets.values()) await outlet.remove();
      this.#outlets.clear();
    });
  }

  /** Shows and switches this device from now on. */
  attach(device: MerossDevice): void {
    this.#stopListening?.();
    this.#device = device;
    this.#stopListening = device.onReading(() => this.#refresh());
    this.#refresh();
  }

  /** Detaches the device: its state is no longer known, so the outlets are not reachable. */
  detach(): void {
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.#device = undefined;
    this.#refresh();
  }

  /** Stops all updates. The accessories stay. */
  close(): void {
    for (const outlet of this.#outlets.values()) outlet.close();
  }

  async #publishOutlets(content: MatterPlugContent): Promise<void> {
    const channels = shownChannels(content.info, content.appearance);
    for (const [channel, outlet] of this.#outlets) {
      if (channels.includes(channel)) continue;
      this.#outlets.delete(channel);
      await outlet.remove();
    }
    for (const channel of channels) {
      const outlet = this.#outlets.get(channel) ?? this.#options.createOutlet(channel);
      this.#outlets.set(channel, outlet);
      await outlet.publish(this.#outletContent(channel, channels.length > 1, content, outlet));
    }
  }

  #refresh(): void {
    for (const outlet of this.#outlets.values()) outlet.refresh();
  }

  #outletContent(
    channel: number,
    isOneOfMany: boolean,
    { info, appearance, capabilities, onFailedWrite }: MatterPlugContent,
    outlet: MatterOutlet,
  ): OutletContent {
    const shownOutlet: ShownOutlet = {
      plug: info,
      channel,
      get locked() {
        return appearance.isLocked();
      },
      refresh: () => outlet.refresh(),
    };
    const values = capabilities
      .filter(each => each.supports(info))
      .flatMap((each): readonly ShownValue[] => each.shows?.(shownOutlet) ?? []);
    const ownName = appearance.outlets.find(each => each.channel === channel)?.name;
    return {
      info,
      name: isOneOfMany ? outletLabel(this.name, channel, ownName) : this.name,
      isLight: appearance.type === 'light',
      state: () => matterState(values, this.#device?.state),
      turn: async on => {
        try {
          const command = shownOf(values, 'on')?.command?.(on);
          if (command === undefined) throw new UnsupportedError('it cannot be switched');
          if (this.#device === undefined) {
            throw new UnreachableError('it does not reply, and the plugin is searching for it');
          }
          await this.#device.send(command);
        } catch (error) {
          onFailedWrite(error);
          throw commandError(this.#options.matter.status, error);
        }
      },
    };
  }

  #afterWork(next: () => Promise<void>): Promise<void> {
    const done = this.#work.then(next);
    this.#work = done.catch(() => undefined);
    return done;
  }
}
