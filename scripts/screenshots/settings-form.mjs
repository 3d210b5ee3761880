// The plugin's settings dialogue in Chromium.
import { findChromium, loadPlaywright } from './ui-package.mjs';

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

export async function launchBrowser() {
  const { chromium } = await loadPlaywright();
  return chromium.launch({ executablePath: findChromium(), args: FLAGS });
}

/**
 * Opens the settings of this plugin.
 *
 * @param browser from `launchBrowser`
 * @param url of the Homebridge UI
 * @returns the page; `page.context().close()` ends it
 */
export async function openForm(browser, url, { viewport = DESKTOP, colorScheme = 'light' } = {}) {
  const context = await browser.newContext({ viewport, colorScheme, locale: 'en-GB', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(`${url}/plugins`);
  const card = page.locator('app-plugin-card', { hasText: /meross/i });
  await card.getByRole('button', { name: 'Plugin Actions' }).click();
  await card.getByRole('button', { name: 'Plugin Config' }).click();
  await page.locator('json-schema-form input').first().waitFor();
  await page.evaluate(() => globalThis.document.fonts.ready);
  return page;
}
