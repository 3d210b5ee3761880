import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lanKeyOf, decrypt, encrypt } from '../../simulator/lan-cipher.ts';

// Made with OpenSSL and two other libraries, byte for byte the same.
const parts = {
  uuid: '2401011234567890340148e1e9a1b2c3',
  key: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  macAddress: '48:e1:e9:a1:b2:c3',
};
const lanKey = '0d2275dcece3c27a34ae744af4c7f60d';

test('the AES key is made of uuid, account key and MAC', () => {
  assert.equal(lanKeyOf(parts), lanKey);
  assert.equal(lanKeyOf({ ...parts, key: '' }), '40e16e4c3bc063030dec771f132e16ca');
  assert.equal(lanKeyOf({ ...parts, key: 'meross' }), 'fae4c110262080f00fea1c2288fc0684');
});

const vectors = [
  ['a short text', '{"a":1}', 'acNlrD/dgQezcXdKvffQ5g=='],
  ['a text that fills its block', '{"channel":0000}', 'B5yKxl5YpfGz5PT2FFHuM9rtg/kaRPEkz6jgcxnyhfE='],
  [
    'a request that fills its last block',
    '{"header":{"messageId":"7f3d2c1b0a9e8d7c6b5a493827160504","method":"SET","namespace":"Appliance.Control.ToggleX","payloadVersion":1,"triggerSrc":"Homebridge","from":"http://192.0.2.10/config","timestamp":1735689600,"timestampMs":0,"sign":"726a5dbab9214532eb7fe965589d16df"},"payload":{"togglex":{"channel":0,"onoff":1}}}',
    'tmitps9fWXrtF8rLRBfAvXdMgs55VRisjTeOFu/UOvEgoBitLtNH4TglsMOrteVuJTJzdP0OEH8fjXx5whY3PZBE4XqVCQsxhzDXoZLJ7oiFYG5LfUayAEf+T/GOs3TYnAc5ztFbZY9rd95Bnjnmi6YgNh8B1fh+9isPgOgB2uQBcAybYx7c+Qdg+WEBw1Nz2Ne7muzbIz8T0HQmqoeqmtNRaUokGpdx76rcGRJvf/AigeTwJ8k4aHGm+KXTKvdVvF376Lccegcqt6Gf/49E6CumXjLoGf51GIEIF8g+aqjFagCtWf3Pf6IcbXikH60ywxCV+92NwRRUkLWzosznBbCYPzft5dkpep4K4Ma9XkFHHw7c/+O4w4LQNLPdibhUKyPOHdhs9nCUe3dW4lYJoD01vAJysn7j3cqoZ8q63BK28F5LZWNnGYwJrmALxCfw',
  ],
  [
    'an answer',
    '{"header":{"messageId":"7f3d2c1b0a9e8d7c6b5a493827160504","namespace":"Appliance.Control.ToggleX","triggerSrc":"Homebridge","method":"SETACK","payloadVersion":1,"from":"/appliance/2401011234567890340148e1e9a1b2c3/publish","uuid":"2401011234567890340148e1e9a1b2c3","timestamp":1735689602,"timestampMs":317,"sign":"c4102f10b281309c9adab777907d9df7"},"payload":{}}',
    'tmitps9fWXrtF8rLRBfAvXdMgs55VRisjTeOFu/UOvEgoBitLtNH4TglsMOrteVuaEVTG+QR6h0VmSFWrmKzbh8IfPGAeGVjOSijHIRN17+AnZ7o4CyNLVtndWN5/llF6/CaKwgMnLsmgxQ25+lrPhDMV+Mq+e+VkqBRWusyG06zhdb6AVNXfS+Uml4txqfmdnKnmD3AQ+E2zcANJns5JWqtwDSWYl+INbSmMtW72zbn++wXEUPjfruWRegxh+kLH6mjImTj5ggQ5EGdFW79InnQNrNzWfsvnFT7WyF6jkrQUQxKNyS0FUlgxzKFpz+MSfPtvxAvFYSwOOeq0iUzJFl0wFL8YOmKj60dFdVNJRX/Q32ZEN4G1dZrV2Dq22jWxAF2AMwK9CKS4aW7dhJKBuUjEuul9WQi4gjL2IrD6uKFIJ7gSX9T40ka9VA9A12XOSJsUOBGxxI67i44MWP/t+5vAjMgsvvbCzswp0iDX7A=',
  ],
] as const;

for (const [what, text, wrapped] of vectors) {
  test(`${what} is wrapped and unwrapped`, () => {
    assert.equal(encrypt(text, lanKey), wrapped);
    assert.equal(decrypt(wrapped, lanKey), text);
  });
}

test('the vector of another project', () => {
  const key = lanKeyOf({
    uuid: '12345678-0000-0000-0000-000000000000',
    key: '0123456789abcdefghijklmnopqr',
    macAddress: 'aa:bb:cc:dd:ee:ff',
  });
  assert.equal(key, 'c197d53870ee031ee86446050a7ae2c2');
  assert.equal(encrypt('ping', key), 'fcUs01G3zssRHwxVlbTMsw==');
});

test('what is no wrapped text is said', () => {
  const other = lanKeyOf({ ...parts, key: 'meross' });
  const wrapped = encrypt('{"a":1}', lanKey);
  for (const text of ['', '{}', 'AAAA', `${wrapped}\n`, encrypt('{"a":1}', other)]) {
    assert.equal(decrypt(text, lanKey), undefined, text);
  }
});

test('the end of a text has to be marked by a zero byte', () => {
  const whole = Buffer.from(encrypt('{"channel":0000}', lanKey), 'base64');
  assert.equal(decrypt(whole.toString('base64', 0, 16), lanKey), undefined);
  const zeros = encrypt(`{"a":1}${'\0'.repeat(16)}`, lanKey);
  assert.equal(decrypt(zeros, lanKey), undefined);
});
