// `npm run screenshots`: the pictures in docs/images, from a real Homebridge UI in Chromium and from real commands.
//   -- --check      uses the settings screen as a user does, and looks at config.json; takes no picture
//   -- --all DIR    every view of the settings screen, to look at after a change
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureNode } from '../lib/node-version.mjs';
import { logStep, program, root, run, StepError } from '../lib/run.mjs';

/** Set in the process that runs in the network namespace. */
const INSIDE = 'MEROSS_SCREENSHOTS_INSIDE';
const IMAGES = join(root, 'docs', 'images');

await program(async () => {
  const options = parseOptions();
  await ensureNode();
  return process.env[INSIDE] === '1' ? work(options) : prepareAndRun();
});

function parseOptions() {
  try {
    return parseArgs({ options: { check: { type: 'boolean' }, all: { type: 'string' } } }).values;
  } catch (error) {
    throw new StepError(error.message, 2);
  }
}

/** Installs and builds with a network; the rest runs without one, because the UI would ask npm and GitHub for versions. */
async function prepareAndRun() {
  const { ensureUi, findChromium } = await import('./ui-package.mjs');
  if (findChromium() === undefined) {
    console.log('skipped: there is no Chromium here. Install it, or name one with CHROMIUM=/path/to/chromium.');
    return 0;
  }
  const { ensureBuilt, ensureInstalled } = await import('../lib/prepare.mjs');
  const { isolationPrefix } = await import('../lib/network-namespace.mjs');
  await ensureInstalled();
  await ensureBuilt();
  await ensureUi();
  const prefix = (await isolationPrefix()) ?? [];
  const [command, ...args] = [...prefix, process.execPath, fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const { code } = await run(command, args, { env: { ...process.env, [INSIDE]: '1' } });
  return code;
}

async function work({ check, all }) {
  const { launchBrowser } = await import('./settings-form.mjs');
  const browser = await launchBrowser();
  try {
    if (check) {
      const { runChecks } = await import('./check.mjs');
      const { passed, failed } = await runChecks(browser);
      console.log(`\n${passed} passed, ${failed} failed`);
      return failed === 0 ? 0 : 1;
    }
    const { ALL_VIEWS, PICTURES, takePictures } = await import('./views.mjs');
    const folder = all === undefined ? IMAGES : resolve(all);
    mkdirSync(folder, { recursive: true });
    if (all === undefined) await writeTerminal();
    await takePictures(browser, all === undefined ? PICTURES : ALL_VIEWS, name => pictureFile(folder, name));
    return 0;
  } finally {
    await browser.close();
  }
}

function pictureFile(folder, name) {
  const file = join(folder, `${name}.png`);
  logStep(`picture ${file}`);
  return file;
}

async function writeTerminal() {
  const { recordFirstMinute } = await import('./first-minute.mjs');
  const { terminalSvg } = await import('./terminal-svg.mjs');
  const file = join(IMAGES, 'terminal.svg');
  logStep(`picture ${file}`);
  writeFileSync(file, terminalSvg(await recordFirstMinute(), { title: 'The first minute', columns: 100 }));
}
