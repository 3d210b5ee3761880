import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MalformedError } from '../../src/errors.ts';
import { lanCipher, lanKey, macOf, zeroPaddedAes, type Cipher } from '../../src/protocol/cipher.ts';
import { wifiCipher } from '../../src/protocol/wifi-password.ts';
import { agreeOnCipher } from '../../src/setup/ecdhe.ts';
import { jsonNear } from './support/any-json.ts';
import { damaged, damages } from './support/damage.ts';
import { fuzz } from './support/fuzz.ts';

const SUBJECT = 'cipher';
const BLOCK = 16;

/** Anything, and texts whose bytes just fill a block or just do not. */
const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.json(),
    fc.nat({ max: 70 }).map(count => 'x'.repeat(count)),
  )
  // UTF-8 has no half of a pair, and zeros at the end are the padding.
  .map(raw => raw.toWellFormed().replace(/\0+$/, ''));
const secrets = fc.record({ uuid: fc.string(), key: fc.string(), macAddress: fc.string() });
const cipher: fc.Arbitrary<Cipher> = fc.oneof(
  secrets.map(lanCipher),
  fc.record({ type: fc.string(), uuid: fc.string(), macAddress: fc.string() }).map(wifiCipher),
  fc.stringMatching(/^[0-9a-f]{32}$/).map(zeroPaddedAes),
);

function decrypted(from: Cipher, sealed: string): string | undefined {
  try {
    return from.decrypt(sealed);
  } catch (error) {
    assert.ok(error instanceof MalformedError, `${String(error)} is no MalformedError`);
    return undefined;
  }
}

test('what is encrypted is decrypted to the same text, and is base64 of whole blocks with room for the padding', async () => {
  await fuzz(
    { subject: SUBJECT, runs: 3000 },
    fc.property(cipher, text, (own, plain) => {
      const sealed = own.encrypt(plain);
      assert.match(sealed, /^[A-Za-z0-9+/]+={0,2}$/);
      const length = Buffer.from(sealed, 'base64').length;
      assert.equal(length % BLOCK, 0);
      assert.ok(length > Buffer.byteLength(plain) && length <= Buffer.byteLength(plain) + BLOCK);
      assert.equal(own.decrypt(sealed), plain);
    }),
  );
});

test('a damaged or foreign body is decrypted to some text, or refused as malformed', async () => {
  const sealed = fc.oneof(
    fc
      .tuple(cipher, text, damages)
      .map(([other, plain, list]) => damaged(Buffer.from(other.encrypt(plain)), list).toString('latin1')),
    fc.uint8Array({ maxLength: 100 }).map(bytes => Buffer.from(bytes).toString('base64')),
    fc.string({ unit: 'binary' }),
  );
  await fuzz(
    { subject: SUBJECT, runs: 3000 },
    fc.property(cipher, sealed, (own, body) => {
      const plain = decrypted(own, body);
      const { length } = Buffer.from(body, 'base64');
      assert.equal(plain !== undefined, length > 0 && length % BLOCK === 0);
      // A byte that is no UTF-8 becomes one replacement character.
      if (plain !== undefined) assert.ok(plain.length <= length);
    }),
  );
});

test('any uuid, key and MAC give an AES key of 32 hex characters', async () => {
  await fuzz(
    { subject: SUBJECT, runs: 1000 },
    fc.property(secrets, parts => {
      assert.match(lanKey(parts), /^[0-9a-f]{32}$/);
      const mac = macOf(parts.uuid);
      assert.ok(mac.length <= 17);
    }),
  );
});

test('whatever a plug sends as its half of the key exchange, a cipher comes of it or a MalformedError', async () => {
  const halves = jsonNear(['pubkey', 'ecdhe', 'step'], [`BA${'A'.repeat(86)}=`, `B${'g'.repeat(87)}`]);
  const payload = fc.oneof(
    fc.dictionary(fc.constantFrom('ecdhe', 'x'), halves),
    fc
      .uint8Array({ minLength: 60, maxLength: 70 })
      .map(bytes => ({ ecdhe: { pubkey: Buffer.from([4, ...bytes]).toString('base64') } })),
  );
  const header = { messageId: '', namespace: '', method: '', uuid: undefined, timestamp: 0, sign: '' };
  await fuzz(
    { subject: SUBJECT, runs: 500 },
    fc.asyncProperty(payload, async value => {
      try {
        const session = await agreeOnCipher(() => Promise.resolve({ header, payload: value }));
        assert.equal(session.decrypt(session.encrypt('text')), 'text');
      } catch (error) {
        assert.ok(error instanceof MalformedError, String(error));
      }
    }),
  );
});
