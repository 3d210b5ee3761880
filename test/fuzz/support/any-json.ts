/** JSON values that resemble what a reader expects: its own names, with values of any type. */
import fc, { type Arbitrary } from 'fast-check';

/** Names that every object of JavaScript has, or that change it. */
const DANGEROUS = ['__proto__', 'constructor', 'toString', 'valueOf', 'length', 'prototype', 'hasOwnProperty'];

const NUMBERS = [0, 1, 2, -1, 0.5, -0, 255, 256, 65_535, 65_536, 1e300, Number.MAX_SAFE_INTEGER];
const TEXTS = [
  '',
  ' ',
  '0',
  '1',
  'x',
  '\0',
  '\u2028',
  '𝔘',
  '\ud800',
  'x'.repeat(257),
  'true',
  'null',
  '127.0.0.1',
  '::1',
];

/** @param names the members to use more than others @param values texts and numbers to use more than others */
export function jsonNear(names: readonly string[], values: readonly unknown[] = []): Arbitrary<unknown> {
  const leaf = fc.oneof(
    fc.constantFrom<unknown>(null, true, false, ...NUMBERS, ...TEXTS, ...values),
    fc.jsonValue({ maxDepth: 1 }),
    fc.string({ unit: 'grapheme' }),
  );
  const { value } = fc.letrec<{ value: unknown }>(tie => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(
        fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...names) }, fc.constantFrom(...DANGEROUS), fc.string()),
        tie('value'),
        {
          maxKeys: 8,
        },
      ),
    ),
  }));
  // As a file or a socket delivers it: `__proto__` is then a member like any other, and no `undefined` is in it.
  return value.map((each): unknown => JSON.parse(JSON.stringify(each)));
}
