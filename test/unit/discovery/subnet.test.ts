import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressesIn, broadcastOf } from '../../../src/discovery/search.ts';

test('the hosts of a network are all its addresses except the first and the last', () => {
  assert.deepEqual(
    [...addressesIn('192.168.1.0/29')],
    [1, 2, 3, 4, 5, 6].map(last => `192.168.1.${last}`),
  );
  assert.deepEqual([...addressesIn('10.0.0.4/30')], ['10.0.0.5', '10.0.0.6']);
  assert.equal([...addressesIn('192.168.1.0/24')].length, 254);
  const large = [...addressesIn('172.16.4.0/22')];
  assert.equal(large.length, 1022);
  assert.deepEqual(
    [large[0], large[254], large[255], large.at(-1)],
    ['172.16.4.1', '172.16.4.255', '172.16.5.0', '172.16.7.254'],
  );
});

test('a pair and a single address have neither network nor broadcast address', () => {
  assert.deepEqual([...addressesIn('127.0.0.16/31')], ['127.0.0.16', '127.0.0.17']);
  assert.deepEqual([...addressesIn('127.0.0.17/32')], ['127.0.0.17']);
  assert.equal(broadcastOf('127.0.0.17/32'), '127.0.0.17');
});

test('a network may be written by any of its addresses', () => {
  assert.deepEqual([...addressesIn('192.168.1.77/30')], [...addressesIn('192.168.1.76/30')]);
  assert.equal(broadcastOf('192.168.1.77/24'), '192.168.1.255');
  assert.equal(broadcastOf('10.255.255.1/22'), '10.255.255.255');
});

for (const cidr of [
  ...[
    '8.8.8.0/24',
    '192.0.2.0/24',
    '100.64.0.0/24',
    '172.32.0.0/24',
    '224.0.0.0/24',
    '255.255.255.255/32',
    '0.0.0.0/32',
  ],
  ...['192.168.0.0/21', '10.0.0.0/8', '0.0.0.0/0', '192.168.1.0/33', '192.168.1.0/99'],
  ...[
    '192.168.1.0',
    '192.168.1/24',
    '192.168.1.0/',
    '192.168.1.256/24',
    'fd00::/64',
    'lan',
    '',
    '192.168.1.0/24 ',
    '010.0.0.0/24',
  ],
]) {
  test(`"${cidr}" is refused before the first address`, () => {
    assert.throws(() => addressesIn(cidr), RangeError);
    assert.throws(() => broadcastOf(cidr), RangeError);
  });
}
