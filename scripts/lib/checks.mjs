// The checks before the tests; a finding counts as a failure, and the tests run all the same.
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { tsc } from './prepare.mjs';
import { root, runTool, logStep } from './run.mjs';

const tool = path => join(root, 'node_modules', path);
const CHECKS = {
  types: { script: tsc, args: ['-p', 'tsconfig.json'] },
  'types of the settings page': { script: tsc, args: ['-p', 'src/homebridge-ui/page'] },
  style: { script: tool('prettier/bin/prettier.cjs'), args: ['--check', '--log-level=warn', '.'] },
  lint: { script: tool('eslint/bin/eslint.js'), args: ['--max-warnings=0', '.'] },
  spelling: { script: tool('cspell/bin.mjs'), args: ['lint', '--no-progress', '--no-summary'] },
};

/** Runs the named checks side by side, shows what they found, and returns how many of them found something. */
export async function runChecks(names) {
  logStep(`checking ${names.join(', ')}`);
  const results = await Promise.all(
    names.map(async name => ({ name, ...(await runTool(CHECKS[name].script, CHECKS[name].args, { quiet: true })) })),
  );
  const bad = results.filter(result => result.code !== 0);
  for (const { name, output } of bad) console.log(`✖ ${name}\n${stripVTControlCharacters(output).trimEnd()}\n`);
  return bad.length;
}
