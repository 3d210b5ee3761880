import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Disguise } from '../../../../src/cli/record/disguise.ts';

const UUID = '2401011234567890340148e1e9a1b2c3';

test('the plug’s own uuid and MAC still belong together', () => {
  const disguise = new Disguise(UUID);
  const uuid = disguise.text('uuid', UUID);
  assert.match(uuid, /^[0-9a-f]{32}$/);
  assert.notEqual(uuid, UUID);
  assert.equal(disguise.text('macAddress', '48:e1:e9:a1:b2:c3').replaceAll(':', ''), uuid.slice(-12));
  assert.equal(disguise.text('uuid', UUID.toUpperCase()), uuid);
});

test('values keep their form: MAC, address, server, network, account', () => {
  const disguise = new Disguise(UUID);
  assert.match(disguise.text('wifiMac', '10:20:30:40:50:60'), /^02:00:5e:00:53:[0-9a-f]{2}$/);
  assert.match(disguise.text('x', '10-20-30-40-50-60'), /^02-00-5e-00-53-[0-9a-f]{2}$/);
  assert.match(disguise.text('innerIp', '192.168.178.20'), /^192\.0\.2\.\d+$/);
  assert.match(disguise.text('innerIp', 'fe80::1234'), /^2001:db8::/);
  assert.match(disguise.text('server', 'mqtt-eu-3.meross.com'), /^[a-z]{12}\.invalid$/);
  assert.equal(disguise.text('ssid', 'Anna & Bob 5GHz').length, 15);
  assert.equal(disguise.number('userId', 87_654_321), 12_345_678);
  assert.equal(disguise.number('longitude', 8_541_694), 0);
  assert.equal(disguise.number('power', 8_541_694), 8_541_694);
});

test('the same value is always replaced by the same, and different ones by different ones', () => {
  const disguise = new Disguise(UUID);
  const ids = ['n1jxtruoknvotm8a', 'n1jxtruoknvotm8b', 'p4aaaaaaaaaaaa1z'].map(id => disguise.text('id', id));
  assert.equal(new Set(ids).size, 3);
  assert.equal(disguise.text('id', 'n1jxtruoknvotm8a'), ids[0]);
});

test('a text that nobody knows is replaced under any key, in any alphabet, and in the key itself', () => {
  const told = JSON.stringify(
    new Disguise(UUID).payload({
      alias: 'Küche Süd',
      note: ['Кухня'],
      deep: { 'Anna’s lamp': 'リビング', type: 'Anna' },
    }),
  );
  assert.doesNotMatch(told, /küche|süd|anna|lamp|Кухня|リビング/i);
});

const TEXT = fc.string({ unit: 'grapheme', maxLength: 40 });
const PAYLOAD = fc.dictionary(
  fc.constantFrom('uuid', 'ssid', 'server', 'innerIp', 'alias', 'id', 'x', 'macAddress'),
  fc.oneof(TEXT, fc.array(TEXT), fc.ipV4(), fc.domain(), fc.integer(), fc.constant(UUID)),
);

test('what was made up is replaced by itself: twice disguised is once disguised', () => {
  fc.assert(
    fc.property(PAYLOAD, payload => {
      const once = new Disguise(UUID).payload(payload);
      const own = new Disguise(UUID).text('uuid', UUID);
      assert.deepEqual(new Disguise(own).payload(once), once);
    }),
  );
});

test('nothing made up looks like an address or a MAC that was not there before', () => {
  for (const text of ['z::1', 'zz:zz:zz:zz:zz:zz', 'x-ray']) {
    const once = new Disguise(UUID).text('note', text);
    assert.equal(new Disguise(UUID).text('note', once), once, text);
    assert.match(once, /^[g-z:0-9-]+$/);
  }
});

test('lengths are kept, for an answer that is too long makes a plug hang up', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.constantFrom('alias', 'ssid', 'id', 'server'), (text, key) => {
      fc.pre(!/^[\d.:a-f]*$/i.test(text));
      assert.equal(new Disguise(UUID).text(key, text).length, text.length);
    }),
  );
});
