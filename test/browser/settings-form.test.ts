// cspell:ignore Steckdosen
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser, missingBrowser, openForm, PHONE, type Dialogue } from '../support/browser.ts';
import { HomebridgeUi, missingUi } from '../support/homebridge-ui.ts';
import { until } from '../support/until.ts';

const KEY = '0123456789abcdef0123456789abcdef';
const OTHER_KEY = 'fedcba9876543210fedcba9876543210';

// One after the other, on one Homebridge UI that starts without a block of this plugin.
suite('The form of the Homebridge UI', { skip: missingBrowser() ?? missingUi() ?? false }, () => {
  let ui: HomebridgeUi;
  let browser: Browser;

  before(async () => {
    [ui, browser] = await Promise.all([HomebridgeUi.start(), launchBrowser()]);
  });
  after(async () => {
    await browser.close();
    await ui.close();
  });

  const inForm = async (use: (page: Page) => Promise<void>): Promise<void> => {
    const { page }: Dialogue = await openForm(browser, ui.url, { viewport: PHONE });
    try {
      await use(page);
    } finally {
      await page.context().close();
    }
  };

  test('refuses a public address with the reason, and does not save it', () =>
    inForm(async page => {
      await addAddress(page, '8.8.8.8');
      const reason = page.locator('.text-danger', { hasText: '8.8.8.8 is not an address in your network' });
      await reason.waitFor();
      assert.match(await reason.innerText(), /Public addresses are refused because this plugin never sends a packet/);
      await saveButton(page, ':disabled').waitFor();
      await page.locator('input[name=host]').fill('192.168.1.20');
      await reason.waitFor({ state: 'detached' });
      await saveButton(page).waitFor();
    }));

  test('has a red star at the key while it is empty, and at the address once the plug is opened', () =>
    inForm(async page => {
      const stars = page.locator('label .text-danger:visible');
      assert.equal(await stars.count(), 1);
      await legend(page, 'New plug').click();
      await legend(page, 'Outlets of a strip').click();
      await page.locator('input[name=host]').waitFor();
      assert.equal(await stars.count(), 2);
    }));

  test('does not save an empty row for a plug', () =>
    inForm(async page => {
      await page.locator('input[name=key]').first().fill(KEY);
      await saveButton(page).click();
      await until(async () => (await ui.savedBlock())?.['key'] === KEY, 15_000, 'the key in config.json');
      assert.equal((await ui.savedBlock())?.['devices'], undefined);
    }));

  test('needs a key and an address only, and writes both into config.json', () =>
    inForm(async page => {
      await page.locator('input[name=key]').first().fill(OTHER_KEY);
      await addAddress(page, '192.168.1.20');
      await saveButton(page).click();
      await until(async () => (await ui.savedBlock())?.['devices'], 15_000, 'the plug in config.json');
      const { platform, name, key, devices } = (await ui.savedBlock()) ?? {};
      assert.deepEqual(
        { platform, name, key, devices },
        { platform: 'MerossLocal', name: 'Meross Local', key: OTHER_KEY, devices: [{ host: '192.168.1.20' }] },
      );
    }));

  test('shows a plug as one line with its address on a phone, until it is opened', () =>
    inForm(async page => {
      const line = await legend(page, '192.168.1.20').boundingBox();
      assert.ok(line !== null && line.height < 40, JSON.stringify(line));
      assert.equal(await page.locator('input[name=host]:visible').count(), 0);
      await legend(page, '192.168.1.20').click();
      assert.equal(await page.locator('input[name=host]').inputValue(), '192.168.1.20');
    }));
});

test('Opening the form leaves nothing to save', { skip: missingBrowser() ?? missingUi() ?? false }, async () => {
  const devices = [
    { host: '192.168.1.20', name: 'Lamp', appliance: { runsAboveWatts: 10 }, locked: true },
    { host: '192.168.1.21', outlets: [{ channel: 1, name: 'TV' }], key: OTHER_KEY },
  ];
  const block = { platform: 'MerossLocal', key: KEY, devices, name: 'Meross Local' };
  const [ui, browser] = await Promise.all([HomebridgeUi.start({ platforms: [block] }), launchBrowser()]);
  try {
    const { page, frame } = await openForm(browser, ui.url);
    // The page reads the form once a second.
    await page.waitForTimeout(2500);
    assert.equal(await frame.getByText('not saved yet').count(), 0);
    await legend(page, 'Lamp').click();
    await page.locator('input[name=name]').first().fill('Lamp at the window');
    await frame.getByText('not saved yet').waitFor();
  } finally {
    await browser.close();
    await ui.close();
  }
});

test('The form is in German where the UI is', { skip: missingBrowser() ?? missingUi() ?? false }, async () => {
  const [ui, browser] = await Promise.all([HomebridgeUi.start({ language: 'de' }), launchBrowser()]);
  try {
    const { page } = await openForm(browser, ui.url);
    await page.getByText('Steckdosen', { exact: true }).first().waitFor();
    assert.doesNotMatch(await page.locator('.modal-body').innerText(), /\b(plug|address|the|your)\b/i);
  } finally {
    await browser.close();
    await ui.close();
  }
});

async function addAddress(page: Page, address: string): Promise<void> {
  await legend(page, 'New plug').click();
  await page.locator('input[name=host]').fill(address);
}

const legend = (page: Page, text: string): Locator => page.locator('.legend', { hasText: text }).first();

/** Once it is in this state: the form validates a little after the last key. */
const saveButton = (page: Page, state = ':enabled'): Locator =>
  page.locator(`.modal-footer button${state}`, { hasText: /save/i });
