import { systemClock, type Clock } from '../../src/clock.ts';

/** As it was when the test began: a test may let `systemClock` itself go faster. */
const real = { ...systemClock };

/** Time that goes this many times as fast, for tests that take seconds and use real sockets. */
export const fasterClock = (times: number): Clock => ({
  now: () => real.now() * times,
  epochSeconds: () => real.epochSeconds(),
  after: (ms, task) => real.after(ms / times, task),
});
