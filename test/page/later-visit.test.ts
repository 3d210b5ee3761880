import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Scenario, ScenarioPlug } from './browser/scenario.ts';
import { noBrowser, startBrowser, type Look, type OpenPage, type PageBrowser } from './harness.ts';
import { until } from '../support/until.ts';
import { HOME, KEY, OTHER_KEY, SAVED, uuidOf } from './homes.ts';

describe('a later visit to the settings', { skip: noBrowser }, () => {
  let browser: PageBrowser;
  before(async () => (browser = await startBrowser()));
  after(() => browser.close());

  const visit = async (
    scenario: Partial<Scenario>,
    use: (opened: OpenPage) => Promise<void>,
    look?: Look,
  ): Promise<void> => {
    const opened = await browser.open({ config: [SAVED], plugs: HOME, ...scenario }, look);
    await use(opened);
    assert.deepEqual(opened.errors, []);
  };
  const devicesIn = async ({ recorded }: OpenPage): Promise<unknown> => (await recorded()).blocks[0]?.['devices'];

  it('lists the plugs of the config with their watts, and switches one', () =>
    visit({}, async ({ page, recorded }) => {
      await page.getByText('8.4 W').waitFor();
      await page.getByRole('switch', { name: 'Switch Lamp', checked: true }).click();
      await page.getByRole('switch', { name: 'Switch Lamp', checked: false }).waitFor();
      const sent = (await recorded()).requests.find(({ path }) => path === '/switch');
      assert.deepEqual(sent?.body, {
        ...{ host: '192.168.1.20', key: KEY, uuid: uuidOf(20), channel: 0, on: false, language: 'en' },
      });
    }));

  it('keeps what it does not know, and the order of the plugs, when it changes a name', () =>
    visit({}, async ({ page, recorded }) => {
      await page.getByText('Details and options').first().click();
      await page.getByLabel('Name in the Home app').fill('Lamp at the window');
      await page.getByText('not saved yet').waitFor();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Restart Homebridge').waitFor();
      const [lamp, ...others] = SAVED.devices;
      const devices = [{ ...lamp, name: 'Lamp at the window' }, ...others];
      assert.deepEqual((await recorded()).saved, [[{ ...SAVED, devices }]]);
    }));

  it('shows why a plug does not answer, in a line', () =>
    visit({ plugs: HOME.map(plug => ({ ...plug, isUnreachable: plug.name === 'Lamp' })) }, async ({ page }) => {
      await page.getByText('Nothing replies at 192.168.1.20.').waitFor();
      await page.getByRole('switch', { name: 'TV' }).waitFor();
    }));

  it('offers the new address of a plug, and takes it', () =>
    visit({ tests: { '192.168.1.20': { fixes: [{ kind: 'use address', host: '192.168.1.99' }] } } }, async opened => {
      const { page } = opened;
      await page.getByRole('button', { name: 'Test Lamp' }).click();
      await page.getByText('Something is wrong').waitFor();
      await page.getByRole('button', { name: 'Use the new address 192.168.1.99' }).click();
      await page.getByText('not saved yet').waitFor();
      const [lamp, strip] = SAVED.devices;
      assert.deepEqual(await devicesIn(opened), [{ ...lamp, host: '192.168.1.99' }, strip]);
    }));

  it('removes a duplicate', () =>
    visit({ tests: { '192.168.1.21': { fixes: [{ kind: 'remove duplicate', sameAs: 0 }] } } }, async opened => {
      await opened.page.getByRole('button', { name: 'Test Strip' }).click();
      await opened.page.getByRole('button', { name: 'Remove this duplicate' }).click();
      await opened.page.getByText('not saved yet').waitFor();
      assert.deepEqual(await devicesIn(opened), SAVED.devices.slice(0, 1));
    }));

  it('asks for the key of a plug, tries it, and writes it to that plug only', () => {
    const plugs = HOME.map(plug => (plug.name === 'Lamp' ? { ...plug, key: OTHER_KEY } : plug));
    const tests = { '192.168.1.20': { fixes: [{ kind: 'ask key' as const }] } };
    return visit({ plugs, tests }, async opened => {
      const { page } = opened;
      await page.getByText('does not accept the key').waitFor();
      await page.getByRole('button', { name: 'Test Lamp' }).click();
      await page.getByRole('textbox', { name: 'Key of Lamp' }).fill(OTHER_KEY);
      await page.getByRole('button', { name: 'Try this key' }).click();
      await page.getByText('not saved yet').waitFor();
      const [lamp, strip] = SAVED.devices;
      assert.deepEqual(await devicesIn(opened), [{ ...lamp, key: OTHER_KEY }, strip]);
    });
  });

  it('sets a clock, and tests the plug again', () =>
    visit({ tests: { '192.168.1.20': { fixes: [{ kind: 'set clock' }] } } }, async ({ page }) => {
      await page.getByRole('button', { name: 'Test Lamp' }).click();
      await page.getByRole('button', { name: 'Set the clock' }).click();
      await page.getByText('All is well.').waitFor();
    }));

  it('lists 100 plugs and switches the first within two seconds', () => {
    const plugs: readonly ScenarioPlug[] = Array.from({ length: 100 }, (_, at) => ({
      ...{ host: `192.168.2.${at + 1}`, uuid: uuidOf(at + 1), key: KEY, watts: at },
    }));
    const devices = plugs.map(({ host, uuid }, at) => ({ host, uuid, name: `Plug ${at + 1}` }));
    // In the browser, because a busy computer delays what the test asks of it.
    const script = `const startedAt = performance.now();
      const at = setInterval(() => {
        const first = document.querySelector('[role=switch]:enabled');
        if (document.querySelectorAll('h3').length < 100 || first === null) return;
        if (first.checked) {
          window.usableMs = performance.now() - startedAt;
          clearInterval(at);
        } else if (!window.isClicked) {
          window.isClicked = true;
          first.click();
        }
      }, 20);`;
    return visit(
      { config: [{ ...SAVED, devices }], plugs, replyMs: 100 },
      async ({ page, recorded }) => {
        const usableMs = () => page.evaluate<number | undefined>('window.usableMs');
        await until(async () => (await usableMs()) !== undefined, 15_000, 'the first switch');
        const tookMs = (await usableMs()) ?? Infinity;
        assert.ok(tookMs < 2000, `${Math.round(tookMs)} ms`);
        await page.getByText('99 W').waitFor();
        const { requests } = await recorded();
        assert.equal(requests.filter(({ path }) => path === '/state').length, 100);
        assert.equal(requests.filter(({ path }) => path === '/switch').length, 1);
      },
      { script },
    );
  });

  it('finds more plugs, marks those of the config, and adds none without being asked to', () => {
    const more = { host: '192.168.1.23', uuid: uuidOf(23), key: KEY, name: 'Radio' };
    return visit({ plugs: [...HOME, more] }, async opened => {
      const { page } = opened;
      await page.getByRole('button', { name: 'Find more plugs' }).click();
      await page.getByText('In the config already: Lamp, 192.168.1.21.').waitFor();
      const box = page.getByRole('checkbox', { name: 'Add Radio', checked: false });
      await box.waitFor();
      assert.deepEqual(await devicesIn(opened), SAVED.devices);
      await box.click();
      await page.getByText('not saved yet').waitFor();
      const added = { host: '192.168.1.23', uuid: uuidOf(23), name: 'Radio' };
      assert.deepEqual(await devicesIn(opened), [...SAVED.devices, added]);
    });
  });

  it('shows the energy of the last days, and the hours of a day that is chosen with Enter', () =>
    visit({}, async ({ page, recorded }) => {
      await page.getByText('Details and options').first().click();
      const title = page.getByText('Energy', { exact: true });
      await title.waitFor();
      assert.ok(!(await recorded()).requests.some(({ path }) => path === '/energy'));
      await title.click();
      await page.locator('canvas').waitFor();
      await page.getByText('The numbers').click();
      await page.getByRole('row', { name: /15 Nov.*0\.5 kWh/ }).waitFor();
      await page.getByRole('button', { name: '28 Nov' }).press('Enter');
      await page.getByRole('heading', { name: 'Hours of 28 Nov' }).waitFor();
      assert.equal(await page.locator('canvas').count(), 2);
      await page.getByText('Per month', { exact: true }).click();
      await page.getByText('12.34 kWh (2 days not counted)').waitFor();
    }));

  it('shows the hours of the bar that is tapped', () =>
    visit({}, async ({ page }) => {
      await page.getByText('Details and options').first().click();
      await page.getByText('Energy', { exact: true }).click();
      const plot = page.locator('.u-over');
      await plot.waitFor();
      const { width = 0, height = 0 } = (await plot.boundingBox()) ?? {};
      await plot.click({ position: { x: width - width / 28, y: height - 10 } });
      await page.getByRole('heading', { name: 'Hours of 28 Nov' }).waitFor();
    }));

  it('switches push on, and re-keys a plug after its dry run', () => {
    const rekey = { changes: ['broker: meross → 192.168.1.10:8883'], warnings: [], command: 'meross-local rekey' };
    return visit({ rekey }, async ({ page, recorded }) => {
      await page.getByText('Push: changes without a delay').click();
      await page.getByRole('switch', { name: 'Use push' }).click();
      await page.getByText('Give a plug the address').click();
      await page.getByRole('textbox', { name: 'New key (optional)' }).fill(OTHER_KEY);
      await page.getByRole('button', { name: 'Show what would change' }).click();
      await page.getByText('broker: meross').waitFor();
      assert.ok(!(await recorded()).requests.some(({ path }) => path === '/rekey/run'));
      await page.getByRole('button', { name: 'Change Lamp now' }).click();
      await page.getByText('the config was saved with it').waitFor();
      const { blocks, saved, requests } = await recorded();
      assert.deepEqual(blocks[0]?.['broker'], { enabled: true });
      assert.deepEqual(requests.find(({ path }) => path === '/rekey/run')?.body, {
        ...{ host: '192.168.1.20', key: KEY, uuid: uuidOf(20), newKey: OTHER_KEY },
        ...{ broker: '192.168.1.10:8883', language: 'en' },
      });
      assert.equal(saved.length, 1);
      const [lamp, strip] = SAVED.devices;
      assert.deepEqual(blocks[0]['devices'], [{ ...lamp, key: OTHER_KEY }, strip]);
    });
  });

  it('publishes by Matter, and goes back without a trace in the config', () =>
    visit({}, async ({ page, recorded }) => {
      await page.getByText('HomeKit or Matter').click();
      await page.getByLabel('Matter device').click();
      await page.getByText('not saved yet').waitFor();
      assert.equal((await recorded()).blocks[0]?.['publish'], 'matter');
      await page.getByLabel('HomeKit accessory').click();
      await page.getByText('not saved yet').waitFor({ state: 'hidden' });
      assert.deepEqual((await recorded()).blocks, [SAVED]);
    }));

  it('downloads the report, and shows it to copy', () =>
    visit({}, async ({ page }) => {
      await page.getByText('Report a problem').click();
      const downloading = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Make a report' }).click();
      assert.equal((await downloading).suggestedFilename(), 'meross-report.json');
      assert.equal(await page.getByLabel('The report').inputValue(), '{ "report": 1 }');
    }));

  it('shows the form of all options, and hides it again', () =>
    visit({}, async ({ page, recorded }) => {
      await page.getByRole('button', { name: 'All options (form)' }).click();
      await page.getByRole('button', { name: 'Hide the form' }).click();
      assert.deepEqual((await recorded()).form, ['shown', 'hidden']);
    }));

  it('saves no public address, which the form only shows in red, until it is corrected', () =>
    visit({}, async ({ page, recorded }) => {
      const edit = async (host: string): Promise<void> => {
        const blocks = JSON.stringify([{ ...SAVED, devices: [{ host }] }]);
        await page.evaluate(`window.recorded.blocks = ${blocks};
          window.homebridge.dispatchEvent(new MessageEvent('configChanged', { data: ${blocks} }))`);
      };
      await edit('8.8.8.8');
      await page.getByText('8.8.8.8 is not an address in your network').waitFor();
      // The page reports it to the Homebridge UI after it has drawn itself.
      await until(async () => (await recorded()).isSaveOff, 5000, 'the button of the UI is off');
      assert.equal(await page.getByRole('button', { name: 'Save' }).getAttribute('aria-disabled'), 'true');
      await edit('192.168.1.20');
      await until(async () => !(await recorded()).isSaveOff, 5000, 'the button of the UI is on');
      await page.getByText('not saved yet').waitFor();
    }));

  it('follows the form, and changes what the form has then', () =>
    visit({}, async opened => {
      const { page } = opened;
      const [lamp] = SAVED.devices;
      const edited = JSON.stringify([{ ...SAVED, pollSeconds: 9, devices: [{ ...lamp, name: 'From the form' }] }]);
      await page.evaluate(`window.recorded.blocks = ${edited};
        window.homebridge.dispatchEvent(new MessageEvent('configChanged', { data: ${edited} }))`);
      await page.getByRole('heading', { name: 'From the form' }).waitFor();
      await page.getByText('Details and options').click();
      await page.getByText('Options', { exact: true }).click();
      await page.getByLabel('Locked').click();
      await page.getByRole('checkbox', { name: 'Locked', checked: true }).waitFor();
      assert.equal((await opened.recorded()).blocks[0]?.['pollSeconds'], 9);
      assert.deepEqual(await devicesIn(opened), [{ ...lamp, name: 'From the form', locked: true }]);
    }));
});
