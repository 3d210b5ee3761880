import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Scenario } from './browser/scenario.ts';
import { noBrowser, startBrowser, type OpenPage, type PageBrowser } from './harness.ts';
import { HOME, KEY, OTHER_KEY, uuidOf } from './homes.ts';

describe('the first visit to the settings', { skip: noBrowser }, () => {
  let browser: PageBrowser;
  before(async () => (browser = await startBrowser()));
  after(() => browser.close());

  const visit = async (scenario: Partial<Scenario>, use: (opened: OpenPage) => Promise<void>): Promise<void> => {
    const opened = await browser.open({ config: [], plugs: HOME, ...scenario });
    await use(opened);
    assert.deepEqual(opened.errors, []);
  };
  const find = async ({ page }: OpenPage, key = KEY): Promise<void> => {
    await page.getByRole('textbox', { name: 'Key of your plugs' }).fill(key);
    await page.getByRole('button', { name: 'Find plugs' }).click();
    await page.getByText('The search is done').waitFor();
  };
  const save = async ({ page }: OpenPage): Promise<void> => {
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Restart Homebridge').waitFor();
  };

  it('goes from nothing to a saved config in three actions: the key, Find plugs, Save', () =>
    visit({}, async opened => {
      await find(opened);
      await save(opened);
      assert.deepEqual((await opened.recorded()).saved, [
        [
          {
            platform: 'MerossLocal',
            name: 'Meross Local',
            key: KEY,
            devices: [
              { host: '192.168.1.20', uuid: uuidOf(20), name: 'Lamp' },
              { host: '192.168.1.21', uuid: uuidOf(21) },
            ],
          },
        ],
      ]);
    }));

  it('leads to where the key comes from, and after saving to a child bridge', () =>
    visit({}, async opened => {
      const link = opened.page.getByRole('link', { name: 'Where the key comes from' });
      assert.match((await link.getAttribute('href')) ?? '', /^https:\/\/.+\/docs\/meross-app\.md$/);
      assert.equal(await link.getAttribute('target'), '_blank');
      await find(opened);
      await save(opened);
      await opened.page.getByText('Homebridge then offers a child bridge').waitFor();
    }));

  it('needs no mouse', () =>
    visit({}, async opened => {
      const { page } = opened;
      const focusOn = async (name: RegExp): Promise<void> => {
        for (let tabs = 0; tabs < 60; tabs += 1) {
          await page.keyboard.press('Tab');
          const focused = await page.evaluate<string>(
            'const e = document.activeElement; (e.labels?.[0] ?? e).textContent.trim()',
          );
          if (name.test(focused)) return;
        }
        assert.fail(`the Tab key never reaches ${String(name)}`);
      };
      await focusOn(/^Key of your plugs$/);
      await page.keyboard.type(KEY);
      await focusOn(/^Find plugs$/);
      await page.keyboard.press('Enter');
      await page.getByText('The search is done').waitFor();
      await focusOn(/^Switch Lamp$/);
      await page.keyboard.press('Space');
      await page.getByRole('switch', { name: 'Switch Lamp', checked: false }).waitFor();
      await focusOn(/^Save$/);
      await page.keyboard.press('Enter');
      await page.getByText('Restart Homebridge').waitFor();
      assert.equal((await opened.recorded()).saved.length, 1);
    }));

  it('refuses an empty key in words, and puts the cursor into the field', () =>
    visit({}, async ({ page, recorded }) => {
      await page.getByRole('button', { name: 'Find plugs' }).click();
      await page.getByText('Enter the key that your plugs were given').waitFor();
      assert.equal(await page.evaluate('document.activeElement.type'), 'password');
      assert.ok(!(await recorded()).requests.some(({ path }) => path === '/find/start'));
    }));

  it('shows the key only when asked to', () =>
    visit({}, async ({ page }) => {
      const field = page.getByRole('textbox', { name: 'Key of your plugs' });
      await field.fill(KEY);
      await page.getByRole('button', { name: 'Show: Key' }).click();
      assert.equal(await field.getAttribute('type'), 'text');
    }));

  it('ends a search when Stop is pressed, and keeps what was found', () =>
    visit({ stepMs: 1000 }, async opened => {
      const { page } = opened;
      await page.getByRole('textbox', { name: 'Key of your plugs' }).fill(KEY);
      await page.getByRole('button', { name: 'Find plugs' }).click();
      await page.getByRole('heading', { name: 'Lamp' }).waitFor();
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByText('The search was stopped').waitFor();
      await save(opened);
      assert.ok((await opened.recorded()).requests.some(({ path }) => path === '/find/stop'));
    }));

  it('names the plug and the outlets of a strip', () =>
    visit({}, async opened => {
      const { page } = opened;
      await find(opened);
      const strip = page.getByRole('article', { name: 'mss425e' });
      await strip.getByLabel('Name of outlet 2').fill('Radio corner');
      await strip.getByLabel('Name in the Home app').fill('Strip');
      await page.getByRole('article', { name: 'Strip' }).waitFor();
      await save(opened);
      const { blocks } = await opened.recorded();
      assert.deepEqual(Array.from<unknown>(blocks[0]?.['devices'] as unknown[])[1], {
        ...{ host: '192.168.1.21', uuid: uuidOf(21), outlets: [{ channel: 2, name: 'Radio corner' }], name: 'Strip' },
      });
    }));

  it('asks for the key of a plug that has another, and says when that one is wrong too', () =>
    visit({}, async opened => {
      const { page } = opened;
      await find(opened);
      const fridge = page.getByRole('article', { name: 'Fridge' });
      await fridge.getByText('Another key', { exact: true }).waitFor();
      const field = fridge.getByRole('textbox', { name: 'Key of Fridge' });
      await field.fill('wrong');
      await fridge.getByRole('button', { name: 'Try this key' }).click();
      await fridge.getByText('does not accept the key').waitFor();
      await field.fill(OTHER_KEY);
      await fridge.getByRole('button', { name: 'Try this key' }).click();
      await page.getByRole('checkbox', { name: 'Add Fridge' }).waitFor();
      await save(opened);
      const { blocks } = await opened.recorded();
      const fresh = { host: '192.168.1.22', uuid: uuidOf(22), name: 'Fridge', key: OTHER_KEY };
      assert.deepEqual(Array.from<unknown>(blocks[0]?.['devices'] as unknown[])[2], fresh);
    }));

  it('leaves out a plug whose box is not ticked, and remembers its name for later', () =>
    visit({}, async opened => {
      const { page } = opened;
      await find(opened);
      const box = page.getByRole('checkbox', { name: 'Add Lamp' });
      await box.click();
      await page.getByRole('checkbox', { name: 'Add Lamp', checked: false }).waitFor();
      const without = (await opened.recorded()).blocks[0]?.['devices'];
      assert.deepEqual(without, [{ host: '192.168.1.21', uuid: uuidOf(21) }]);
      await box.click();
      await page.getByRole('checkbox', { name: 'Add Lamp', checked: true }).waitFor();
      const again = (await opened.recorded()).blocks[0]?.['devices'];
      assert.deepEqual(again, [
        { host: '192.168.1.21', uuid: uuidOf(21) },
        { host: '192.168.1.20', uuid: uuidOf(20), name: 'Lamp' },
      ]);
    }));

  it('does not add a Meross device that has no outlet', () =>
    visit(
      { plugs: [{ host: '192.168.1.30', uuid: uuidOf(30), key: KEY, name: 'Hub', isPlug: false }] },
      async opened => {
        await find(opened);
        await opened.page.getByText('without an outlet').waitFor();
        assert.deepEqual((await opened.recorded()).blocks[0]?.['devices'], []);
      },
    ));

  it('says why a plug has no energy options', () =>
    visit({}, async opened => {
      const { page } = opened;
      await find(opened);
      const strip = page.getByRole('article', { name: 'mss425e' });
      await strip.getByText('Options').click();
      await strip.getByText('Not for this plug: it has no meter').first().waitFor();
      assert.ok(await strip.getByLabel('Show power and energy').isDisabled());
      await strip.getByLabel('Switch for the status light').click();
      await page.getByRole('checkbox', { name: 'Switch for the status light', checked: true }).waitFor();
      const { blocks } = await opened.recorded();
      assert.deepEqual(Array.from<unknown>(blocks[0]?.['devices'] as unknown[])[1], {
        ...{ host: '192.168.1.21', uuid: uuidOf(21), led: true },
      });
    }));

  it('says what to do when the search cannot start', () =>
    visit({ broken: ['/find/start'] }, async ({ page }) => {
      await page.getByRole('textbox', { name: 'Key of your plugs' }).fill(KEY);
      await page.getByRole('button', { name: 'Find plugs' }).click();
      await page.getByRole('alert').getByText('The server is gone.').waitFor();
      assert.ok(await page.getByRole('button', { name: 'Try again' }).isVisible());
    }));

  it('sets up a plug from the box, step by step', () => {
    const bluetooth = { isAvailable: true as const, plugs: [{ id: 'x1', name: 'Meross BLE' }] };
    return visit({ pairing: { bluetooth, command: 'meross-local provision' } }, async ({ page, recorded }) => {
      await page.getByText('Set up a plug from the box').click();
      await page.getByRole('button', { name: 'Look for new plugs' }).click();
      await page.getByLabel('Name of your Wi-Fi').fill('Home');
      await page.getByRole('textbox', { name: 'Password of your Wi-Fi' }).fill('secret');
      await page.getByRole('textbox', { name: 'Key for the plug' }).fill(KEY);
      await page.getByRole('button', { name: 'Set up this plug' }).click();
      await page.getByText('is set up and in the list').waitFor();
      await page.getByText('Sending the settings').waitFor();
      const { blocks } = await recorded();
      assert.equal(blocks[0]?.['key'], KEY);
      assert.deepEqual(blocks[0]['devices'], [{ host: '192.168.1.77', uuid: 'f'.repeat(32) }]);
      assert.ok(!JSON.stringify(blocks).includes('secret'));
    });
  });

  it('gives the command for another computer where this one has no radio', () =>
    visit({}, async ({ page }) => {
      await page.getByText('Set up a plug from the box').click();
      await page.getByRole('button', { name: 'Look for new plugs' }).click();
      await page.getByText('This computer has no Bluetooth.').waitFor();
      assert.equal(await page.getByLabel('Command for another computer').inputValue(), 'meross-local provision --ap');
    }));

  it('gives the form of all options a block, without which the Homebridge UI shows none', () =>
    visit({}, async ({ page, recorded }) => {
      await page.getByRole('button', { name: 'All options (form)' }).click();
      await page.getByRole('button', { name: 'Hide the form' }).waitFor();
      const { blocks, form } = await recorded();
      assert.deepEqual([blocks, form], [[{ platform: 'MerossLocal', name: 'Meross Local' }], ['shown']]);
    }));

  it('takes over the plugs of homebridge-meross', () => {
    const entry = { host: '192.168.1.20', uuid: uuidOf(20), key: KEY, name: 'Lamp' };
    const takeOver = [
      { id: 1, host: entry.host, name: 'Lamp', hasKey: true, entry },
      { id: 2, name: 'Cloud plug', hasKey: false, problem: 'It has no address.', entry: {} },
    ];
    return visit({ takeOver }, async ({ page, recorded }) => {
      await page.getByText('Coming from homebridge-meross').click();
      await page.getByText('It has no address.').waitFor();
      await page.getByRole('button', { name: 'Take over 1 plug' }).click();
      await page.getByText('1 plug added to the list').waitFor();
      const { blocks } = await recorded();
      assert.equal(blocks[0]?.['key'], KEY);
      assert.deepEqual(blocks[0]['devices'], [{ host: '192.168.1.20', uuid: uuidOf(20), name: 'Lamp' }]);
    });
  });
});
