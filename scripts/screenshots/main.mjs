// `npm run screenshots`: the pictures in docs/images, from a real Homebridge UI in Chromium and from real commands.
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
    return parseArgs({ options: { all: { type: 'string' } } }).values;
  } catch (error) {
    throw new StepError(error.message, 2);
  }
}

/** Installs and builds with a network; the rest runs without one, because the UI would ask npm and GitHub for versions. */
async function prepareAndRun() {
  const { ensureUi } = await import('../lib/homebridge-ui-package.mjs');
  const { ensureBuilt, ensureInstalled } = await import('../lib/prepare.mjs');
  const { isolationPrefix } = await import('../lib/network-namespace.mjs');
  await ensureInstalled();
  await ensureBuilt();
  await ensureUi();
  const prefix = (await isolationPrefix()) ?? [];
  // Node 22.12 to 22.17 need a flag to strip types, because the browser and the UI are driven by code that the tests share.
  const strip = process.features.typescript ? [] : ['--experimental-strip-types'];
  const script = fileURLToPath(import.meta.url);
  const [command, ...args] = [...prefix, process.execPath, ...strip, script, ...process.argv.slice(2)];
  const { code } = await run(command, args, { env: { ...process.env, [INSIDE]: '1' } });
  return code;
}

async function work({ all }) {
  const { launchBrowser, missingBrowser } = await import('../../test/support/browser.ts');
  if (missingBrowser() !== undefined) {
    console.log(`skipped: ${missingBrowser()}`);
    return 0;
  }
  const browser = await launchBrowser();
  try {
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
