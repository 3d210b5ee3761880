// The settings screen as people see it: what is in config.json, the size of the window, light or dark.
import { DESKTOP, PHONE, openForm } from '../../test/support/browser.ts';
import { HomebridgeUi } from '../../test/support/homebridge-ui.ts';

const TWO_PLUGS = {
  platform: 'MerossLocal',
  name: 'Meross Local',
  key: '0123456789abcdef0123456789abcdef',
  devices: [
    { host: '192.168.1.20', name: 'TV corner' },
    { host: '192.168.1.21', name: 'Washing machine', appliance: { runsAboveWatts: 10 } },
  ],
};

/** The pictures of the documentation, by file name. */
export const PICTURES = {
  'settings-desktop': { block: TWO_PLUGS, viewport: DESKTOP, colorScheme: 'light', before: openSecondPlug },
  'settings-phone': { block: TWO_PLUGS, viewport: PHONE, colorScheme: 'dark' },
  'settings-refused': { viewport: PHONE, colorScheme: 'light', before: refuseAddress },
};

/** Every combination, to look at after a change of the form. */
export const ALL_VIEWS = Object.fromEntries(
  [undefined, TWO_PLUGS].flatMap(block =>
    [DESKTOP, PHONE].flatMap(viewport =>
      ['light', 'dark'].map(colorScheme => [
        `${block ? 'two-plugs' : 'empty'}-${viewport.width}-${colorScheme}`,
        { block, viewport, colorScheme },
      ]),
    ),
  ),
);

/** Takes the pictures of these views; `path(name)` is the file of each. */
export async function takePictures(browser, views, path) {
  const byBlock = Map.groupBy(Object.entries(views), ([, { block }]) => block);
  for (const [block, entries] of byBlock) {
    const ui = await HomebridgeUi.start({ platforms: block === undefined ? [] : [block] });
    try {
      for (const [name, { before, ...options }] of entries) {
        const { page } = await openForm(browser, ui.url, options);
        await before?.(page);
        // The dialogue fades in.
        await page.waitForTimeout(500);
        await page.screenshot({ path: path(name) });
        await page.context().close();
      }
    } finally {
      await ui.close();
    }
  }
}

export const legend = (page, text) => page.locator('.legend', { hasText: text }).first();

async function openSecondPlug(page) {
  await legend(page, 'Washing machine').click();
}

async function refuseAddress(page) {
  await legend(page, 'New plug').click();
  await page.locator('input[name=host]').fill('8.8.8.8');
  await page
    .locator('.modal')
    .first()
    .evaluate(modal => modal.scrollTo(0, 330));
}
