import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLocalAddress, isLocalName } from '../../src/local-address.ts';

describe('an address inside the house', () => {
  for (const ip of [
    ...['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
    ...['169.254.0.1', '169.254.255.255', '127.0.0.1', '127.255.255.254'],
    ...['::1', '0:0:0:0:0:0:0:1', 'fe80::1', 'febf::1', 'FE80::1%eth0', 'fc00::1', 'fdff:ffff::1', 'fd00::1%2'],
    ...['::ffff:192.168.1.20', '::ffff:c0a8:114', '::FFFF:10.0.0.1', '::ffff:127.0.0.1%lo'],
  ]) {
    it(`is local: ${ip}`, () => assert.equal(isLocalAddress(ip), true));
  }
});

describe('any other address', () => {
  for (const ip of [
    ...['8.8.8.8', '1.1.1.1', '9.255.255.255', '11.0.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255'],
    ...['192.169.0.0', '169.253.255.255', '169.255.0.0', '126.255.255.255', '128.0.0.0'],
    ...['0.0.0.0', '100.64.0.1', '100.127.255.255', '192.0.2.1', '198.18.0.1', '203.0.113.9', '224.0.0.251'],
    ...['239.255.255.250', '240.0.0.1', '255.255.255.255'],
    ...['::', '2001:4860:4860::8888', '2001:db8::1', 'fec0::1', 'fbff::1', 'ff02::1', 'ff02::1%eth0', '64:ff9b::a00:1'],
    ...['::ffff:8.8.8.8', '::ffff:808:808', '::ffff:0.0.0.0', '::10.0.0.1', '2002:a00:1::'],
    ...['', 'plug', 'localhost', '10.0.0', '10.0.0.1.', '010.0.0.1', '10.0.0.256', '0x7f.0.0.1', '2130706433'],
    ...['[::1]', '127.0.0.1:80', '127.0.0.1%lo', ' 127.0.0.1', 'fe80::1%', 'fe80:::1', '10.0.0.0/8'],
  ]) {
    it(`is not local: ${JSON.stringify(ip)}`, () => assert.equal(isLocalAddress(ip), false));
  }
});

describe('a name that can be looked up without the internet', () => {
  for (const name of [
    ...['plug', 'Meross_Smart_Plug', 'localhost', 'tv-corner', 'a', '3d-printer', 'plug2', '0xcafe-plug'],
    ...['plug.local', 'plug.lan', 'plug.home', 'plug.home.arpa', 'plug.internal', 'plug.localdomain', 'plug.fritz.box'],
    ...['plug.localhost', 'plug.intranet', 'plug.private', 'plug.test', `${'a.'.repeat(124)}local`],
    ...['PLUG.LOCAL', 'a.b.c.home.arpa', 'fritz.box', '1.2.3.local', `${'a'.repeat(63)}.lan`],
  ]) {
    it(`is local: ${name.slice(0, 40)}`, () => assert.equal(isLocalName(name), true));
  }
});

describe('any other name', () => {
  for (const name of [
    ...['example.com', 'plug.box', 'plug.dev', 'plug.arpa', 'iotx-eu.meross.com', 'plug.fritz.box.com', 'xlocal.com'],
    ...['plug.local.', '.local', 'a..local', '-plug', 'plug-', 'plug-.lan', '-a.lan', 'pl ug', 'plüg', 'a/b.local', ''],
    ...['134744072', '0x08080808', '0x', '8.8.2056', 'plug.123', '192.168.1', '192.168.1.20', 'plug.0x1F'],
    ...['plug:80', 'me@plug', `${'a'.repeat(64)}.lan`, `a${'a.'.repeat(124)}local`],
  ]) {
    it(`is not local: ${JSON.stringify(name.slice(0, 40))}`, () => assert.equal(isLocalName(name), false));
  }
});
