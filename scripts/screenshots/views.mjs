// The settings page as people see it: what is in config.json, which plugs reply, the size of the window, light or dark.
import { loadModel, SimulatedPlug } from '../../simulator/index.ts';
import { DESKTOP, openForm, openSettings } from '../../test/support/browser.ts';
import { HomebridgeUi } from '../../test/support/homebridge-ui.ts';
import { run, StepError } from '../lib/run.mjs';

const KEY = 'a key of the whole house';
const SUBNET = '192.168.1.16/29';
const PHONE = { width: 360, height: 780 };
const TALL = { width: 1280, height: 1350 };

/** The home of the pictures. The addresses are added to the loopback of the network namespace. */
const PLUGS = [
  { model: 'mss305', address: '192.168.1.20', uuid: '2401010000000000003448e1e9000020', lit: 0 },
  { model: 'mss425e-2.1.2', address: '192.168.1.21', uuid: '2401010000000000003448e1e9000021', lit: 2 },
  { model: 'mss310-2.1.17', address: '192.168.1.22', uuid: '2401010000000000003448e1e9000022', lit: 0 },
];

const BLOCK = {
  platform: 'MerossLocal',
  name: 'Meross Local',
  key: KEY,
  devices: [
    { host: '192.168.1.20', name: 'Washing machine', uuid: PLUGS[0].uuid, appliance: { runsAboveWatts: 10 } },
    { host: '192.168.1.21', name: 'TV corner', uuid: PLUGS[1].uuid },
    { host: '192.168.1.22', name: 'Fridge', uuid: PLUGS[2].uuid, locked: true },
    { host: '192.168.1.23', name: 'Garden', uuid: '2401010000000000003448e1e9000023' },
  ],
};

/** The pictures of the documentation, by file name. */
export const PICTURES = {
  'settings-first-visit': { open: openSettings, viewport: TALL, use: findPlugs },
  'settings-plugs': { block: BLOCK, open: openSettings, viewport: DESKTOP, use: waitForPlugs },
  'settings-energy': { block: BLOCK, open: openSettings, viewport: TALL, use: openEnergy },
  'settings-test': { block: BLOCK, open: openSettings, viewport: PHONE, colorScheme: 'dark', use: testGarden },
  'settings-form': { block: BLOCK, open: openForm, viewport: DESKTOP, use: scrollToForm },
};

/** More views, to look at after a change: each page, wide and narrow, light and dark, in three languages. */
export const ALL_VIEWS = {
  ...PICTURES,
  ...Object.fromEntries(
    [undefined, BLOCK].flatMap(block =>
      [TALL, PHONE].flatMap(viewport =>
        ['light', 'dark'].map(colorScheme => [
          `${block ? 'plugs' : 'empty'}-${viewport.width}-${colorScheme}`,
          { block, open: openSettings, viewport, colorScheme, use: block ? waitForPlugs : findPlugs },
        ]),
      ),
    ),
  ),
  ...Object.fromEntries(
    ['de', 'fr'].map(language => [
      `empty-${language}`,
      {
        open: openSettings,
        viewport: TALL,
        language,
        use: ({ frame }) => frame.getByRole('textbox').first().waitFor(),
      },
    ]),
  ),
};

/** Takes the pictures of these views; `path(name)` is the file of each. */
export async function takePictures(browser, views, path) {
  for (const { address } of PLUGS) {
    const { code } = await run('ip', ['addr', 'add', `${address}/32`, 'dev', 'lo'], { quiet: true });
    if (code !== 0) throw new StepError('The pictures need a network namespace of their own (Linux, as root).');
  }
  const plugs = await Promise.all(PLUGS.map(startPlug));
  try {
    const byConfig = Map.groupBy(Object.entries(views), ([, { block, language }]) => `${language} ${block?.name}`);
    for (const entries of byConfig.values()) await takeEach(browser, entries, path);
  } finally {
    await Promise.all(plugs.map(plug => plug.close()));
  }
}

async function startPlug({ model, lit, ...options }) {
  const plug = new SimulatedPlug({ model: await loadModel(model), key: KEY, port: 80, ...options });
  await plug.start();
  plug.turn(lit, true);
  return plug;
}

async function takeEach(browser, entries, path) {
  const [[, { block, language = 'en' }]] = entries;
  const ui = await HomebridgeUi.start({
    platforms: block === undefined ? [] : [block],
    language,
    env: { MEROSS_SUBNETS: SUBNET },
  });
  try {
    for (const [name, { open, use, viewport, colorScheme = 'light' }] of entries) {
      const dialogue = await open(browser, ui.url, { viewport, colorScheme });
      await use(dialogue);
      // The dialogue and its parts fade in.
      await dialogue.page.waitForTimeout(700);
      await dialogue.page.screenshot({ path: path(name) });
      await dialogue.page.context().close();
    }
  } finally {
    await ui.close();
  }
}

async function findPlugs({ frame }) {
  await frame.getByLabel('Key of your plugs', { exact: true }).fill(KEY);
  await frame.getByRole('button', { name: 'Find plugs', exact: true }).click();
  await frame.getByText('The search is done: 3 plugs found.').first().waitFor();
  await frame.getByText('2.1.17').first().waitFor();
}

async function waitForPlugs({ frame }) {
  await frame.getByRole('switch').nth(5).waitFor();
  await frame
    .getByText(/cannot be reached/)
    .first()
    .waitFor();
}

async function openEnergy({ frame, page }) {
  await waitForPlugs({ frame });
  const row = frame.getByRole('listitem').filter({ hasText: 'Washing machine' }).first();
  await row.getByText('Details and options').click();
  await row.getByText('Energy', { exact: true }).click();
  await row.locator('canvas').waitFor();
  await scrollTo(page, 0);
}

async function testGarden({ frame }) {
  await waitForPlugs({ frame });
  await frame.getByRole('button', { name: 'Test Garden' }).click();
  await frame.getByText('What was tested').waitFor();
  await frame.getByText('What was tested').scrollIntoViewIfNeeded();
}

async function scrollToForm({ page }) {
  await page.locator('json-schema-form').scrollIntoViewIfNeeded();
}

const scrollTo = (page, top) =>
  page
    .locator('.modal')
    .first()
    .evaluate((modal, to) => modal.scrollTo(0, to), top);
