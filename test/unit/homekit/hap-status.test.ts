import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  GivenUpError,
  LockedError,
  MalformedError,
  NoAnswerError,
  NotSignedError,
  OtherPlugError,
  RefusedError,
  UnreachableError,
  WrongKeyError,
} from '../../../src/errors.ts';
import { readError, writeError } from '../../../src/homekit/hap-status.ts';
import { hap } from './real-hap.ts';

for (const [what, error, status, readStatus] of [
  ['a key that the plug does not accept', new WrongKeyError('x'), -70411, -70411],
  ['a plug that is locked in the config', new LockedError('x'), -70412, -70402],
  ['a plug that refuses', new RefusedError(5000), -70412, -70402],
  ['a plug that stays silent', new NoAnswerError('x', { hungUp: false }), -70408, -70402],
  ['a question that we gave up', new GivenUpError('x'), -70408, -70402],
  ['a plug that hangs up', new NoAnswerError('x', { hungUp: true }), -70402, -70402],
  ['a plug that is not there', new UnreachableError('x'), -70402, -70402],
  ['an answer without sense', new MalformedError('x'), -70402, -70402],
  ['an answer without the signature of the plug', new NotSignedError(), -70402, -70402],
  ['another plug at the address', new OtherPlugError({ expected: 'a', found: 'b' }), -70402, -70402],
  ['a plug of which nothing is known yet', undefined, -70402, -70402],
  ['a mistake of ours', new TypeError('x'), -70402, -70402],
] as const) {
  test(`for ${what}, a write gets ${status} and a read ${readStatus}`, () => {
    for (const [actual, expected] of [
      [writeError(hap, error), status],
      [readError(hap, error), readStatus],
    ] as const) {
      assert.ok(actual instanceof hap.HapStatusError);
      assert.equal(actual.hapStatus, expected);
      assert.equal(hap.IsKnownHAPStatusError(actual.hapStatus), true);
    }
  });
}
