// Read by `npm run mutation -- SUBJECT`, which sets MUTATION_SUBJECT and MUTATION_MODULES. docs/testing.md has the scores.
import { join } from 'node:path';

/**
 * What is mutated, and the tests that have to notice it: those of that part. Slow ones, such as a simulated month, are not
 * among them, because a mutant that survives runs all of its tests.
 */
export const SUBJECTS = {
  protocol: { mutate: ['src/protocol/**/*.ts'], tests: ['test/unit/protocol/*.test.ts'] },
  state: { mutate: ['src/device/state.ts'], tests: ['test/unit/device/state.test.ts'] },
  queue: {
    mutate: ['src/device/{request-queue,request-batcher,pending-command}.ts'],
    tests: ['test/unit/device/{request-queue,request-batcher,taps}.test.ts'],
  },
  energy: {
    mutate: ['src/energy/**/*.ts'],
    tests: [
      'test/unit/energy/{day-counter,hour-counter,month-counter,month-totals,saved-energy}.test.ts',
      'test/property/{energy-total,month-totals}.test.ts',
    ],
  },
};

const { MUTATION_SUBJECT: subject = 'state', MUTATION_MODULES: modules = '' } = process.env;
const { mutate, tests } = SUBJECTS[subject];

export default {
  mutate,
  plugins: [join(modules, '@stryker-mutator/tap-runner/dist/src/index.js')],
  testRunner: 'tap',
  tap: { testFiles: tests, nodeArgs: ['--no-warnings', '--test-reporter=tap', '-r', '{{hookFile}}', '{{testFile}}'] },
  // A file is the smallest unit of this runner: a mutant runs only the files that reach it.
  coverageAnalysis: 'perTest',
  concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 2),
  // A mutant that loops for ever is found by Stryker's own counter; the rest is for a busy machine.
  timeoutMS: 20_000,
  ignorePatterns: ['/.node', '/.homebridge', '/coverage', '/dist', '/docs', '/bench', '/scripts', '/src/homebridge-ui'],
  tempDirName: 'coverage/mutation-sandbox',
  disableTypeChecks: false,
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `coverage/mutation-${subject}.json` },
  thresholds: { high: 95, low: 85, break: 85 },
};
