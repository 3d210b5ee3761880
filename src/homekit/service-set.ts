import type { API, PlatformAccessory, Service } from 'homebridge';
import type { ServiceType } from './capability.ts';

/** The services of one accessory while it is built: requested services are kept or added, all others are removed. */
export class ServiceSet {
  readonly #accessory: PlatformAccessory;
  readonly #api: API;
  readonly #inUse = new Set<Service>();

  constructor(accessory: PlatformAccessory, api: API) {
    this.#accessory = accessory;
    this.#api = api;
  }

  /** The service of this type and subtype: the existing one, which keeps the user's rooms and scenes, or a new one. */
  getOrAdd(type: ServiceType, subtype: string): Service {
    const { displayName, services } = this.#accessory;
    const existing = services.find(service => service.UUID === type.UUID && service.subtype === subtype);
    const service = existing ?? this.#accessory.addService(new type(displayName, subtype));
    this.#inUse.add(service);
    return service;
  }

  /** Removes services that only an earlier config requested. */
  removeUnused(): void {
    const { AccessoryInformation } = this.#api.hap.Service;
    for (const service of [...this.#accessory.services]) {
      if (service.UUID === AccessoryInformation.UUID || this.#inUse.has(service)) continue;
      this.#accessory.removeService(service);
    }
  }
}
