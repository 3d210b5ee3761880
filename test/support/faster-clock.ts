import { systemClock, type Clock } from '../../src/clock.ts';

/** Time that goes so many times as fast, for what takes seconds and goes over real sockets. */
export const fasterClock = (times: number): Clock => ({
  now: () => systemClock.now() * times,
  epochSeconds: () => systemClock.epochSeconds(),
  after: (ms, task) => systemClock.after(ms / times, task),
});
