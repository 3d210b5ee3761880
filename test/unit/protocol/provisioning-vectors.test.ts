/** Every vector of provisioning-mqtt-ble.md about signatures and Wi-Fi passwords. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isSignedWith, sign } from '../../../src/protocol/signature.ts';
import { wifiCipher, wifiKey } from '../../../src/protocol/wifi-password.ts';

const ID = '00112233445566778899aabbccddeeff';
const KEY = '0123456789abcdef0123456789abcdef';

for (const [key, timestamp, expected] of [
  ['', 1700000000, 'ecdb363c00cc1ff6e5157d90f298cf02'],
  [KEY, 1700000000, '74bff5fbbf209aa2a54956093e9ae9ed'],
  ['meross', 1700000000, '1dd5797dd64ee3f73ff9e9dfd77d8f26'],
  ['key', 1700000000, '85a0e374b38c252b30dadb5504c39be0'],
  ['', 0, '6877b728b0c3abcea709dc1720ac7e46'],
] as const) {
  test(`a message signed with "${key}" at ${timestamp} has the documented signature`, () => {
    assert.equal(sign(ID, key, timestamp), expected);
  });
}

test('our signature equals the one that an owner of an mss310 published', () => {
  const messageId = 'd052cd2e1f1d4bd4d76f5f2d93820dce';
  const signature = sign(messageId, '3fe8496944c2236b1b6edc8ea29dc8d5', 1552215950);
  assert.equal(signature, 'ef57aef6267c6990d23931ef6c64b871');
});

for (const [what, messageId, timestamp, key, signed] of [
  ['System.Hardware', 'e05321b068ef124eb9c452f6275743b8', 483, '', '59ab7935df87780463077206c340eaf0'],
  ['Config.Key', '3f3eee82e2a8b74cf59f95577b0677ce', 483, 'some-key', '64152844d47128c775aa8ec5e4cfb3c3'],
  ['Config.WifiX', 'bd5972dd27b11bd118b1d150ab643eea', 484, 'some-key', 'b2e71494966d7aefc719f33427c6cbbd'],
  ['a command in access-point mode', 'e9fd0577e42915dd7759c4d9e62e7570', 25, '', '847c0bb5fc4c1bdc5e1645fa8b20ac79'],
] as const) {
  test(`a real plug in pairing mode signed its reply to ${what} with ${key === '' ? 'the empty key' : 'the new key'}`, () => {
    const header = { messageId, timestamp, sign: signed };
    assert.equal(isSignedWith(header, key), true);
    assert.equal(isSignedWith(header, key === '' ? 'some-key' : ''), false);
  });
}

const PLUG = { type: 'mss305', uuid: '2401010000000000000048e1e9aabbcc', macAddress: '48:e1:e9:aa:bb:cc' };

test('the cipher for a Wi-Fi password is made of type, uuid and MAC', () => {
  assert.equal(wifiKey(PLUG), 'f46a0288a6eafd393c0de3fd4323caa9');
});

const SIXTY_THREE = `${'0123456789abcdef'.repeat(3)}0123456789abcde`;
for (const [password, expected] of [
  ['hunter22', 'E+9mR2LPPfX3KwGORdXMgg=='],
  ['correct horse', 'eQVFZ1IqzThsAyJ7EJimeg=='],
  ['exactly15chars!', 'NvBOmQ4yJ/3Z8J2QUs85SA=='],
  ['sixteen-chars-ok', 'zq9hEl7Jw8OW3Hvlon+ncTdCbQOKRza+5E/uSMtrr4k='],
  ['a password of 18!!', 'RrRZVh4j/bMkAhdx8wgKG0vLXgYaf6dg/uoDzYoIcjo='],
  ['pässwörd1', '5zUGaxDWRb1OfN++Th+9Hw=='],
  [SIXTY_THREE, 'p/V2+WH9ahnVbN41r3qNnK+tzBOwEZmWoPNzsw9gTA3MsEuQg4vM2fy9XmT2lnoYST8Qa5NogL0FD0viPEEwOQ=='],
] as const) {
  test(`the Wi-Fi password "${password}" is encrypted as plugs expect, and can be read again`, () => {
    assert.equal(wifiCipher(PLUG).encrypt(password), expected);
    assert.equal(wifiCipher(PLUG).decrypt(expected), password);
  });
}

for (const [variant, password, published] of [
  ['B (and C)', 'hunter22', 'E+9mR2LPPfX3KwGORdXMgtSzgNS6k2QNnYSW+M/hXFw='],
  ['B', 'sixteen-chars-ok', 'zq9hEl7Jw8OW3Hvlon+ncTdCbQOKRza+5E/uSMtrr4kwHXD0UmzOl0AjZVjhbiVM'],
  ['C', 'sixteen-chars-ok', 'zq9hEl7Jw8OW3Hvlon+ncfEVJwuEsRnD2QNi4d/WQNQ='],
] as const) {
  test(`padding ${variant} of "${password}", which other tools send, begins like ours but differs`, () => {
    const ours = Buffer.from(wifiCipher(PLUG).encrypt(password), 'base64');
    const theirs = Buffer.from(published, 'base64');
    assert.deepEqual(theirs.subarray(0, 16), ours.subarray(0, 16));
    assert.notDeepEqual(theirs, ours);
    const read = wifiCipher(PLUG).decrypt(published);
    assert.ok(read.startsWith(password));
    assert.equal(read.split('\0')[0] === password, variant !== 'C');
  });
}

test('the ciphertext that an owner of an mss710 published is decrypted, and encrypts to the same', () => {
  const plug = { type: 'mss710', uuid: '2308283569760958070148e1e9d7c243', macAddress: '48:e1:e9:d7:c2:43' };
  const published = 'c/sY5LHH92vRBVU1CzWBfqunORBqdjiLQvGg1CCxnSs=';
  assert.equal(wifiKey(plug), '57d99a9bcb65a5ed62ec0f08b36e3ea2');
  assert.equal(wifiCipher(plug).decrypt(published), 'you found a secret');
  assert.equal(wifiCipher(plug).encrypt('you found a secret'), published);
});

test('any password decrypts to itself, with at least one zero byte after it', () => {
  const password = fc.string({ unit: 'binary', maxLength: 70 }).filter(text => !text.includes('\0'));
  fc.assert(
    fc.property(password, text => {
      const sealed = wifiCipher(PLUG).encrypt(text);
      assert.equal(wifiCipher(PLUG).decrypt(sealed), text);
      assert.ok(Buffer.from(sealed, 'base64').length > Buffer.byteLength(text, 'utf8'));
    }),
  );
});
