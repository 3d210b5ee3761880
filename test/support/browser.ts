/** Chromium, and the plugin's settings dialogue in the Homebridge UI. */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type FrameLocator, type Page } from 'playwright-core';

/** It must not talk to its maker's servers, and needs no sandbox for pages of our own. */
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  // A container may have very little shared memory.
  ...['--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
];

/** Where Debian, Ubuntu, Fedora, macOS and Chrome's own packages put it. */
const PLACES = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(name => `/usr/bin/${name}`),
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 360, height: 780 };

/** The path of a Chromium or Chrome on this computer; undefined if there is none. If `CHROMIUM` is set, only that one counts. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  return (named === undefined ? PLACES : [named]).find(path => existsSync(path));
}

/** Why no browser can be started here; undefined: one can. */
export const missingBrowser = (): string | undefined =>
  findChromium() === undefined ? 'there is no Chromium here; CHROMIUM names one' : undefined;

/** @throws {Error} there is none */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(missingBrowser());
  return chromium.launch({ executablePath, args: FLAGS });
}

const REDRAW_MS = 500;

export interface DialogueOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
}

/** The settings dialogue; `page.context().close()` ends it. */
export interface Dialogue {
  readonly page: Page;
  /** The plugin's own page, which is a frame in the dialogue. */
  readonly frame: FrameLocator;
  /** What went wrong in scripts of the page, or was refused by its policy. */
  readonly errors: readonly string[];
}

/** Opens the settings of this plugin in a Homebridge UI. */
export async function openSettings(
  browser: Browser,
  url: string,
  { viewport = DESKTOP, colorScheme = 'light' }: DialogueOptions = {},
): Promise<Dialogue> {
  const context = await browser.newContext({ viewport, colorScheme, locale: 'en-GB', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const errors: string[] = [];
  page.on('pageerror', error => errors.push(error.message));
  page.on('console', message => {
    // The UI asks for its first page before it has a token.
    if (message.type() === 'error' && !message.text().includes('401')) errors.push(message.text());
  });
  await page.goto(`${url}/plugins`);
  const card = page.locator('app-plugin-card', { hasText: /meross/i });
  // By place and not by name, because the UI has another language in some tests.
  await card.locator('.dropdown-toggle').first().click();
  await card.locator('.dropdown-menu .dropdown-item').first().click();
  return { page, frame: page.frameLocator('iframe'), errors };
}

/** The same, with the form that the UI makes from config.schema.json. */
export async function openForm(browser: Browser, url: string, options: DialogueOptions = {}): Promise<Dialogue> {
  const dialogue = await openSettings(browser, url, options);
  await dialogue.frame.locator('#ml-form button').click();
  await dialogue.page.locator('json-schema-form input').first().waitFor();
  // The page has the dialogue drawn again once the form is there, which would undo what is typed before.
  await dialogue.frame.locator('#ml-form button:enabled').waitFor();
  await dialogue.page.waitForTimeout(REDRAW_MS);
  await dialogue.page.evaluate('document.fonts.ready');
  return dialogue;
}
