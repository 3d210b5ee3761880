import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MalformedError } from '../../../src/errors.ts';
import { readHint, type Hint } from '../../../src/discovery/hint.ts';

const UUID = '2401011234567890340148e1e9a1b2c3';
const read = (answer: unknown): Hint => readHint(Buffer.from(JSON.stringify(answer)), '192.168.1.9');

test('an answer to the probe contains the address of a plug, and its name for people', () => {
  const answer = {
    ...{ uuid: UUID.toUpperCase(), devName: ' Kettle ', deviceType: 'mss310', subType: 'eu' },
    ...{ devSoftWare: '2.1.17', devHardWare: '2.0.0', ip: '192.168.1.20', port: 80, mac: '48:e1:e9:a1:b2:c3' },
  };
  const details = { name: 'Kettle', type: 'mss310', firmwareVersion: '2.1.17' };
  assert.deepEqual(read(answer), { host: '192.168.1.20', uuid: UUID, details });
});

test('a plug that sends only its uuid is at the address from which its answer came', () => {
  assert.deepEqual(read({ uuid: UUID }), { host: '192.168.1.9', uuid: UUID, details: {} });
});

test('a name that is no text, or cannot be shown, is ignored', () => {
  for (const devName of [
    7,
    null,
    {},
    ['x'],
    '',
    '   ',
    'a\nb',
    '\u001b[31mred',
    'a\u202Eb',
    'x'.repeat(65),
    '\ud800',
  ]) {
    assert.deepEqual(read({ uuid: UUID, devName }).details, {}, JSON.stringify(devName));
  }
  assert.equal(read({ uuid: UUID, devName: 'Bügeleisen 🔌' }).details.name, 'Bügeleisen 🔌');
});

for (const [what, bytes] of [
  ['nothing', ''],
  ['text', 'hello'],
  ['a list', '[]'],
  ['null', 'null'],
  ['half a message', `{"uuid":"${UUID}`],
  ['our own probe', '{"id":"49f33d8a2de2f2089ccf45ba8cdd4440","devName":"*"}'],
  ['a uuid of the wrong type', '{"uuid":17}'],
  ['an address of the wrong type', `{"uuid":"${UUID}","ip":3232235796}`],
  ['more than any plug would send', JSON.stringify({ uuid: UUID, more: 'x'.repeat(3000) })],
  ['very deep brackets', '['.repeat(2000)],
] as const) {
  test(`${what} is no answer`, () => {
    assert.throws(() => readHint(Buffer.from(bytes), '192.168.1.9'), MalformedError);
  });
}

test('random bytes are no answer', () => {
  assert.throws(() => readHint(Buffer.from([0xff, 0xfe, 0x00, 0x80]), '192.168.1.9'), MalformedError);
});
