import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matterLabel, outletLabel } from '../../../src/matter/matter-name.ts';

const bytes = (text: string): number => Buffer.byteLength(text);

test('a label has 32 bytes at most, and no half characters', () => {
  assert.equal(matterLabel('Lamp'), 'Lamp');
  assert.equal(matterLabel('ü'.repeat(40)), 'ü'.repeat(16));
  assert.equal(matterLabel('🔌'.repeat(20)), '🔌'.repeat(8));
  assert.equal(bytes(matterLabel('x'.repeat(100))), 32);
});

test('an outlet without a name of its own is called after its plug, with its number', () => {
  assert.equal(outletLabel('TV corner', 2, undefined), 'TV corner 2');
  assert.equal(outletLabel('TV corner', 0, undefined), 'TV corner all');
  assert.equal(outletLabel('TV corner', 2, 'Amplifier'), 'Amplifier');
  const long = outletLabel('A very long name of a power strip', 12, undefined);
  assert.match(long, /^A very long .* 12$/);
  assert.ok(bytes(long) <= 32, long);
});
