import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  mayShow,
  mayShowKey,
  Placeholders,
  publicAbilities,
  shapeOf,
  showable,
} from '../../../src/transport/redaction.ts';
import { recordings } from '../../contract/recordings.ts';

test('the same value always has the same name, and another value has another name', () => {
  const names = new Placeholders();
  assert.equal(names.of('mac', '48:e1:e9:00:00:0a'), 'mac#1');
  assert.equal(names.of('mac', '48E1E900000A'), 'mac#1', 'however it is written');
  assert.equal(names.of('mac', '48:e1:e9:00:00:0b'), 'mac#2');
  assert.equal(names.of('uuid', 'ABCD'), names.of('uuid', 'abcd'));
  assert.equal(names.of('ssid', ''), '', 'that there is none may be said');
});

test('texts in the form of an address, a MAC, a uuid or a key are replaced', () => {
  const names = new Placeholders();
  const text =
    'at 192.0.2.7, fe80::1 and [fd00::7:1]; 48:e1:e9:00:00:0a is 48e1e900000a; 2001010000000000001048e1e900000a signs';
  assert.equal(names.hide(text), 'at address#1, address#2 and [address#3]; mac#1 is mac#1; uuid#1 signs');
});

test('times, dates, versions and the placeholders themselves are not replaced', () => {
  const text = '2024/04/12-19:13:08, 2018-12-03 11:15:36, firmware 2.1.17 (8.3.15), uuid#1, mac#2, 1735689600, 12:30';
  assert.equal(new Placeholders().hide(text), text);
});

test("a plug's text is shown only in a form that is known under its key", () => {
  assert.equal(showable('type', 'mss310'), 'mss310');
  assert.equal(showable('type', 'Anna'), 'of an unknown form');
  assert.equal(showable('type', '48e1e900000a'), 'of an unknown form', 'nor a MAC in disguise');
  assert.equal(showable('version', 7), 'of an unknown form');
  assert.equal(mayShow('timezone', 'Europe/London'), true);
  assert.equal(mayShow('timezone', 'Annas/House'), false);
  assert.equal(mayShow('suncalc', '6:6;18:13'), false, 'sunrise is a place');
  assert.equal(mayShow('toString', 'x'), false);
});

test('every form of the compile time is known', () => {
  const forms = [
    '2019/11/09 14:04:59 GMT +08:00',
    '2018-11-20 18:02:46',
    '2021/11/29-17:33:29',
    'Nov 19 2020 17:27:09',
    'Sep  8 2020 13:45:19',
  ];
  for (const form of forms) assert.equal(showable('compileTime', form), form);
  for (const other of ['Sep   2020 13:45:19', 'Anna 8 2020 13:45:19', 'Sep  8 2020 at Anna’s'])
    assert.equal(mayShow('compileTime', other), false, other);
});

test('of the recorded plugs every version, chip and model is in a known form, and no name or network is', () => {
  const refused = new Set<string>();
  const collectTexts = (key: string, value: unknown): void => {
    if (typeof value === 'string' && !mayShow(key, value)) refused.add(key);
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) collectTexts(name, inner);
  };
  for (const { messages } of recordings) {
    for (const { namespace, payload } of messages)
      if (/System\.(?:All|Debug)$/.test(namespace)) collectTexts('', payload);
  }
  const identifying =
    'uuid macAddress wifiMac innerIp server secondServer bindId ssid gatewayMac activeServer mainServer suncalc id alias';
  assert.deepEqual([...refused].sort(), identifying.split(' ').sort());
});

test('a shape has keys and types, and no value', () => {
  assert.deepEqual(shapeOf({ a: 'secret', b: [1, 2, 'x'], c: null, d: [{ e: true }, { e: false }] }), {
    a: 'string',
    b: ['number', 'string'],
    c: 'null',
    d: [{ e: 'boolean' }],
  });
  assert.equal(mayShowKey('onoff'), true);
  assert.equal(mayShowKey('48e1e900000a'), false);
  assert.equal(mayShowKey("Anna's lamp"), false);
});

test('no text of a value is ever in its shape', () => {
  const canary = 'canary-value';
  const value = fc.anything({ values: [fc.constant(canary), fc.integer()], key: fc.string(), maxDepth: 4 });
  fc.assert(fc.property(value, input => !JSON.stringify(shapeOf(input)).includes(canary)));
});

test('of abilities, names and small numbers are public', () => {
  const abilities = { 'Appliance.Control.Multiple': { maxCmdNum: 5, owner: 'Anna', id: 12_345_678 }, 'my lamp': {} };
  assert.deepEqual(publicAbilities(abilities), { 'Appliance.Control.Multiple': { maxCmdNum: 5 } });
});
