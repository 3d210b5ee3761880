import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import fc from 'fast-check';
import {
  addressesWith,
  contradictsUuid,
  linesOf,
  macBehind,
  macFromUuid,
  macIn,
  parseArp,
  parseIpNeigh,
  compareMacs,
} from '../../../src/transport/mac-lookup.ts';

/** Linux 6.1, with complete rows, an ARP request without an answer, a pending one, and a proxy entry. */
const ARP = `IP address       HW type     Flags       HW address            Mask     Device
192.168.1.1      0x1         0x2         02:fc:00:00:00:05     *        eth0
192.168.1.20     0x1         0x2         48:E1:E9:A1:B2:C3     *        eth0
192.168.1.21     0x1         0x0         00:00:00:00:00:00     *        eth0
192.168.1.22     0x1         0x0         48:e1:e9:a1:b2:c4     *        eth0
192.168.1.23     0x1         0x2         00:00:00:00:00:00     *        eth0
192.168.1.24     0x1         0x6         48:e1:e9:a1:b2:c5     *        br-0123456789ab
192.168.1.25     0x1         0xc         00:00:00:00:00:00     *        eth0
192.168.100.200  0x1         0x2         48:e1:e9:a1:b2:c6     *        wlan0
10.0.0.1         0x20        0x2         80:00:02:08:fe:80:00:00:00:00:00:00:00:02:c9:03:00:0a:0b:0c     *        ib0
`;

describe('the IPv4 table', () => {
  const table = parseArp(ARP);
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['192.168.1.20', '48:e1:e9:a1:b2:c3'],
    ['192.168.1.24', '48:e1:e9:a1:b2:c5'],
    ['192.168.100.200', '48:e1:e9:a1:b2:c6'],
    ['192.168.1.21', undefined],
    ['192.168.1.22', undefined],
    ['192.168.1.23', undefined],
    ['192.168.1.25', undefined],
    ['10.0.0.1', undefined],
    ['192.168.1.2', undefined],
  ];
  for (const [ip, mac] of cases) it(`has ${mac ?? 'nothing'} for ${ip}`, () => assert.equal(macIn(table, ip), mac));

  it('has the same for an address when only the lines of that address are read', () => {
    for (const [ip, mac] of cases) assert.equal(macIn(parseArp(linesOf(ip, ARP)), ip), mac, ip);
    for (const { ip } of table) assert.equal(linesOf(ip, ARP).split('\n').length, 1, ip);
    assert.equal(linesOf('192.168.1.2', ARP), '');
    assert.equal(linesOf('192.168.1.20', ARP.replaceAll('.', '0')), '', 'a dot is a dot');
    const indented = ' 10.1.2.3 0x1 0x2 48:e1:e9:a1:b2:c3 * a.100\r\n 10.1.2.3 0x1 0x2 48:e1:e9:a1:b2:c4 * b\r\n';
    assert.deepEqual(parseArp(linesOf('10.1.2.3', indented)), parseArp(indented));
  });

  it('has the addresses of a MAC, each once', () => {
    assert.deepEqual(addressesWith('48:e1:e9:a1:b2:c3', table), ['192.168.1.20']);
    assert.deepEqual(addressesWith('48:e1:e9:a1:b2:c4', table), [], 'incomplete');
    const moved = { ip: '192.168.1.30', mac: '48:e1:e9:a1:b2:c3', device: 'eth0' };
    const rows = [...table, moved, { ...moved, device: 'wlan0' }];
    assert.deepEqual(addressesWith('48:e1:e9:a1:b2:c3', rows), ['192.168.1.20', '192.168.1.30']);
  });

  it('is read at other widths, with other line ends, and cut short', () => {
    const wide = 'IP address   HW type Flags HW address Mask Device\r\n 10.1.2.3 0x1 0x2 48:e1:e9:a1:b2:c3 * a.100\r\n';
    assert.deepEqual(parseArp(wide), [{ ip: '10.1.2.3', mac: '48:e1:e9:a1:b2:c3', device: 'a.100' }]);
    assert.deepEqual(parseArp('10.1.2.3 0x1 0x2 48:e1:e9:a1:b2'), []);
    assert.deepEqual(parseArp(''), []);
  });

  it('has nothing for an address with different MACs on two interfaces, and a MAC if they agree', () => {
    const row = (mac: string, device: string): string => `169.254.7.7 0x1 0x2 ${mac} * ${device}\n`;
    const plug = '48:e1:e9:a1:b2:c3';
    assert.equal(macIn(parseArp(row(plug, 'eth0') + row('48:e1:e9:a1:b2:c4', 'wlan0')), '169.254.7.7'), undefined);
    assert.equal(macIn(parseArp(row(plug, 'eth0') + row(plug, 'wlan0')), '169.254.7.7'), plug);
  });
});

/** iproute2 6.1 and BusyBox 1.36. */
const IP_NEIGH = `fe80::4ae1:e9ff:fea1:b2c3 dev eth0 lladdr 48:e1:e9:a1:b2:c3 REACHABLE
fe80::1 dev eth0 lladdr 02:FC:00:00:00:05 router STALE
fe80::1 dev wlan0 lladdr 02:fc:00:00:00:06 router STALE
fd00::20 dev eth0 lladdr 48:e1:e9:a1:b2:c4 extern_learn DELAY
fd00::21 dev eth0  FAILED
fd00::22 dev eth0  INCOMPLETE
fd00::23 dev eth0 lladdr 48:e1:e9:a1:b2:c5 FAILED
fd00::24 dev br-lan lladdr 48:e1:e9:a1:b2:c6 ref 1 used 0/0/0 probes 4 REACHABLE
fd00::25 dev eth0 proxy
fd00::26 dev tun0 NOARP
fd00:0:0:1::27 dev eth0 lladdr 48:e1:e9:a1:b2:c7 PERMANENT
`;

describe('the IPv6 table', () => {
  const table = parseIpNeigh(IP_NEIGH);
  const cases: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['fe80::4ae1:e9ff:fea1:b2c3', 'eth0', '48:e1:e9:a1:b2:c3'],
    ['fe80::4ae1:e9ff:fea1:b2c3', undefined, '48:e1:e9:a1:b2:c3'],
    ['fe80::4ae1:e9ff:fea1:b2c3', 'wlan0', undefined],
    ['fe80::1', 'eth0', '02:fc:00:00:00:05'],
    ['fe80::1', 'wlan0', '02:fc:00:00:00:06'],
    ['fe80::1', undefined, undefined],
    ['fe80::1', '2', undefined],
    ['fd00::20', undefined, '48:e1:e9:a1:b2:c4'],
    ['fd00::21', undefined, undefined],
    ['fd00::22', undefined, undefined],
    ['fd00::23', undefined, undefined],
    ['fd00::24', undefined, '48:e1:e9:a1:b2:c6'],
    ['fd00::25', undefined, undefined],
    ['fd00::26', undefined, undefined],
    ['fd00:0:0:1::27', undefined, '48:e1:e9:a1:b2:c7'],
  ];
  for (const [ip, zone, mac] of cases) {
    const name = zone === undefined ? ip : `${ip}%${zone}`;
    it(`has ${mac ?? 'nothing'} for ${name}`, () => assert.equal(macIn(table, ip, zone), mac));
  }
});

test('any table is read or ignored without a crash', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('10.0.0.1', 'fe80::1', 'dev', 'lladdr', '0x2', '48:e1:e9:a1:b2:c3', 'STALE', 'proxy', '\n'),
  );
  fc.assert(
    fc.property(fc.array(word), words => {
      const text = words.join(' ');
      for (const { ip, mac } of [...parseArp(text), ...parseIpNeigh(text)]) {
        assert.match(mac, /^[0-9a-f:]{17}$/);
        assert.notEqual(ip, '');
      }
    }),
  );
});

test('this computer itself, an address without a row and a text that is no address have no MAC', async () => {
  for (const address of [
    ...['127.0.0.1', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1', '10.255.255.254', 'fe80::1%nowhere', 'fd00::1'],
    ...['', 'plug', '%', '%eth0', 'fe80::1%', '::ffff:10.255.255.254', '1.2.3', 'fe80::1%$(reboot)'],
  ]) {
    assert.equal(await macBehind(address), undefined, address);
  }
});

const UUID = '2401011234567890340148e1e9a1b2c3';
const PLUG_MAC = '48:e1:e9:a1:b2:c3';
const OTHER_MAC = '48:e1:e9:a1:b2:c4';
const EXTENDER_MAC = '02:fc:00:00:00:05';

test('the uuid of a plug ends in its MAC, if it ends in one', () => {
  assert.equal(macFromUuid(UUID), PLUG_MAC);
  assert.equal(macFromUuid(UUID.toUpperCase()), PLUG_MAC);
  assert.equal(macFromUuid('240101123456789034014zz1e9a1b2c3'), undefined);
  assert.equal(macFromUuid('short'), undefined);
});

test('a MAC contradicts a uuid only if both are known', () => {
  assert.equal(contradictsUuid(UUID, PLUG_MAC), false);
  assert.equal(contradictsUuid(UUID, PLUG_MAC.toUpperCase()), false);
  assert.equal(contradictsUuid(UUID, OTHER_MAC), true);
  assert.equal(contradictsUuid(UUID, undefined), false);
  assert.equal(contradictsUuid('240101123456789034014zz1e9a1b2c3', OTHER_MAC), false);
});

describe('before a command is written', () => {
  const none = undefined;
  const table: readonly (readonly [string, string | undefined, string | undefined, string | undefined, string])[] = [
    // what                                                   uuid    at proof   now       verdict
    ['the kernel has no row, and never had one', PLUG_MAC, none, none, 'same'],
    ['the kernel no longer has a row', PLUG_MAC, PLUG_MAC, none, 'same'],
    ["the plug's own MAC, never seen here before", PLUG_MAC, none, PLUG_MAC, 'same'],
    ["the plug's own MAC, as at the proof", PLUG_MAC, PLUG_MAC, PLUG_MAC, 'same'],
    ["the plug's own MAC, after an extender was taken away", PLUG_MAC, EXTENDER_MAC, PLUG_MAC, 'same'],
    ['an extender, as at the proof', PLUG_MAC, EXTENDER_MAC, EXTENDER_MAC, 'same'],
    ['an extender, new between us', PLUG_MAC, PLUG_MAC, EXTENDER_MAC, 'ask'],
    ['an extender, and no MAC was known at the proof', PLUG_MAC, none, EXTENDER_MAC, 'ask'],
    ['another plug in place of ours', PLUG_MAC, PLUG_MAC, OTHER_MAC, 'ask'],
    ['another plug in place of an extender', PLUG_MAC, EXTENDER_MAC, OTHER_MAC, 'ask'],
    ['another plug, and nothing was proven', PLUG_MAC, none, OTHER_MAC, 'ask'],
    ['a uuid without a MAC, the same as at the proof', none, OTHER_MAC, OTHER_MAC, 'same'],
    ['a uuid without a MAC, another than at the proof', none, PLUG_MAC, OTHER_MAC, 'ask'],
    ['a uuid without a MAC, and nothing was proven', none, none, OTHER_MAC, 'ask'],
    ['nothing is known at all', none, none, none, 'same'],
  ];
  for (const [what, uuidMac, macAtProof, macNow, expected] of table) {
    it(`${expected}: ${what}`, () => assert.equal(compareMacs({ uuidMac, macAtProof, macNow }), expected));
  }
});
