import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkLogin, returnCode, type LoginCredentials } from '../../../../src/push/embedded/login.ts';
import type { KnownPlug } from '../../../../src/push/broker-connection.ts';
import { KEY, knownPlugs, MAC, OTHER_UUID, PLUG, UUID } from '../broker-fixture.ts';

const RIGHT: LoginCredentials = {
  clientId: `fmware:${UUID}_AbCdEfGh01234567`,
  username: MAC,
  password: '1000_35ee15a44e2af3bc00c824fcbb3902b0',
  tls: 'TLSv1.2',
};

// provisioning-mqtt-ble.md 3.2; the last one was published by another project.
const VECTORS = [
  [MAC, KEY, '1000_35ee15a44e2af3bc00c824fcbb3902b0'],
  [MAC, 'meross', '0_9ed6c218434f30edec668d7dc682c6ee'],
  [MAC, '', '0_55ed419498eaef9d8c6fa0ed6adb6757'],
  [MAC, KEY, '_35ee15a44e2af3bc00c824fcbb3902b0'],
  ['34:29:8f:ff:ff:ff', 'testkey', '1234_5ac868a81f2f21b4a87f7d2bb3467cb5'],
] as const;

for (const [mac, key, password] of VECTORS) {
  test(`a plug with the key "${key}" and the password ${password} is accepted`, () => {
    const plug: KnownPlug = { uuid: `24010100000000000000${mac.replaceAll(':', '')}`, key, allowsOldTls: false };
    const clientId = `fmware:${plug.uuid}_AbCdEfGh01234567`;
    assert.deepEqual(checkLogin({ ...RIGHT, clientId, username: mac, password }, knownPlugs(plug)), { plug });
  });
}

/** A difference from the right login, and the result. */
const CASES: readonly (readonly [what: string, Partial<LoginCredentials>, expected: string])[] = [
  ['nothing', {}, 'in'],
  ['another number in front of the password', { password: '7_35ee15a44e2af3bc00c824fcbb3902b0' }, 'in'],
  ['capitals, as some firmware prints hex', { username: MAC.toUpperCase() }, 'in'],
  ['a client id that is no plug’s', { clientId: 'lamp' }, 'in'],
  ['TLS 1.3', { tls: 'TLSv1.3' }, 'in'],
  ['the password of another key', { password: '0_9ed6c218434f30edec668d7dc682c6ee' }, 'wrong-password'],
  ['the key itself as password', { password: KEY }, 'no-plug'],
  ['no password', { password: undefined }, 'no-plug'],
  ['an empty password', { password: '' }, 'no-plug'],
  ['no user name', { username: undefined }, 'no-plug'],
  ['a user name that is no MAC', { username: 'homebridge' }, 'no-plug'],
  ['a MAC that we do not know', { username: '48:e1:e9:aa:bb:cd' }, 'unknown-plug'],
  ['the id of another plug', { clientId: `fmware:${OTHER_UUID}_AbCdEfGh01234567` }, 'other-plug'],
  ['an id without end', { clientId: 'x'.repeat(129) }, 'no-plug'],
  ['TLS 1.1', { tls: 'TLSv1.1' }, 'old-tls'],
  ['a TLS version that is not known', { tls: null }, 'old-tls'],
];

for (const [what, difference, expected] of CASES) {
  test(`a login with ${what}: ${expected}`, () => {
    const result = checkLogin({ ...RIGHT, ...difference }, knownPlugs(PLUG));
    assert.equal('plug' in result ? 'in' : result.refusal, expected);
  });
}

test('a plug with "oldTls" may use old TLS', () => {
  const plug = { ...PLUG, allowsOldTls: true };
  assert.deepEqual(checkLogin({ ...RIGHT, tls: 'TLSv1' }, knownPlugs(plug)), { plug });
});

test('a refusal has the return code of its reason', () => {
  assert.deepEqual((['no-plug', 'unknown-plug', 'wrong-password'] as const).map(returnCode), [4, 4, 4]);
  assert.deepEqual((['other-plug', 'old-tls'] as const).map(returnCode), [2, 5]);
});
