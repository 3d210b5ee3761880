import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MalformedError } from '../../../src/errors.ts';
import * as configKey from '../../../src/protocol/namespaces/config-key.ts';
import * as configTrace from '../../../src/protocol/namespaces/config-trace.ts';
import * as configWifi from '../../../src/protocol/namespaces/config-wifi.ts';
import * as configWifiList from '../../../src/protocol/namespaces/config-wifilist.ts';
import * as systemHardware from '../../../src/protocol/namespaces/system-hardware.ts';
import * as systemTime from '../../../src/protocol/namespaces/system-time.ts';

const KEY = '0123456789abcdef0123456789abcdef';

test('a plug is sent its key and both brokers in the documented bytes', () => {
  const gateway = { host: '192.168.1.10', port: 8883, secondHost: '192.168.1.10', secondPort: 8883 };
  const request = configKey.set({ userId: '1000', key: KEY, gateway });
  assert.deepEqual([request.namespace, request.method], ['Appliance.Config.Key', 'SET']);
  assert.equal(
    JSON.stringify(request.payload),
    '{"key":{"userId":"1000","key":"0123456789abcdef0123456789abcdef","gateway":{"host":"192.168.1.10","port":8883,"secondHost":"192.168.1.10","secondPort":8883,"redirect":1}}}',
  );
});

const MAISON = { ssidBase64: 'TWFpc29u', bssid: '11:22:33:44:55:66', channel: 6, encryption: 6, cipher: 3 };

test('a plug is sent an encrypted password in the documented bytes', () => {
  const request = configWifi.setX(MAISON, 'E+9mR2LPPfX3KwGORdXMgg==');
  assert.deepEqual([request.namespace, request.method], ['Appliance.Config.WifiX', 'SET']);
  assert.equal(
    JSON.stringify(request.payload),
    '{"wifi":{"ssid":"TWFpc29u","password":"E+9mR2LPPfX3KwGORdXMgg==","bssid":"11:22:33:44:55:66","channel":6,"encryption":6,"cipher":3}}',
  );
});

test('an old plug is sent the password in base64', () => {
  const request = configWifi.set(MAISON, 'hunter22');
  assert.equal(request.namespace, 'Appliance.Config.Wifi');
  assert.deepEqual(request.payload['wifi'], {
    ssid: 'TWFpc29u',
    password: 'aHVudGVyMjI=',
    bssid: '11:22:33:44:55:66',
    channel: 6,
    encryption: 6,
    cipher: 3,
  });
});

test('the networks that a plug receives are read, and the parts that go back stay as the plug wrote them', () => {
  assert.deepEqual(configWifiList.get(), { namespace: 'Appliance.Config.WifiList', method: 'GET', payload: {} });
  const wifiList = [
    { ssid: 'TWFpc29u', bssid: '11:22:33:44:55:66', signal: 80, channel: 6, encryption: 6, cipher: 3 },
    { ssid: 'Q2Fmw6ktMi40Rw==', bssid: 'AA-bb-CC-dd-EE-ff', signal: '42', channel: '11', encryption: 8, cipher: 4 },
  ];
  assert.deepEqual(configWifiList.parse({ wifiList }), [
    { ssid: 'Maison', signal: 80, ...MAISON },
    {
      ssid: 'Café-2.4G',
      ssidBase64: 'Q2Fmw6ktMi40Rw==',
      bssid: 'AA-bb-CC-dd-EE-ff',
      signal: 42,
      channel: 11,
      encryption: 8,
      cipher: 4,
    },
  ]);
});

test('an invalid network does not hide the others; a list without a valid one is rejected', () => {
  const valid = { ssid: 'TWFpc29u', bssid: '11:22:33:44:55:66', signal: 80, channel: 6, encryption: 6, cipher: 3 };
  for (const odd of [null, 7, 'x', {}, { ...valid, channel: 'six' }, { ...valid, bssid: undefined }]) {
    assert.equal(configWifiList.parse({ wifiList: [odd, valid] }).length, 1);
    assert.throws(() => configWifiList.parse({ wifiList: [odd] }), MalformedError);
  }
  assert.deepEqual(configWifiList.parse({ wifiList: [] }), []);
  assert.throws(() => configWifiList.parse({}), MalformedError);
});

test('the result of joining is read as far as it was sent, whatever its form', () => {
  const trace = { ssid: 'TWFpc29u', bssid: '11:22:33:44:55:66', rssi: '-71', code: 3, info: 'auth\nfail' };
  assert.deepEqual(configTrace.parse({ trace }), { code: 3, info: 'auth fail', rssi: -71 });
  for (const odd of [undefined, null, [], 'x', {}]) {
    assert.deepEqual(configTrace.parse({ trace: odd }), { code: undefined, info: '', rssi: undefined });
  }
});

const hardware = {
  type: 'MSS305',
  subType: 'eu',
  version: '8.0.0',
  chipType: 'rtl8720cf',
  uuid: '2401010000000000000048E1E9AABBCC',
  macAddress: '48:E1:e9:aa:bb:cc',
};

test('the identity of a plug is kept letter for letter, because the Wi-Fi cipher is made of it', () => {
  const { type, version, uuid, macAddress } = hardware;
  const expected = { type, version, uuid, macAddress };
  assert.deepEqual(systemHardware.parse({ hardware }), expected);
  assert.deepEqual(systemHardware.parseAll({ all: { system: { hardware } } }), expected);
  for (const missing of ['type', 'uuid', 'macAddress']) {
    assert.throws(() => systemHardware.parse({ hardware: { ...hardware, [missing]: undefined } }), MalformedError);
  }
});

test('clock, zone and rules are set in one request, and read back', () => {
  const zone = { timezone: 'Europe/London', timeRule: [[1711846800, 3600, 1] as const, [1729990800, 0, 0] as const] };
  const request = systemTime.set({ ...zone, timestamp: 1739780217 });
  assert.equal(
    JSON.stringify(request.payload),
    '{"time":{"timestamp":1739780217,"timezone":"Europe/London","timeRule":[[1711846800,3600,1],[1729990800,0,0]]}}',
  );
  assert.deepEqual(systemTime.parse(request.payload), { ...zone, timestamp: 1739780217 });
  assert.deepEqual(systemTime.set(zone).payload, { time: zone });
});

test('a plug whose zone was never set has none', () => {
  assert.deepEqual(systemTime.parse({ time: { timestamp: 437, timezone: '', timeRule: [] } }), {
    timestamp: 437,
    timezone: '',
    timeRule: [],
  });
  assert.equal(systemTime.parse({ time: { timestamp: 437 } }).timezone, '');
  assert.throws(() => systemTime.parse({ time: { timestamp: 1, timeRule: [7] } }), MalformedError);
  assert.throws(() => systemTime.parse({ time: { timestamp: 1, timeRule: [[1, 'x', 0]] } }), MalformedError);
  assert.throws(() => systemTime.parse({}), MalformedError);
});
