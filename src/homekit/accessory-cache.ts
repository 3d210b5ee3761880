import type { API, PlatformAccessory } from 'homebridge';
import type { Clock } from '../clock.ts';
import { TIMES } from '../settings.ts';

export interface AccessoryCacheOptions {
  readonly clock: Clock;
  /** Homebridge could not write the changes of the accessories with these names. Called once. */
  readonly onNotWritten: (names: readonly string[], error: unknown) => void;
}

/**
 * Homebridge's cache of accessories. Homebridge writes the accessories of the whole bridge at each change, so a home of 149
 * plugs would take that work 149 times at a start: all changes of a second are one write.
 */
export class AccessoryCache {
  readonly #api: API;
  readonly #options: AccessoryCacheOptions;
  readonly #changed = new Set<PlatformAccessory>();
  #cancel: (() => void) | undefined;
  #hasFailed = false;

  constructor(api: API, options: AccessoryCacheOptions) {
    this.#api = api;
    this.#options = options;
  }

  /** The context of a registered accessory has changed. */
  changed(accessory: PlatformAccessory): void {
    this.#changed.add(accessory);
    this.#cancel ??= this.#options.clock.after(TIMES.cacheDelayMs, () => {
      this.#write();
    });
  }

  /** The accessory is no longer registered, and a write would bring it back. */
  forget(accessory: PlatformAccessory): void {
    this.#changed.delete(accessory);
  }

  /** Writes what has not been written yet. */
  close(): void {
    this.#cancel?.();
    this.#write();
  }

  #write(): void {
    const accessories = [...this.#changed];
    this.#changed.clear();
    this.#cancel = undefined;
    if (accessories.length === 0) return;
    try {
      this.#api.updatePlatformAccessories(accessories);
    } catch (error) {
      if (this.#hasFailed) return;
      this.#hasFailed = true;
      this.#options.onNotWritten(
        accessories.map(({ displayName }) => displayName),
        error,
      );
    }
  }
}
