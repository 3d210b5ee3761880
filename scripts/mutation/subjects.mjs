// The parts of src whose tests are tested by mutation.

/**
 * What is mutated, and the tests that have to notice it: those of that part. Slow ones, such as a simulated month, are not
 * among them, because a mutant that survives runs all of its tests.
 */
export const SUBJECTS = {
  protocol: { mutate: ['src/protocol/**/*.ts'], tests: ['test/unit/protocol/!(any-json).test.ts'] },
  state: { mutate: ['src/device/state.ts'], tests: ['test/unit/device/state.test.ts'] },
  queue: {
    mutate: ['src/device/{request-queue,request-batcher,pending-command}.ts'],
    tests: ['test/unit/device/{request-queue,request-batcher,taps}.test.ts'],
  },
  energy: {
    mutate: ['src/energy/**/*.ts'],
    tests: [
      'test/unit/energy/{day-counter,falling-counters,hour-counter,month-counter,month-totals,plausibility,saved-energy}.test.ts',
      'test/property/{energy-total,month-totals}.test.ts',
    ],
  },
};

/** The subject that `npm run mutation` has chosen for this process of Stryker. */
export const subject = SUBJECTS[process.env.MUTATION_SUBJECT ?? 'state'];
