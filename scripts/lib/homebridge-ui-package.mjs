// cspell:words multiarch
// The Homebridge UI in a folder of its own: 160 MB that only the tests of the settings page and the screenshots need.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root, logStep, StepError } from './run.mjs';

/** An exact version: another UI draws another picture. */
const PACKAGE = {
  private: true,
  dependencies: { 'homebridge-config-ui-x': '5.28.0' },
  // Only the settings screen is used: it neither searches for bridges nor opens a terminal.
  overrides: { '@homebridge/hap-client': '4.0.3' },
  allowScripts: { '@homebridge/node-pty-prebuilt-multiarch': false, '@scarf/scarf': false },
};

/** Below node_modules, so that git, ESLint, Prettier and cspell ignore it. test/support/homebridge-ui.ts looks there as well. */
export const uiFolder = process.env.HOMEBRIDGE_UI_FOLDER ?? join(root, 'node_modules', '.cache', 'homebridge-ui');

/**
 * Installs it, unless the folder holds this version.
 *
 * @throws {StepError} if npm cannot install it
 */
export async function ensureUi() {
  const wanted = JSON.stringify(PACKAGE, null, 2);
  const stamp = join(uiFolder, '.installed-from');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  logStep(`installing the Homebridge UI into ${uiFolder}`);
  mkdirSync(uiFolder, { recursive: true });
  writeFileSync(join(uiFolder, 'package.json'), wanted);
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  // --prefix: npm looks for a package.json above a folder named node_modules.
  const { code } = await npm(['install', '--prefix', uiFolder, ...quiet], { cwd: uiFolder });
  if (code !== 0) throw new StepError('The Homebridge UI is not installed: npm install failed.');
  writeFileSync(stamp, wanted);
}

/** In CI; elsewhere the tests that need it are skipped unless it is there. Never fails. */
export async function ensureUiForTests() {
  if (process.env.CI === undefined || process.env.CI === 'false') return;
  try {
    await ensureUi();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    logStep(`${error.message} The tests that need it are skipped.`);
  }
}
