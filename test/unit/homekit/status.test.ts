import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  GivenUpError,
  LockedError,
  MalformedError,
  NoAnswerError,
  OtherPlugError,
  RefusedError,
  UnreachableError,
  WrongKeyError,
} from '../../../src/errors.ts';
import { statusError } from '../../../src/homekit/status.ts';
import { hap } from './hap.ts';

for (const [what, error, status] of [
  ['a key that the plug does not accept', new WrongKeyError('x'), -70411],
  ['a plug that is locked in the config', new LockedError('x'), -70412],
  ['a plug that refuses', new RefusedError(5000), -70412],
  ['a plug that stays silent', new NoAnswerError('x', { hungUp: false }), -70408],
  ['a question that we gave up', new GivenUpError('x'), -70408],
  ['a plug that hangs up', new NoAnswerError('x', { hungUp: true }), -70402],
  ['a plug that is not there', new UnreachableError('x'), -70402],
  ['an answer without sense', new MalformedError('x'), -70402],
  ['another plug at the address', new OtherPlugError({ expected: 'a', found: 'b' }), -70402],
  ['a plug of which nothing is known yet', undefined, -70402],
  ['a mistake of ours', new TypeError('x'), -70402],
] as const) {
  test(`HomeKit is told ${status} about ${what}`, () => {
    const error_ = statusError(hap, error);
    assert.ok(error_ instanceof hap.HapStatusError);
    assert.equal(error_.hapStatus, status);
    assert.equal(hap.IsKnownHAPStatusError(error_.hapStatus), true);
  });
}
