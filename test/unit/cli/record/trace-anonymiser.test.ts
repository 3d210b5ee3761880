import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TraceAnonymiser } from '../../../../src/cli/record/trace-anonymiser.ts';

const UUID = '2401011234567890340148e1e9a1b2c3';

test('the plug’s own uuid and MAC still belong together', () => {
  const anonymiser = new TraceAnonymiser(UUID);
  const uuid = anonymiser.text('uuid', UUID);
  assert.match(uuid, /^[0-9a-f]{32}$/);
  assert.notEqual(uuid, UUID);
  assert.equal(anonymiser.text('macAddress', '48:e1:e9:a1:b2:c3').replaceAll(':', ''), uuid.slice(-12));
  assert.equal(anonymiser.text('uuid', UUID.toUpperCase()), uuid);
});

test('values keep their form: MAC, address, server, network, account', () => {
  const anonymiser = new TraceAnonymiser(UUID);
  assert.match(anonymiser.text('wifiMac', '10:20:30:40:50:60'), /^02:00:5e:00:53:[0-9a-f]{2}$/);
  assert.match(anonymiser.text('x', '10-20-30-40-50-60'), /^02-00-5e-00-53-[0-9a-f]{2}$/);
  assert.match(anonymiser.text('innerIp', '192.168.178.20'), /^192\.0\.2\.\d+$/);
  assert.match(anonymiser.text('innerIp', 'fe80::1234'), /^2001:db8::/);
  assert.match(anonymiser.text('server', 'mqtt-eu-3.meross.com'), /^[a-z]{12}\.invalid$/);
  assert.equal(anonymiser.text('ssid', 'Anna & Bob 5GHz').length, 15);
  assert.equal(anonymiser.number('userId', 87_654_321), 12_345_678);
  assert.equal(anonymiser.number('longitude', 8_541_694), 0);
  assert.equal(anonymiser.number('power', 8_541_694), 8_541_694);
});

test('the same value is always replaced by the same, and different ones by different ones', () => {
  const anonymiser = new TraceAnonymiser(UUID);
  const ids = ['n1jxtruoknvotm8a', 'n1jxtruoknvotm8b', 'p4aaaaaaaaaaaa1z'].map(id => anonymiser.text('id', id));
  assert.equal(new Set(ids).size, 3);
  assert.equal(anonymiser.text('id', 'n1jxtruoknvotm8a'), ids[0]);
});

test('a text that is unknown is replaced under any key, in any alphabet, and in the key itself', () => {
  const anonymised = JSON.stringify(
    new TraceAnonymiser(UUID).payload({
      alias: 'Küche Süd',
      note: ['Кухня'],
      deep: { 'Anna’s lamp': 'リビング', type: 'Anna' },
    }),
  );
  assert.doesNotMatch(anonymised, /küche|süd|anna|lamp|Кухня|リビング/i);
});

const TEXT = fc.string({ unit: 'grapheme', maxLength: 40 });
const PAYLOAD = fc.dictionary(
  fc.constantFrom('uuid', 'ssid', 'server', 'innerIp', 'alias', 'id', 'x', 'macAddress'),
  fc.oneof(TEXT, fc.array(TEXT), fc.ipV4(), fc.domain(), fc.integer(), fc.constant(UUID)),
);

test('what was made up is replaced by itself: twice disguised is once disguised', () => {
  fc.assert(
    fc.property(PAYLOAD, payload => {
      const once = new TraceAnonymiser(UUID).payload(payload);
      const own = new TraceAnonymiser(UUID).text('uuid', UUID);
      assert.deepEqual(new TraceAnonymiser(own).payload(once), once);
    }),
  );
});

test('nothing made up looks like an address or a MAC that was not there before', () => {
  for (const text of ['z::1', 'zz:zz:zz:zz:zz:zz', 'x-ray']) {
    const once = new TraceAnonymiser(UUID).text('note', text);
    assert.equal(new TraceAnonymiser(UUID).text('note', once), once, text);
    assert.match(once, /^[g-z:0-9-]+$/);
  }
});

test('lengths are kept, for an answer that is too long makes a plug hang up', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.constantFrom('alias', 'ssid', 'id', 'server'), (text, key) => {
      fc.pre(!/^[\d.:a-f]*$/i.test(text));
      assert.equal(new TraceAnonymiser(UUID).text(key, text).length, text.length);
    }),
  );
});
