import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { isOurs, newMessageId } from '../../../src/protocol/message-id.ts';
import { EXAMPLES } from './examples.ts';

test('each request has an id of its own, in the form that every firmware accepts, and we recognise it', () => {
  const ids = Array.from({ length: 2000 }, newMessageId);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) {
    assert.match(id, /^[0-9a-f]{32}$/);
    assert.equal(isOurs(id), true);
  }
});

test('an id from an earlier run, or from the command line, is recognised too, because the mark never changes', () => {
  assert.equal(isOurs('0001020304050607080966698cba5108'), true);
});

test('an id made by a plug or another program is not recognised as ours', () => {
  for (let count = 0; count < 2000; count += 1) assert.equal(isOurs(randomBytes(16).toString('hex')), false);
  for (const { request } of EXAMPLES) {
    const [, id = ''] = /"messageId":"([0-9a-f]+)"/.exec(request) ?? [];
    assert.equal(isOurs(id), false, id);
  }
  fc.assert(fc.property(fc.string(), text => !isOurs(text)));
});

test('an id of ours in another case is not ours, because it has another signature', () => {
  const id = newMessageId();
  assert.equal(isOurs(id.toUpperCase()), id === id.toUpperCase());
  assert.equal(isOurs(` ${id}`), false);
  assert.equal(isOurs(`${id}\n`), false);
  assert.equal(isOurs(id.slice(1)), false);
});

test('no message of ours is signed with an id that was made elsewhere', () => {
  const folder = new URL('../../../src/', import.meta.url);
  const makers = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .filter(file => /messageId = (?!newMessageId)[^;]*random/.test(readFileSync(new URL(file, folder), 'utf8')));
  assert.deepEqual(makers, []);
});
