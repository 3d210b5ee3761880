import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { MalformedError } from '../../../src/errors.ts';
import { lanCipher, lanKey, macOf, zeroPaddedAes } from '../../../src/protocol/cipher.ts';

const plug = {
  uuid: '2401011234567890340148e1e9a1b2c3',
  key: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  macAddress: '48:e1:e9:a1:b2:c3',
};
const other = {
  uuid: '12345678-0000-0000-0000-000000000000',
  key: '0123456789abcdefghijklmnopqr',
  macAddress: 'aa:bb:cc:dd:ee:ff',
};

describe('the key of LAN encryption', () => {
  const keys: readonly (readonly [what: string, key: string, wanted: string])[] = [
    ['a key of 32 characters', plug.key, '0d2275dcece3c27a34ae744af4c7f60d'],
    ['an empty key', '', '40e16e4c3bc063030dec771f132e16ca'],
    ['a short key', 'meross', 'fae4c110262080f00fea1c2288fc0684'],
  ];
  for (const [what, key, wanted] of keys) {
    test(`is right for ${what}`, () => {
      assert.equal(lanKey({ ...plug, key }), wanted);
    });
  }

  test('is the key that another project computed', () => {
    assert.equal(lanKey(other), 'c197d53870ee031ee86446050a7ae2c2');
  });

  test('takes the MAC from the end of the uuid', () => {
    assert.equal(macOf(plug.uuid), plug.macAddress);
  });
});

describe('an encrypted body', () => {
  const E3_TEXT =
    '{"header":{"messageId":"7f3d2c1b0a9e8d7c6b5a493827160504","method":"SET","namespace":"Appliance.Control.ToggleX","payloadVersion":1,"triggerSrc":"Homebridge","from":"http://192.0.2.10/config","timestamp":1735689600,"timestampMs":0,"sign":"726a5dbab9214532eb7fe965589d16df"},"payload":{"togglex":{"channel":0,"onoff":1}}}';
  const E3 =
    'tmitps9fWXrtF8rLRBfAvXdMgs55VRisjTeOFu/UOvEgoBitLtNH4TglsMOrteVuJTJzdP0OEH8fjXx5whY3PZBE4XqVCQsxhzDXoZLJ7oiFYG5LfUayAEf+T/GOs3TYnAc5ztFbZY9rd95Bnjnmi6YgNh8B1fh+9isPgOgB2uQBcAybYx7c+Qdg+WEBw1Nz2Ne7muzbIz8T0HQmqoeqmtNRaUokGpdx76rcGRJvf/AigeTwJ8k4aHGm+KXTKvdVvF376Lccegcqt6Gf/49E6CumXjLoGf51GIEIF8g+aqjFagCtWf3Pf6IcbXikH60ywxCV+92NwRRUkLWzosznBbCYPzft5dkpep4K4Ma9XkFHHw7c/+O4w4LQNLPdibhUKyPOHdhs9nCUe3dW4lYJoD01vAJysn7j3cqoZ8q63BK28F5LZWNnGYwJrmALxCfw';
  const E4_TEXT =
    '{"header":{"messageId":"7f3d2c1b0a9e8d7c6b5a493827160504","namespace":"Appliance.Control.ToggleX","triggerSrc":"Homebridge","method":"SETACK","payloadVersion":1,"from":"/appliance/2401011234567890340148e1e9a1b2c3/publish","uuid":"2401011234567890340148e1e9a1b2c3","timestamp":1735689602,"timestampMs":317,"sign":"c4102f10b281309c9adab777907d9df7"},"payload":{}}';
  const E4 =
    'tmitps9fWXrtF8rLRBfAvXdMgs55VRisjTeOFu/UOvEgoBitLtNH4TglsMOrteVuaEVTG+QR6h0VmSFWrmKzbh8IfPGAeGVjOSijHIRN17+AnZ7o4CyNLVtndWN5/llF6/CaKwgMnLsmgxQ25+lrPhDMV+Mq+e+VkqBRWusyG06zhdb6AVNXfS+Uml4txqfmdnKnmD3AQ+E2zcANJns5JWqtwDSWYl+INbSmMtW72zbn++wXEUPjfruWRegxh+kLH6mjImTj5ggQ5EGdFW79InnQNrNzWfsvnFT7WyF6jkrQUQxKNyS0FUlgxzKFpz+MSfPtvxAvFYSwOOeq0iUzJFl0wFL8YOmKj60dFdVNJRX/Q32ZEN4G1dZrV2Dq22jWxAF2AMwK9CKS4aW7dhJKBuUjEuul9WQi4gjL2IrD6uKFIJ7gSX9T40ka9VA9A12XOSJsUOBGxxI67i44MWP/t+5vAjMgsvvbCzswp0iDX7A=';
  const vectors: readonly (readonly [what: string, secrets: typeof plug, text: string, base64: string])[] = [
    ['a short text', plug, '{"a":1}', 'acNlrD/dgQezcXdKvffQ5g=='],
    ['a text of a whole block', plug, '{"channel":0000}', 'B5yKxl5YpfGz5PT2FFHuM9rtg/kaRPEkz6jgcxnyhfE='],
    ['a whole request of whole blocks', plug, E3_TEXT, E3],
    ['a whole reply', plug, E4_TEXT, E4],
    ["another project's ping", other, 'ping', 'fcUs01G3zssRHwxVlbTMsw=='],
  ];
  for (const [what, secrets, text, base64] of vectors) {
    test(`is byte for byte right for ${what}, both ways`, () => {
      const cipher = lanCipher(secrets);
      assert.equal(cipher.encrypt(text), base64);
      assert.equal(cipher.decrypt(base64), text);
    });
  }

  test('decrypts to the same text', () => {
    const cipher = lanCipher(plug);
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = JSON.stringify(value);
        assert.equal(cipher.decrypt(cipher.encrypt(text)), text);
      }),
    );
  });

  test('that is not encrypted is refused with a clear message', () => {
    for (const nonsense of ['', '{"a":1}', 'AAAA', '<html>']) {
      assert.throws(() => lanCipher(plug).decrypt(nonsense), MalformedError);
    }
  });
});

/** The least CPU time of several attempts, in microseconds. */
function costOf(task: () => void): number {
  const costs = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    task();
    return process.cpuUsage(before).user;
  });
  return Math.min(...costs);
}

test('a long body of zeros before its last character is decrypted about as fast as any other of its length', () => {
  const own = zeroPaddedAes('0'.repeat(32));
  const sealed = (filler: string): string => own.encrypt(`${filler.repeat(48_000)}x`);
  const [zeros, letters] = [sealed('\0'), sealed('y')];
  const [slow, fast] = [costOf(() => own.decrypt(zeros)), costOf(() => own.decrypt(letters))];
  // A search for the padding from every zero took more than a thousand times as long.
  assert.ok(slow < 100 * (fast + 1000), `${slow} µs instead of ${fast} µs`);
});
