import type { MatterAccessory } from 'homebridge';
import type { Clock } from '../clock.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../settings.ts';
import type { MatterBridge } from './matter-api.ts';
import { matterLabel } from './matter-name.ts';
import type { MatterState } from './matter-state.ts';
import { OutletUpdates } from './outlet-updates.ts';

/** What an outlet is in Matter. */
export interface OutletContent {
  readonly info: PlugInfo;
  readonly name: string;
  readonly isLight: boolean;
  readonly state: () => MatterState;
  /** Switches the outlet. Rejects with an error of Matter. */
  readonly turn: (on: boolean) => Promise<void>;
}

export interface MatterOutletOptions {
  readonly matter: MatterBridge;
  readonly clock: Clock;
  readonly uuid: string;
  /** What Homebridge stores with the accessory. Homebridge keeps the object, so it is changed in place. */
  readonly context: Record<string, unknown>;
  /** The accessory in Homebridge's cache, if there is one. */
  readonly cached?: MatterAccessory;
}

/** An accessory that could not be published: Homebridge's Matter server does not run, or did not take it. */
export class NotPublishedError extends Error {
  override readonly name = 'NotPublishedError';
}

/** Homebridge returns before an accessory is ready or removed. */
const POLL_MS = 50;
const LONGEST_WAIT_MS = 20_000;

/** One outlet as an accessory of Homebridge's Matter bridge. */
export class MatterOutlet {
  readonly uuid: string;
  readonly #options: MatterOutletOptions;
  readonly #isCached: boolean;
  readonly #updates: OutletUpdates;
  #content: OutletContent | undefined;
  /** What Matter knows of its structure: that can only be changed by publishing it anew. */
  #shape: string | undefined;
  #isPublished = false;

  constructor(options: MatterOutletOptions) {
    const { uuid, cached } = options;
    this.#options = options;
    this.uuid = uuid;
    this.#isCached = cached !== undefined;
    this.#shape = cached && shapeOf(cached.deviceType.name, cached.clusters ?? {});
    this.#updates = new OutletUpdates({ ...options, state: () => this.#content?.state() ?? UNKNOWN });
  }

  get isPublished(): boolean {
    return this.#isPublished;
  }

  /**
   * Publishes the outlet, or changes what it shows; resolves when it is ready.
   * @throws {NotPublishedError}
   */
  async publish(content: OutletContent): Promise<void> {
    const { matter } = this.#options;
    this.#content = content;
    const accessory = this.#accessory(content);
    const shape = shapeOf(accessory.deviceType.name, accessory.clusters ?? {});
    if (this.#isPublished && shape === this.#shape) return this.#updates.refresh();
    if (this.#shape !== undefined && shape !== this.#shape) await this.remove();
    this.#shape = shape;
    try {
      await matter.registerPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [accessory]);
    } catch (error) {
      throw new NotPublishedError(error instanceof Error ? error.message : String(error), { cause: error });
    }
    if (!(await this.#waitFor(isKnown => isKnown))) {
      throw new NotPublishedError(`"${content.name}" was not ready within ${LONGEST_WAIT_MS / 1000} seconds.`);
    }
    this.#isPublished = true;
    this.#updates.open();
  }

  /** The state may have changed. */
  refresh(): void {
    this.#updates.refresh();
  }

  /** Stores the changed context. Homebridge can do so at once only for an accessory that was in its cache at the start. */
  async store(): Promise<void> {
    if (!this.#isPublished || !this.#isCached || this.#content === undefined) return;
    const { clusters: _, handlers: __, ...accessory } = this.#accessory(this.#content);
    await this.#options.matter.updatePlatformAccessories([accessory]);
  }

  /** Removes the outlet from Matter for good, with its room and its automations; resolves when it is gone. */
  async remove(): Promise<void> {
    const { matter, uuid, context } = this.#options;
    this.close();
    this.#isPublished = false;
    this.#shape = undefined;
    const { OnOffOutlet: deviceType } = matter.deviceTypes;
    const labels = { displayName: 'Outlet', serialNumber: uuid, manufacturer: 'Meross', model: 'Outlet' };
    await matter.unregisterPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [
      { UUID: uuid, ...labels, deviceType, context },
    ]);
    await this.#waitFor(isKnown => !isKnown);
  }

  /** Stops all updates. The accessory stays. */
  close(): void {
    this.#updates.close();
  }

  #accessory({ info, name, isLight, state, turn }: OutletContent): MatterAccessory {
    const { matter, uuid, context } = this.#options;
    const { OnOffLight, OnOffOutlet } = matter.deviceTypes;
    const { onOff = { onOff: false }, bridgedDeviceBasicInformation: _, ...meter } = state();
    const handle = (on: boolean) => (): Promise<void> => this.#updates.whileSwitching(() => turn(on));
    return {
      UUID: uuid,
      displayName: matterLabel(name),
      deviceType: isLight ? OnOffLight : OnOffOutlet,
      manufacturer: 'Meross',
      model: matterLabel(info.model),
      serialNumber: matterLabel(info.uuid),
      firmwareRevision: info.firmwareVersion,
      hardwareRevision: info.hardwareVersion,
      context,
      // A copy that Homebridge may change.
      clusters: structuredClone<Record<string, Record<string, unknown>>>({ onOff, ...meter }),
      // Matter's Toggle calls On or Off as well, so it needs no command of its own.
      handlers: { onOff: { on: handle(true), off: handle(false), toggle: () => undefined } },
    };
  }

  /** Waits until the accessory is known to Matter, or not. @returns whether that has happened in time */
  async #waitFor(isDone: (isKnown: boolean) => boolean): Promise<boolean> {
    const { matter, clock, uuid } = this.#options;
    for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS; waitedMs += POLL_MS) {
      if (isDone((await matter.getAccessoryState(uuid, 'onOff')) !== undefined)) return true;
      await new Promise<void>(resolve => clock.after(POLL_MS, resolve));
    }
    return false;
  }
}

const UNKNOWN: MatterState = { bridgedDeviceBasicInformation: { reachable: false } };

/** The device type, and the clusters that an outlet may have or not. */
function shapeOf(deviceType: string, clusters: object): string {
  return [deviceType, 'electricalPowerMeasurement' in clusters, 'electricalEnergyMeasurement' in clusters].join(' ');
}
