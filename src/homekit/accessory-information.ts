import type { HAP, PlatformAccessory } from 'homebridge';
import type { PlugInfo } from '../device/plug-info.ts';

/**
 * Fills AccessoryInformation. Homebridge sets the firmware of every restored accessory to 0, so this runs at each start
 * with the remembered values, before the plug has replied.
 */
export function showInformation(accessory: PlatformAccessory, hap: HAP, info: PlugInfo): void {
  const { AccessoryInformation } = hap.Service;
  const { Manufacturer, Model, SerialNumber, FirmwareRevision, HardwareRevision } = hap.Characteristic;
  const service = accessory.getService(AccessoryInformation) ?? accessory.addService(AccessoryInformation);
  service
    .updateCharacteristic(Manufacturer, 'Meross')
    .updateCharacteristic(Model, info.model)
    .updateCharacteristic(SerialNumber, info.uuid)
    .updateCharacteristic(FirmwareRevision, revision(info.firmwareVersion))
    .updateCharacteristic(HardwareRevision, revision(info.hardwareVersion));
}

/** HAP requires `x[.y[.z]]`, digits only. */
function revision(version: string): string {
  return /\d+(?:\.\d+){0,2}/.exec(version)?.[0] ?? '0';
}
