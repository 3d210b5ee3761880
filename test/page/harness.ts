import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { launchBrowser, missingBrowser } from '../support/browser.ts';
import type { Recorded, Scenario } from './browser/scenario.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PUBLIC = join(ROOT, 'dist', 'src', 'homebridge-ui', 'public');
/** Stricter than that of the Homebridge UI: no inline script, no eval, no other origin. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:";

/** Why tests with a browser are skipped here; false: they run. */
export const noBrowser: string | false = missingBrowser() ?? false;

/** A browser that shows the built page with a Homebridge UI that the test describes. */
export interface PageBrowser {
  readonly open: (scenario: Scenario, look?: Look) => Promise<OpenPage>;
  readonly close: () => Promise<void>;
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  /** Runs in the browser before the page does. */
  readonly script?: string;
}

export interface OpenPage {
  readonly page: Page;
  /** What the page did so far. */
  readonly recorded: () => Promise<Recorded>;
  /** Errors of scripts, and refusals of the browser to run one. */
  readonly errors: readonly string[];
}

/** Starts the browser, and a server on loopback for it. */
export async function startBrowser(): Promise<PageBrowser> {
  const files = await filesOfPage();
  const server = await startServer(files);
  const { port } = server.address() as AddressInfo;
  const browser = await launchBrowser();
  // One page for all tests of a file: a new one takes longer than most of them.
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  page.setDefaultTimeout(15_000);
  let errors: string[] = [];
  page.on('pageerror', error => errors.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return {
    open: async (scenario, { width = 1280, height = 900, script = '' } = {}) => {
      files.set('/scenario.js', ['text/javascript', `window.scenario = ${JSON.stringify(scenario)};\n${script}`]);
      errors = [];
      await page.setViewportSize({ width, height });
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.locator('h1').waitFor();
      // Undefined properties are gone, as in a file.
      const recorded = async () =>
        JSON.parse(await page.evaluate<string>('JSON.stringify(window.recorded)')) as Recorded;
      return { page, errors, recorded };
    },
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Serious and critical findings of axe, one line each. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(`${axe}; undefined`);
  const found: unknown = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`,
  );
  return Array.isArray(found) ? found.map(String) : [String(found)];
}

type Files = Map<string, readonly [string, string | Uint8Array]>;

async function filesOfPage(): Promise<Files> {
  const files: Files = new Map();
  for (const name of ['page.js', 'page.css']) {
    files.set(`/${name}`, [typeOf(name), await readFile(join(PUBLIC, name))]);
  }
  const browserFolder = join(import.meta.dirname, 'browser');
  const { outputFiles } = await build({
    entryPoints: [join(browserFolder, 'fake-homebridge.ts')],
    ...{ bundle: true, write: false, format: 'iife', logLevel: 'silent' },
  });
  files.set('/fake-homebridge.js', ['text/javascript', outputFiles[0]?.text ?? '']);
  files.set('/theme.css', ['text/css', await readFile(themeFile(browserFolder))]);
  files.set('/', ['text/html; charset=utf-8', around(await readFile(join(PUBLIC, 'index.html'), 'utf8'))]);
  return files;
}

async function startServer(files: Files): Promise<Server> {
  const server = createServer((request, response) => {
    const [type, body] = files.get(request.url ?? '') ?? ['text/plain', ''];
    response
      .setHeader('content-type', type)
      .setHeader('cache-control', 'no-store')
      .setHeader('content-security-policy', POLICY)
      .end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** With PAGE_THEME, a style sheet of a real Homebridge UI, to look at. */
const themeFile = (folder: string): string => process.env['PAGE_THEME'] ?? join(folder, 'theme.css');

const typeOf = (name: string): string => (name.endsWith('.js') ? 'text/javascript' : 'text/css');

/** The document that the Homebridge UI puts around the page. */
const around = (
  fragment: string,
): string => `<!doctype html><html><head><meta charset="utf-8"><title>Meross Local</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="theme.css"><script src="scenario.js"></script>
<script src="fake-homebridge.js"></script></head>
<body class="modal-content">${fragment}</body></html>`;
