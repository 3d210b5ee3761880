// cspell:ignore Schlüssel Steckdosen finden Speichern
import assert from 'node:assert/strict';
import { after, before, suite, test, type TestContext } from 'node:test';
import type { Browser, Locator } from 'playwright-core';
import type { SimulatedPlug } from '../../simulator/index.ts';
import {
  launchBrowser,
  missingBrowser,
  openSettings,
  type Dialogue,
  type DialogueOptions,
} from '../support/browser.ts';
import { HomeApp } from '../support/home-app.ts';
import { HomebridgeUi, missingUi, type UiOptions } from '../support/homebridge-ui.ts';
import { startHomebridge } from '../support/homebridge.ts';
import { platformConfig, startPlug, type PlugSetup } from '../support/simulated-home.ts';
import { until } from '../support/until.ts';

/** The network that the page searches; of this file alone, because tests of other files run beside it. */
const SUBNET = '127.77.3.0/29';
const KEY = 'a key of the whole house';
const SKIP = { skip: missingBrowser() ?? missingUi() ?? false };

suite('The settings page in the Homebridge UI', SKIP, () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  const open = async (
    t: TestContext,
    options: UiOptions = {},
    dialogue: DialogueOptions = {},
  ): Promise<Dialogue & { readonly ui: HomebridgeUi }> => {
    const ui = await HomebridgeUi.start({ ...options, env: { MEROSS_SUBNETS: SUBNET } });
    t.after(() => ui.close());
    const opened = await openSettings(browser, ui.url, dialogue);
    t.after(() => opened.page.context().close());
    return { ...opened, ui };
  };

  for (const [language, words] of [
    ['en', { key: 'Key of your plugs', find: 'Find plugs', save: 'Save' }],
    ['de', { key: 'Schlüssel der Steckdosen', find: 'Steckdosen finden', save: 'Speichern' }],
  ] as const) {
    test(`from an empty config to a plug in Home: a key, one press to find, one to save (${language})`, async t => {
      const plug = await plugAt(t, '127.77.3.2', { model: 'mss310-2.1.17' });
      await plugAt(t, '127.77.3.3', { model: 'mss425e-2.1.2' });
      const { ui, frame, errors } = await open(t, { language });

      await frame.getByLabel(words.key, { exact: true }).fill(KEY);
      await frame.getByRole('button', { name: words.find, exact: true }).click();
      await frame.getByText('127.77.3.2').first().waitFor();
      await frame.getByText('127.77.3.3').first().waitFor();
      await frame.getByRole('button', { name: words.save, exact: true }).click();

      const block = await until(() => ui.savedBlock(), 15_000, 'the block in config.json');
      assert.equal(block['key'], KEY);
      assert.deepEqual(hostsOf(block), ['127.77.3.2', '127.77.3.3']);
      assert.deepEqual(errors, []);

      const homebridge = await startHomebridge({ platforms: [block] });
      t.after(() => homebridge.stop());
      await homebridge.waitForLog(/Both plugs are ready/, 20_000);
      const app = await HomeApp.pair(homebridge);
      t.after(() => app.close());
      const [outlet] = (await app.outlets()).filter(({ accessoryName }) => accessoryName.startsWith('MSS310'));
      assert.ok(outlet, JSON.stringify(await app.outlets()));
      assert.equal((await app.switch(outlet, true)).status, 0);
      assert.equal(plug.isOn(), true);
    });
  }
});

suite('A cause is mended from the page', SKIP, () => {
  let browser: Browser;
  let ui: HomebridgeUi;
  let plugs: readonly SimulatedPlug[];
  let dialogue: Dialogue;

  const MOVED = { host: '127.77.3.2', name: 'Moved', uuid: '2401010000000000003448e1e9770304' };
  const LAMP = { host: '127.77.3.5', name: 'Lamp' };
  const HEATER = { host: '127.77.3.6', name: 'Heater' };

  // One page for all of them, as after a bad day.
  before(async () => {
    const start = (address: string, uuid?: string): Promise<SimulatedPlug> =>
      startPlug({ model: 'mss310-2.1.17', address, port: 80, key: KEY, ...(uuid !== undefined && { uuid }) });
    plugs = await Promise.all([start('127.77.3.4', MOVED.uuid), start(LAMP.host), start(HEATER.host)]);
    const devices = [MOVED, { ...HEATER, key: 'the key of another plug' }, LAMP, { ...LAMP, name: 'Lamp again' }];
    [browser, ui] = await Promise.all([
      launchBrowser(),
      HomebridgeUi.start({ platforms: [platformConfig(devices, { key: KEY })], env: { MEROSS_SUBNETS: SUBNET } }),
    ]);
    dialogue = await openSettings(browser, ui.url);
  });
  after(async () => {
    await browser.close();
    await ui.close();
    await Promise.all(plugs.map(plug => plug.close()));
  });

  const rowOf = (name: string): Locator =>
    dialogue.frame.getByRole('listitem').filter({ has: dialogue.frame.getByRole('heading', { name, exact: true }) });
  const savedDevices = async (): Promise<unknown> => {
    await dialogue.frame.getByRole('button', { name: 'Save', exact: true }).click();
    await dialogue.frame.getByText('Saved. Restart Homebridge').waitFor();
    return (await ui.savedBlock())?.['devices'];
  };

  test('a wrong key: the plug says so, and takes the right key', async () => {
    const row = rowOf('Heater');
    await row.getByText('does not accept this key').first().waitFor();
    await row.getByRole('button', { name: 'Test Heater' }).click();
    await row.getByLabel('Key of Heater', { exact: true }).fill(KEY);
    await row.getByRole('button', { name: 'Try this key for Heater' }).click();
    await row.getByRole('switch').waitFor();
    assert.deepEqual(await savedDevices(), [MOVED, HEATER, LAMP, { ...LAMP, name: 'Lamp again' }]);
  });

  test('a plug with a new address: it is found by its uuid, and its entry gets the address', async () => {
    const row = rowOf('Moved');
    await row.getByRole('button', { name: 'Test Moved' }).click();
    await row.getByRole('button', { name: 'Use the new address 127.77.3.4' }).click();
    const moved = { ...MOVED, host: '127.77.3.4' };
    assert.deepEqual(await savedDevices(), [moved, HEATER, LAMP, { ...LAMP, name: 'Lamp again' }]);
  });

  test('two entries of the same plug: one of them is removed', async () => {
    const row = rowOf('Lamp again');
    await row.getByRole('button', { name: 'Test Lamp again' }).click();
    await row.getByRole('button', { name: 'Remove this duplicate' }).click();
    assert.deepEqual(await savedDevices(), [{ ...MOVED, host: '127.77.3.4' }, HEATER, LAMP]);
    assert.deepEqual(dialogue.errors, []);
  });
});

/** Its address is on port 80, because that is where the page searches. */
function hostsOf(block: Readonly<Record<string, unknown>>): readonly unknown[] {
  const { devices } = block;
  assert.ok(Array.isArray(devices));
  return devices
    .map((device: unknown) =>
      typeof device === 'object' && device !== null && 'host' in device ? device.host : undefined,
    )
    .toSorted();
}

async function plugAt(t: TestContext, address: string, setup: PlugSetup): Promise<SimulatedPlug> {
  const plug = await startPlug({ ...setup, address, port: 80, key: KEY });
  t.after(() => plug.close());
  return plug;
}
