import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fencedBlocks, textOf } from './markdown.ts';

test('the layers that CONTRIBUTING draws are those that the lint rule holds, in its order', () => {
  const [, list = ''] = /const LAYERS = \[(.*?)\n\];/s.exec(textOf('eslint.config.js')) ?? [];
  const layers = Array.from(list.matchAll(/'([\w-]+)'/g), ([, name = '']) => name);
  assert.ok(layers.length > 10, 'LAYERS in eslint.config.js');
  const drawing = fencedBlocks(textOf('CONTRIBUTING.md')).find(({ language }) => language === 'text')?.text ?? '';
  // From the bottom row to the top one; what stands behind four spaces explains the row.
  const drawn = drawing
    .trimEnd()
    .split('\n')
    .toReversed()
    .flatMap(row => (row.split(/ {4,}/)[0] ?? '').split(/ +/));
  assert.deepEqual(drawn, layers);
});
