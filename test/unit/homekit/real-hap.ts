/** The real API and the real HAP classes of the Homebridge that is installed, without a server: no port, no file. */
import type { API, Characteristic, PlatformAccessory, Service } from 'homebridge';
import type { CharacteristicType } from '../../../src/homekit/capability.ts';
import { PLATFORM_NAME, PLUGIN_NAME } from '../../../src/settings.ts';

// A path, for Homebridge 2 exports neither of them, and tests of the plugin must not need more of it than this.
const { HomebridgeAPI } = await import('../../../node_modules/homebridge/dist/api.js');
const { PlatformAccessory: RealAccessory } = await import('../../../node_modules/homebridge/dist/platformAccessory.js');

// Its class has `matter: MatterAPI | undefined` where its interface has `matter?: MatterAPI`.
const isApi = (value: object): value is API => value instanceof HomebridgeAPI;

/** The API of a Homebridge of its own, which can emit its events. */
export function newApi(): { readonly api: API; readonly homebridge: InstanceType<typeof HomebridgeAPI> } {
  const homebridge = new HomebridgeAPI();
  const real: object = homebridge;
  if (!isApi(real)) throw new TypeError('not the API of Homebridge');
  return { api: real, homebridge };
}

export const { api } = newApi();
export const { hap } = api;
export const { HAPStatus } = hap;

export function newAccessory(name = 'Desk lamp'): PlatformAccessory {
  return new api.platformAccessory(name, hap.uuid.generate(name));
}

type Serialized = ReturnType<typeof RealAccessory.serialize>;

const isSerialized = (json: unknown): json is Serialized =>
  typeof json === 'object' && json !== null && 'UUID' in json && 'services' in json;

/** The accessory as Homebridge has it after a restart: read from its cache, a file of JSON. */
export function restarted(accessory: PlatformAccessory): PlatformAccessory {
  api.registerPlatformAccessories(PLUGIN_NAME, PLATFORM_NAME, [accessory]);
  return fromCache(accessory);
}

/** The same for an accessory that is registered already. */
export function fromCache(accessory: PlatformAccessory): PlatformAccessory {
  if (!(accessory instanceof RealAccessory)) throw new TypeError('not an accessory of this Homebridge');
  const cached: unknown = JSON.parse(JSON.stringify(RealAccessory.serialize(accessory)));
  if (!isSerialized(cached)) throw new TypeError('not an accessory of the cache');
  return RealAccessory.deserialize(cached);
}

/** What HomeKit reads: the value, or the HAP status of the error. */
export async function read(service: Service | undefined, type: CharacteristicType): Promise<unknown> {
  if (service === undefined) throw new Error('there is no such service');
  return settled(service.getCharacteristic(type).handleGetRequest());
}

/** HomeKit writes: undefined when that worked, or the HAP status of the error. */
export async function write(service: Service | undefined, type: CharacteristicType, value: string | boolean | number) {
  if (service === undefined) throw new Error('there is no such service');
  return settled(service.getCharacteristic(type).handleSetRequest(value));
}

/** What a write or a read comes to. HAP rejects with a bare number. */
async function settled(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (status) {
    if (typeof status === 'number') return { status };
    throw status;
  }
}

export const failed = (status: number): { readonly status: number } => ({ status });

/** The outlets, switches and lights of an accessory, as `outlet 1`. */
export function outletServices({ services }: PlatformAccessory): readonly string[] {
  const typeNames = new Map([
    [hap.Service.Outlet.UUID, 'outlet'],
    [hap.Service.Switch.UUID, 'switch'],
    [hap.Service.Lightbulb.UUID, 'light'],
  ]);
  return services
    .filter(({ UUID }) => typeNames.has(UUID))
    .map(({ UUID, subtype }) => `${typeNames.get(UUID) ?? ''} ${subtype ?? '?'}`)
    .sort();
}

/** Every warning that HAP has about the characteristics of these services, those that are added later included. */
export function warningsOf(service: Service): readonly string[] {
  const warnings: string[] = [];
  service.on(hap.ServiceEventTypes.CHARACTERISTIC_WARNING, ({ characteristic, message }) => {
    warnings.push(`${characteristic.displayName}: ${message}`);
  });
  return warnings;
}

export const valueOf = (service: Service, type: CharacteristicType): Characteristic['value'] =>
  service.getCharacteristic(type).value;
