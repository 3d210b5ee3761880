import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportText } from '../../../src/doctor/diagnosis-report.ts';
import { examine, startPlug, examinedPlug } from './doctor-fixture.ts';

const VERSIONS = { plugin: '0.1.0', node: '26.0.0', os: 'linux 6.8.0 x64' };

test('a report has only the fields that are listed', async t => {
  const plug = await startPlug(t);
  const diagnosis = await examine(examinedPlug(plug, { label: 'TV corner (127.0.0.1)', uuid: plug.uuid }));
  const report: unknown = JSON.parse(reportText({ versions: VERSIONS, diagnoses: [diagnosis] }));
  assert.ok(typeof report === 'object' && report !== null && 'plugs' in report && Array.isArray(report.plugs));
  assert.deepEqual(Object.keys(report), ['format', 'versions', 'plugs', 'leftOut']);
  const plugs: readonly unknown[] = report.plugs;
  const [first] = plugs;
  assert.ok(typeof first === 'object' && first !== null);
  const members = 'address name uuid expectedUuid verdict exit layers system systemAll abilities';
  assert.deepEqual(Object.keys(first), members.split(' '));
});

test('equal values have equal placeholders in a report, and different values different ones', async t => {
  const one = await startPlug(t, 'mss110-7.3.37');
  const other = await startPlug(t, 'mss310-2.1.17');
  const diagnoses = [
    await examine(examinedPlug(one, { uuid: one.uuid })),
    await examine(examinedPlug(other, { uuid: one.uuid })),
  ];
  const text = reportText({ versions: VERSIONS, diagnoses });
  assert.match(text, /"uuid": "uuid#1",\s+"expectedUuid": "uuid#1"/);
  assert.match(text, /"uuid": "uuid#2",\s+"expectedUuid": "uuid#1"/);
  assert.match(text, /"macAddress": "mac#1"[^}]*\}[^}]*"wifiMac": "mac#2",\s+"innerIp": "address#1"/);
  assert.match(text, /"ssid": "ssid#1"/);
});

test('a report has the versions, and ends in what was left out', async t => {
  const plug = await startPlug(t);
  const text = reportText({ versions: VERSIONS, diagnoses: [await examine(examinedPlug(plug))] });
  for (const word of ['0.1.0', '26.0.0', 'linux 6.8.0 x64', 'mss310', '2.1.17', 'MT7682', '"maxCmdNum": 5']) {
    assert.ok(text.includes(word), word);
  }
  assert.match(text, /"leftOut": \[[^\]]*energy history[^\]]*\]\s*\}\s*$/);
});

test('text of a plug in an unknown form is not in the report', async t => {
  const plug = await startPlug(t);
  const diagnosis = await examine(examinedPlug(plug));
  const strange = {
    all: {
      system: {
        hardware: { type: "Anna's lamp", version: 'Anna', chipType: '48:e1:e9:a1:b2:c3', uuid: plug.uuid },
        firmware: { version: '192.0.2.77', server: 'anna.example' },
      },
      'Anna’s living room': { a1b2c3d4e5f6: 1 },
    },
  };
  const abilities = {
    'Appliance.Anna s.Lamp': {},
    'Appliance.Control.X': { maxCmdNum: 3, account: 12_345_678, who: 'Anna' },
  };
  const text = reportText({ versions: VERSIONS, diagnoses: [{ ...diagnosis, systemAll: strange, abilities }] });
  assert.doesNotMatch(text, /anna|192\.0\.2\.77|a1b2c3|a1:b2|12345678/i);
  assert.match(text, /"\(other\)"/);
  assert.match(text, /"maxCmdNum": 3/);
});
