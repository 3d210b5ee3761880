import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Reachability } from '../../../src/device/reachability.ts';
import { NoAnswerError, UnreachableError, type MerossError } from '../../../src/errors.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('a plug that has just failed', () => {
  const table: readonly (readonly [string, MerossError, boolean])[] = [
    ['stayed silent', new NoAnswerError('silence', { hungUp: false }), true],
    ['accepted no connection', new UnreachableError('no', { reason: 'no connection in time' }), true],
    ['did not reply to ARP', new UnreachableError('no', { reason: 'no such host' }), true],
    ['hung up', new NoAnswerError('hung up', { hungUp: true }), false],
    ['refused the connection', new UnreachableError('no', { reason: 'connection refused' }), false],
  ];
  for (const [what, error, isSlow] of table) {
    test(`because it ${what} is ${isSlow ? '' : 'not '}slow, until it answers`, () => {
      const reachability = new Reachability(new FakeClock(), () => undefined);
      reachability.requestSent();
      reachability.missed(error);
      assert.equal(reachability.isSlow, isSlow);
      reachability.answered();
      assert.equal(reachability.isSlow, false);
      reachability.close();
    });
  }
});
