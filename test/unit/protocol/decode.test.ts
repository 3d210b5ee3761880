import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MalformedError } from '../../../src/errors.ts';
import { channelOf, isObject, number, object, oneOrMany, onOff, text, textOr } from '../../../src/protocol/decode.ts';

test('an object is an object; null and lists are not', () => {
  assert.equal(isObject({}), true);
  for (const value of [null, undefined, [], [{}], '', 'x', 0, true]) {
    assert.equal(isObject(value), false);
    assert.throws(() => object(value, 'all.system'), MalformedError);
  }
  assert.deepEqual(object({ a: 1 }, 'x'), { a: 1 });
});

test('an error names the path of the wrong value and what was found there', () => {
  assert.throws(() => object(undefined, 'all.system'), { message: 'all.system is missing, not an object' });
  assert.throws(() => object(null, 'all.system'), { message: 'all.system is null, not an object' });
  assert.throws(() => object([], 'all.system'), { message: 'all.system is an array, not an object' });
  assert.throws(() => text(5, 'hardware.uuid'), { message: 'hardware.uuid is a number, not a text' });
  assert.throws(() => number('many', 'onoff'), { message: 'onoff is a string, not a number' });
  assert.throws(() => onOff(2, 'onoff'), { message: 'onoff is 2, neither 0 nor 1' });
});

test('a required text must be a text; one that is only displayed may be missing', () => {
  assert.equal(text('', 'x'), '');
  for (const value of [undefined, null, 5, true, {}, ['a']]) {
    assert.throws(() => text(value, 'x'), MalformedError);
    assert.equal(textOr(value, 'none'), 'none');
  }
  assert.equal(textOr('2.0.0', 'none'), '2.0.0');
  assert.equal(textOr('', 'none'), '');
});

test('a number may come as a text, as old firmware sends it', () => {
  assert.equal(number('1560658220', 'x'), 1560658220);
  assert.equal(number('-65', 'x'), -65);
  assert.equal(number(' 7 ', 'x'), 7);
  assert.equal(number(0, 'x'), 0);
  assert.equal(number(-0.5, 'x'), -0.5);
});

test('a value that is no finite number is rejected, not guessed', () => {
  for (const value of ['', ' ', 'NaN', 'Infinity', '1e999', '5 W', NaN, Infinity, null, undefined, true, [], [5], {}]) {
    assert.throws(() => number(value, 'x'), MalformedError, JSON.stringify(value));
  }
});

test('an entry without a channel means channel 0, because 1.x leaves it out', () => {
  assert.equal(channelOf(undefined, 'x'), 0);
  assert.equal(channelOf(null, 'x'), 0);
  assert.equal(channelOf(0, 'x'), 0);
  assert.equal(channelOf(4, 'x'), 4);
  assert.equal(channelOf('4', 'x'), 4);
});

test('a channel is a whole number from 0 up', () => {
  for (const value of [-1, 0.5, NaN, Infinity, '', 'one', true, [], {}]) {
    assert.throws(() => channelOf(value, 'x'), MalformedError, JSON.stringify(value));
  }
});

test('a relay is on with 1 and off with 0; any other value is rejected', () => {
  assert.equal(onOff(1, 'x'), true);
  assert.equal(onOff('1', 'x'), true);
  assert.equal(onOff(0, 'x'), false);
  assert.equal(onOff('0', 'x'), false);
  for (const value of [2, -1, 0.5, '2', true, false, null, undefined, 'on', [1], {}, NaN]) {
    assert.throws(() => onOff(value, 'x'), MalformedError, JSON.stringify(value));
  }
});

test('one object and a list of it read the same; a missing one reads as an empty list', () => {
  assert.deepEqual(oneOrMany({ channel: 0 }), [{ channel: 0 }]);
  assert.deepEqual(oneOrMany([1, 2]), [1, 2]);
  assert.deepEqual(oneOrMany([]), []);
  assert.deepEqual(oneOrMany(undefined), []);
  assert.deepEqual(oneOrMany(null), []);
  assert.deepEqual(oneOrMany(0), [0]);
});

test('every number reads the same as a text', () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(finite, value => {
      assert.equal(number(String(value), 'x'), value === 0 ? 0 : value);
    }),
  );
});
