import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { isOurs, newMessageId } from '../../../src/protocol/message-id.ts';
import { EXAMPLES } from './examples.ts';

test('each request has an id of its own, in the form that every firmware takes, and we know it again', () => {
  const ids = Array.from({ length: 2000 }, newMessageId);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) {
    assert.match(id, /^[0-9a-f]{32}$/);
    assert.equal(isOurs(id), true);
  }
});

test('an id from an earlier run, or of the command line, is known as well: the mark is the same for ever', () => {
  assert.equal(isOurs('0001020304050607080966698cba5108'), true);
});

test('an id that a plug or another program makes is not taken for ours', () => {
  for (let count = 0; count < 2000; count += 1) assert.equal(isOurs(randomBytes(16).toString('hex')), false);
  for (const { request } of EXAMPLES) {
    const [, id = ''] = /"messageId":"([0-9a-f]+)"/.exec(request) ?? [];
    assert.equal(isOurs(id), false, id);
  }
  fc.assert(fc.property(fc.string(), text => !isOurs(text)));
});

test('an id of ours is one to the letter only: in other letters it has another signature', () => {
  const id = newMessageId();
  assert.equal(isOurs(id.toUpperCase()), id === id.toUpperCase());
  assert.equal(isOurs(` ${id}`), false);
  assert.equal(isOurs(`${id}\n`), false);
  assert.equal(isOurs(id.slice(1)), false);
});

test('no message of ours is signed under an id that is made elsewhere', () => {
  const folder = new URL('../../../src/', import.meta.url);
  const makers = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .filter(file => /messageId = (?!newMessageId)[^;]*random/.test(readFileSync(new URL(file, folder), 'utf8')));
  assert.deepEqual(makers, []);
});
