// What a user does in the settings screen, and what is in config.json afterwards.
import assert from 'node:assert/strict';
import { startUi } from './homebridge-ui.mjs';
import { openForm, PHONE } from './settings-form.mjs';
import { legend } from './views.mjs';

const KEY = '0123456789abcdef0123456789abcdef';
const OTHER_KEY = 'fedcba9876543210fedcba9876543210';

/** One after the other, on one Homebridge UI that starts without a block of this plugin. */
const CHECKS = {
  'a public address is refused with the reason, and cannot be saved': async page => {
    await addAddress(page, '8.8.8.8');
    const reason = page.locator('.text-danger', { hasText: '8.8.8.8 is not an address in your network' });
    await reason.waitFor();
    assert.match(await reason.innerText(), /Public addresses are refused because this plugin never sends a packet/);
    await saveButton(page, ':disabled').waitFor();
    await page.locator('input[name=host]').fill('192.168.1.20');
    await reason.waitFor({ state: 'detached' });
    await saveButton(page).waitFor();
  },
  'a form that is still empty has a red star at the key, and at the address once the plug is opened': async page => {
    const stars = page.locator('label .text-danger:visible');
    assert.equal(await stars.count(), 1);
    await legend(page, 'New plug').click();
    await legend(page, 'Outlets of a strip').click();
    await page.locator('input[name=host]').waitFor();
    assert.equal(await stars.count(), 2);
  },
  'an empty row for a plug is not saved': async (page, ui) => {
    await page.locator('input[name=key]').first().fill(KEY);
    await saveButton(page).click();
    await until(async () => (await ui.savedBlock())?.key === KEY);
    assert.equal((await ui.savedBlock()).devices, undefined);
  },
  'a key and an address are all that a plug needs, and both are in config.json': async (page, ui) => {
    await page.locator('input[name=key]').first().fill(OTHER_KEY);
    await addAddress(page, '192.168.1.20');
    await saveButton(page).click();
    await until(async () => (await ui.savedBlock())?.devices !== undefined);
    const { platform, name, key, devices } = await ui.savedBlock();
    assert.deepEqual(
      { platform, name, key, devices },
      { platform: 'MerossLocal', name: 'Meross Local', key: OTHER_KEY, devices: [{ host: '192.168.1.20' }] },
    );
  },
  'on a phone a plug is one line with its address, until it is opened': async page => {
    const line = await legend(page, '192.168.1.20').boundingBox();
    assert.ok(line.height < 40);
    assert.equal(await page.locator('input[name=host]:visible').count(), 0);
    await legend(page, '192.168.1.20').click();
    assert.equal(await page.locator('input[name=host]').inputValue(), '192.168.1.20');
  },
};

/** Runs them all. @returns how many passed and how many failed */
export async function runChecks(browser) {
  const counts = { passed: 0, failed: 0 };
  const ui = await startUi(undefined);
  try {
    for (const [name, check] of Object.entries(CHECKS)) {
      const page = await openForm(browser, ui.url, { viewport: PHONE });
      try {
        await check(page, ui);
        counts.passed += 1;
        console.log(`✔ ${name}`);
      } catch (error) {
        counts.failed += 1;
        console.log(`✖ ${name}\n${error.stack}`);
      }
      await page.context().close();
    }
  } finally {
    await ui.close();
  }
  return counts;
}

async function addAddress(page, address) {
  await legend(page, 'New plug').click();
  await page.locator('input[name=host]').fill(address);
}

/** Once it is in this state: the form validates a little after the last key. */
const saveButton = (page, state = ':enabled') => page.locator(`.modal-footer button${state}`, { hasText: /save/i });

async function until(isDone) {
  const deadline = performance.now() + 15_000;
  while (!(await isDone())) {
    assert.ok(performance.now() < deadline, 'config.json did not change');
    await new Promise(done => setTimeout(done, 100));
  }
}
