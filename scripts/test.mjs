// `npm test`: install, build, check types and style, run every test that needs no hardware.
// The last line is `N passed, N failed`; `npm test -- PATTERN…` runs only the files whose path contains a PATTERN.
import { longProgram } from './lib/long-program.mjs';
import { logStep, StepError } from './lib/run.mjs';

await longProgram(async () => {
  // Newer JavaScript may be loaded from here on only, where the Node is new enough.
  const { ensureBuilt, ensureInstalled } = await import('./lib/prepare.mjs');
  const { runChecks } = await import('./lib/checks.mjs');
  const { ensureProgram } = await import('./lib/apt.mjs');
  const { ensureUiForTests } = await import('./lib/homebridge-ui-package.mjs');
  const { isolationPrefix } = await import('./lib/network-namespace.mjs');
  const { roundsOf, runRound, testFiles } = await import('./lib/test-rounds.mjs');
  const { canMeasure, withCoverage } = await import('./lib/coverage-report.mjs');

  const patterns = process.argv.slice(2);
  const files = testFiles(patterns);
  if (files.length === 0) throw new StepError(`No test file has ${patterns.join(' or ')} in its path.`, 2);

  const total = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  await ensureInstalled();
  try {
    await ensureBuilt();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    console.log(`✖ ${error.message}`);
    total.failed += 1;
  }
  const types = ['types', 'types of the settings page'];
  total.failed += await runChecks(patterns.length === 0 ? [...types, 'style', 'lint', 'spelling'] : types);

  if (files.some(file => file.includes('external')))
    await ensureProgram('mosquitto', { why: 'the tests with an external broker' });
  if (files.some(file => /test.(browser|page)\b/.test(file))) {
    await ensureProgram('chromium', { why: 'the tests of the settings page', limitMs: 240_000 });
    await ensureUiForTests();
  }
  const prefix = await isolationPrefix();
  logStep(
    prefix
      ? 'tests, in a network namespace with loopback only'
      : 'tests (without a network namespace, which is not available here)',
  );
  /** The round without a Homebridge, with a failure for each part of src that it does not cover enough. */
  const countedWithCoverage = async (round, prefix) => {
    const { counts, failures } = await withCoverage(coverageFolder => runRound({ ...round, coverageFolder }, prefix));
    return { ...counts, failed: counts.failed + failures.length, failures: [...counts.failures, ...failures] };
  };
  for (const [index, round] of roundsOf(files).entries()) {
    // A part of the tests covers a part of src, so only all of them are measured.
    const isMeasured = index === 0 && patterns.length === 0 && canMeasure;
    const counts = isMeasured ? await countedWithCoverage(round, prefix) : await runRound(round, prefix);
    for (const what of Object.keys(total)) total[what] += counts[what];
    failures.push(...counts.failures);
  }
  if (total.skipped > 0) console.log(`\n${total.skipped} skipped; the reasons are above.`);
  // Once more, because a log that is cut at its beginning must still name them.
  if (failures.length > 0) console.log(`\nFailed:\n${failures.map(text => `✖ ${text.trimEnd()}`).join('\n')}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
});
