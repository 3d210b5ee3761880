// `npm run coverage`: the tests without a Homebridge, and a table of what they have run of src. `npm test` checks the same.
import { longProgram } from './lib/long-program.mjs';
import { logStep } from './lib/run.mjs';

await longProgram(async () => {
  const { ensureBuilt, ensureInstalled } = await import('./lib/prepare.mjs');
  const { isolationPrefix } = await import('./lib/network-namespace.mjs');
  const { roundsOf, runRound, testFiles } = await import('./lib/test-rounds.mjs');
  const { withCoverage } = await import('./lib/coverage-report.mjs');
  await ensureInstalled();
  await ensureBuilt();
  const prefix = await isolationPrefix();
  const [round] = roundsOf(testFiles(['test/']));
  logStep('tests, with coverage');
  const { counts, failures } = await withCoverage(folder => runRound({ ...round, coverageFolder: folder }, prefix));
  console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
  for (const text of failures) console.log(`✖ ${text}`);
  return counts.failed + failures.length > 0 ? 1 : 0;
});
