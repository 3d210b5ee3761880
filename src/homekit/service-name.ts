import type { HAP, Service } from 'homebridge';
import { truncateName, homeKitName } from './homekit-name.ts';

/**
 * Names one service of several. Home shows the accessory's name for each of them unless every one has a ConfiguredName.
 * @param onRename called when the user renames the service in the Home app
 */
export function showServiceName(service: Service, hap: HAP, name: string, onRename: (name: string) => void): void {
  const { ConfiguredName, Name } = hap.Characteristic;
  if (!service.testCharacteristic(ConfiguredName)) service.addOptionalCharacteristic(ConfiguredName);
  service.updateCharacteristic(ConfiguredName, truncateName(name));
  service.updateCharacteristic(Name, homeKitName(name, 'Outlet'));
  service.getCharacteristic(ConfiguredName).onSet(value => {
    if (typeof value === 'string' && value !== '') onRename(value);
  });
}

/** Removes the name of an only service, so that Home shows the accessory's name. */
export function dropServiceName(service: Service, hap: HAP): void {
  const { ConfiguredName } = hap.Characteristic;
  if (service.testCharacteristic(ConfiguredName)) {
    service.removeCharacteristic(service.getCharacteristic(ConfiguredName));
  }
}
