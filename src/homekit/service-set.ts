import type { API, PlatformAccessory, Service } from 'homebridge';
import type { ServiceType } from './capability.ts';

/** The services of one accessory while they are sorted out: those that are asked for stay or are made, the others go. */
export class ServiceSet {
  readonly #accessory: PlatformAccessory;
  readonly #api: API;
  readonly #inUse = new Set<Service>();

  constructor(accessory: PlatformAccessory, api: API) {
    this.#accessory = accessory;
    this.#api = api;
  }

  /** The service of this type and subtype: the one that is there, and with it the user's rooms and scenes, or a new one. */
  getOrAdd(type: ServiceType, subtype: string): Service {
    const { displayName, services } = this.#accessory;
    const existing = services.find(service => service.UUID === type.UUID && service.subtype === subtype);
    const service = existing ?? this.#accessory.addService(new type(displayName, subtype));
    this.#inUse.add(service);
    return service;
  }

  /** Removes what an earlier config asked for, and this one does not. */
  removeUnused(): void {
    const { AccessoryInformation } = this.#api.hap.Service;
    for (const service of [...this.#accessory.services]) {
      if (service.UUID === AccessoryInformation.UUID || this.#inUse.has(service)) continue;
      this.#accessory.removeService(service);
    }
  }
}
