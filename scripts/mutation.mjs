// `npm run mutation`: changes the code in small ways, one at a time, and counts the changes that the tests notice.
// `npm run mutation -- SUBJECT`: protocol, state, queue or energy alone. It takes minutes, so CI does not run it.
import { join } from 'node:path';
import { longProgram } from './lib/long-program.mjs';
import { logStep, run, StepError } from './lib/run.mjs';

await longProgram(async () => {
  const { ensureInstalled } = await import('./lib/prepare.mjs');
  const { ensureStryker } = await import('./mutation/stryker-package.mjs');
  const { isolationPrefix } = await import('./lib/network-namespace.mjs');
  const { SUBJECTS } = await import('./mutation/subjects.mjs');

  const subjects = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(SUBJECTS);
  const unknown = subjects.find(subject => !Object.hasOwn(SUBJECTS, subject));
  if (unknown !== undefined)
    throw new StepError(`There is no subject ${unknown}, only ${Object.keys(SUBJECTS).join(', ')}.`, 2);
  await ensureInstalled();
  const modules = await ensureStryker();
  const failed = [];
  for (const subject of subjects) {
    logStep(`mutants of ${subject}`);
    const [command, ...args] = [
      ...((await isolationPrefix()) ?? []),
      ...[process.execPath, join(modules, '@stryker-mutator/core/bin/stryker.js'), 'run', 'stryker.config.mjs'],
    ];
    const env = { ...process.env, MUTATION_SUBJECT: subject };
    const { code } = await run(command, args, { env });
    if (code !== 0) failed.push(subject);
  }
  if (failed.length > 0) console.log(`\nBelow the limit: ${failed.join(', ')}`);
  return failed.length > 0 ? 1 : 0;
});
