// Stryker in a folder of its own: it would make `npm ci` some ten seconds longer, for a command that CI does not run.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root, logStep, StepError } from '../lib/run.mjs';

/** An exact version: another one makes other mutants. */
const PACKAGE = {
  private: true,
  dependencies: { '@stryker-mutator/core': '10.0.0' },
};

/** Below node_modules, so that git, ESLint, Prettier and cspell ignore it. */
const folder = process.env.STRYKER_FOLDER ?? join(root, 'node_modules', '.cache', 'stryker');

/**
 * Installs it, unless the folder holds this version.
 *
 * @returns the folder of its packages
 * @throws {StepError} if npm cannot install it
 */
export async function ensureStryker() {
  const modules = join(folder, 'node_modules');
  const wanted = JSON.stringify(PACKAGE, null, 2);
  const stamp = join(folder, '.installed-from');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return modules;
  logStep(`installing Stryker into ${folder}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), wanted);
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  // --prefix: npm looks for a package.json above a folder named node_modules.
  const { code } = await npm(['install', '--prefix', folder, ...quiet], { cwd: folder });
  if (code !== 0) throw new StepError('Stryker is not installed: npm install failed.');
  writeFileSync(stamp, wanted);
  return modules;
}
