// cspell:words multiarch
// The Homebridge UI and the browser driver, in a folder of their own: 160 MB that only the screenshots need.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { npm, root, logStep, StepError } from '../lib/run.mjs';

/** Exact versions: another UI draws another picture. */
const PACKAGE = {
  private: true,
  dependencies: { 'homebridge-config-ui-x': '5.28.0', 'playwright-core': '1.65.1' },
  // Only the settings screen is used: it neither searches for bridges nor opens a terminal.
  overrides: { '@homebridge/hap-client': '4.0.3' },
  allowScripts: { '@homebridge/node-pty-prebuilt-multiarch': false, '@scarf/scarf': false },
};

/** Below node_modules, so that git, ESLint, Prettier and cspell ignore it. */
export const uiFolder = process.env.HOMEBRIDGE_UI_FOLDER ?? join(root, 'node_modules', '.cache', 'homebridge-ui');

/** Where Debian, Ubuntu, Fedora, macOS and Chrome's own packages put it. */
const CHROMIUM = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(name => `/usr/bin/${name}`),
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The path of a Chromium or Chrome on this computer; undefined if there is none. If `CHROMIUM` is set, only that one counts. */
export function findChromium() {
  const named = process.env.CHROMIUM;
  return (named === undefined ? CHROMIUM : [named]).find(path => existsSync(path));
}

/**
 * Installs both packages, unless the folder holds these versions.
 *
 * @throws {StepError} if npm cannot install them
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

/** playwright-core, which drives Chromium. */
export async function loadPlaywright() {
  const require = createRequire(join(uiFolder, 'package.json'));
  const { default: playwright } = await import(pathToFileURL(require.resolve('playwright-core')).href);
  return playwright;
}
