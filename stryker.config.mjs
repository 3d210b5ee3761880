// Read by `npm run mutation -- SUBJECT`, which sets MUTATION_SUBJECT. docs/testing.md has the scores.
import { fileURLToPath } from 'node:url';
import { subject } from './scripts/mutation/subjects.mjs';

const name = process.env.MUTATION_SUBJECT ?? 'state';

export default {
  mutate: subject.mutate,
  plugins: [fileURLToPath(new URL('scripts/mutation/runner.mjs', import.meta.url))],
  testRunner: 'in-process',
  coverageAnalysis: 'perTest',
  concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 2),
  // A mutant that loops for ever is found by Stryker's own counter; the rest is for a busy machine.
  timeoutMS: 20_000,
  ignorePatterns: ['/.node', '/.homebridge', '/coverage', '/dist', '/docs', '/bench', '/scripts', '/src/homebridge-ui'],
  tempDirName: 'coverage/mutation-sandbox',
  disableTypeChecks: false,
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `coverage/mutation-${name}.json` },
  thresholds: { high: 95, low: 85, break: 85 },
};
