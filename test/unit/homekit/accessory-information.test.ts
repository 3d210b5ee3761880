import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlugInfo } from '../../../src/device/plug-info.ts';
import { showInformation } from '../../../src/homekit/accessory-information.ts';
import { hap, newAccessory, restarted, valueOf, warningsOf } from './real-hap.ts';

const { Manufacturer, Model, SerialNumber, FirmwareRevision, HardwareRevision } = hap.Characteristic;

const info: PlugInfo = {
  uuid: '2401011234567890340148e1e9a1b2c3',
  model: 'MSS425E',
  hardwareVersion: '2.0.0',
  firmwareVersion: '2.1.17',
  macAddress: '48:e1:e9:a1:b2:c3',
  channels: [0],
  abilities: {},
};

/** What the Home app shows of a plug, and the warnings of HAP. */
function shownInformation(info: PlugInfo, accessory = newAccessory()) {
  const service = accessory.getService(hap.Service.AccessoryInformation);
  assert.ok(service);
  const warnings = warningsOf(service);
  showInformation(accessory, hap, info);
  const values = [Manufacturer, Model, SerialNumber, FirmwareRevision, HardwareRevision].map(type =>
    valueOf(service, type),
  );
  return { values, warnings };
}

test('the Home app shows maker, model, serial number and versions, and HAP logs no warning', () => {
  const { values, warnings } = shownInformation(info);
  assert.deepEqual(values, ['Meross', 'MSS425E', '2401011234567890340148e1e9a1b2c3', '2.1.17', '2.0.0']);
  assert.deepEqual(warnings, []);
});

for (const [version, expected] of [
  ['7.3.37', '7.3.37'],
  ['10.20.300', '10.20.300'],
  ['6.1', '6.1'],
  ['6', '6'],
  ['2.1.17-beta', '2.1.17'],
  ['2.1.17 GMT', '2.1.17'],
  ['v2.1.17', '2.1.17'],
  ['2.1.17.4', '2.1.17'],
  ['', '0'],
  ['unknown', '0'],
] as const) {
  test(`firmware and hardware "${version}" are shown as ${expected}, without a warning`, () => {
    const { values, warnings } = shownInformation({ ...info, firmwareVersion: version, hardwareVersion: version });
    assert.deepEqual(values.slice(3), [expected, expected]);
    assert.match(expected, /^\d+(\.\d+){0,2}$/);
    assert.deepEqual(warnings, []);
  });
}

test('after an update of its firmware the plug shows the new version', () => {
  const accessory = newAccessory();
  shownInformation(info, accessory);
  assert.equal(shownInformation({ ...info, firmwareVersion: '2.1.18' }, accessory).values[3], '2.1.18');
});

test('after a restart, when Homebridge has set the firmware to 0, the remembered one is shown again', () => {
  const accessory = newAccessory();
  shownInformation(info, accessory);
  const restored = restarted(accessory);
  restored.getService(hap.Service.AccessoryInformation)?.updateCharacteristic(FirmwareRevision, '0');
  const { values, warnings } = shownInformation(info, restored);
  assert.equal(values[3], '2.1.17');
  assert.deepEqual(warnings, []);
  const isInformation = ({ UUID }: { UUID: string }): boolean => UUID === hap.Service.AccessoryInformation.UUID;
  assert.equal(restored.services.filter(isInformation).length, 1);
});
