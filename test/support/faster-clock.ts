import { systemClock, type Clock } from '../../src/clock.ts';

/** Time that goes this many times as fast, for tests that take seconds and use real sockets. */
export const fasterClock = (times: number): Clock => ({
  now: () => systemClock.now() * times,
  epochSeconds: () => systemClock.epochSeconds(),
  after: (ms, task) => systemClock.after(ms / times, task),
});
