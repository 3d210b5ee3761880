import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readWifiPassword } from '../../simulator/wifi-password.ts';

const plug = { type: 'mss305', uuid: '2401010000000000000048e1e9aabbcc', macAddress: '48:e1:e9:aa:bb:cc' };

// Made with openssl and with a second implementation; the last two of every kind of padding that tools use.
const vectors = [
  ['hunter22', 'E+9mR2LPPfX3KwGORdXMgg=='],
  ['correct horse', 'eQVFZ1IqzThsAyJ7EJimeg=='],
  ['exactly15chars!', 'NvBOmQ4yJ/3Z8J2QUs85SA=='],
  ['sixteen-chars-ok', 'zq9hEl7Jw8OW3Hvlon+ncTdCbQOKRza+5E/uSMtrr4k='],
  ['a password of 18!!', 'RrRZVh4j/bMkAhdx8wgKG0vLXgYaf6dg/uoDzYoIcjo='],
  ['pässwörd1', '5zUGaxDWRb1OfN++Th+9Hw=='],
  [
    '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde',
    'p/V2+WH9ahnVbN41r3qNnK+tzBOwEZmWoPNzsw9gTA3MsEuQg4vM2fy9XmT2lnoYST8Qa5NogL0FD0viPEEwOQ==',
  ],
  ['hunter22', 'E+9mR2LPPfX3KwGORdXMgtSzgNS6k2QNnYSW+M/hXFw='],
  ['sixteen-chars-ok', 'zq9hEl7Jw8OW3Hvlon+ncTdCbQOKRza+5E/uSMtrr4kwHXD0UmzOl0AjZVjhbiVM'],
] as const;

for (const [index, [password, sent]] of vectors.entries()) {
  test(`the password of vector ${String(index)} is read`, () => {
    assert.equal(readWifiPassword(sent, plug), password);
  });
}

test('a published ciphertext of an mss710 is read', () => {
  const mss710 = { type: 'mss710', uuid: '2308283569760958070148e1e9d7c243', macAddress: '48:e1:e9:d7:c2:43' };
  assert.equal(readWifiPassword('c/sY5LHH92vRBVU1CzWBfqunORBqdjiLQvGg1CCxnSs=', mss710), 'you found a secret');
});

test('a password that fills its block and has no zero byte behind it is read wrongly', () => {
  const read = readWifiPassword('zq9hEl7Jw8OW3Hvlon+ncfEVJwuEsRnD2QNi4d/WQNQ=', plug);
  assert.equal(read, 'sixteen-chars-ok' + '\x10'.repeat(16));
});

test('what is no whole block is no password', () => {
  for (const sent of ['', 'aHVudGVyMjI=', '!!!!']) assert.equal(readWifiPassword(sent, plug), undefined);
});
