import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { pageTexts as de } from '../../src/texts/de/page.ts';
import { pageTexts as en } from '../../src/texts/en/page.ts';
import { pageTexts as fr } from '../../src/texts/fr/page.ts';
import type { Scenario } from './browser/scenario.ts';
import { accessibilityProblems, noBrowser, startBrowser, type PageBrowser } from './harness.ts';
import { HOME, KEY, SAVED, uuidOf } from './homes.ts';
import { sentencesOf } from './sentences.ts';

/** Everything that a plug, an entry or a reply may be called. */
const HOSTILE = `<img src=x onerror="window.isHit=1">${'<b>x</b>'.repeat(200)}`;

describe('the looks of the settings page', { skip: noBrowser }, () => {
  let browser: PageBrowser;
  before(async () => (browser = await startBrowser()));
  after(() => browser.close());

  /** Opens every part of the page that opens. */
  const openAll = async (page: Page): Promise<void> => {
    for (let round = 0; round < 4; round += 1) {
      await page.evaluate(`document.querySelectorAll('details:not([open]) > summary').forEach(each => each.click())`);
      await page.waitForTimeout(60);
    }
    for (const button of await page.locator('.ml-row-actions > button').all()) await button.click();
    await page.waitForTimeout(100);
  };
  const later: Scenario = {
    config: [SAVED],
    plugs: HOME,
    tests: { '192.168.1.20': { fixes: [{ kind: 'ask key' }, { kind: 'set clock' }] } },
  };

  for (const mode of ['light', 'dark'] as const) {
    it(`has no serious accessibility problem in ${mode} mode, on a phone, without a horizontal scroll`, async () => {
      for (const scenario of [
        { ...later, mode },
        { config: [], plugs: HOME, mode },
      ]) {
        const { page, errors } = await browser.open(scenario, { width: 360, height: 700 });
        if (scenario.config.length === 0) {
          await page.locator('input[type=password]').fill(KEY);
          await page.locator('.btn-primary').click();
          await page.getByText(en.find.done(3)).waitFor();
        }
        await openAll(page);
        assert.deepEqual(await accessibilityProblems(page), []);
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
        assert.deepEqual(errors, []);
      }
    });
  }

  it('runs nothing that hides in names and replies, and keeps them short', async () => {
    const plug = { host: '192.168.1.20', uuid: uuidOf(20), key: KEY, name: HOSTILE, model: HOSTILE, outlets: 2 };
    const scenario: Scenario = {
      config: [{ ...SAVED, devices: [{ host: '192.168.1.20', uuid: uuidOf(20), name: HOSTILE }] }],
      plugs: [
        { ...plug, outletNames: [HOSTILE, HOSTILE] },
        { ...plug, host: '192.168.1.44', uuid: uuidOf(44) },
      ],
      tests: { '192.168.1.20': { verdict: HOSTILE, todo: HOSTILE, fixes: [{ kind: 'use address', host: HOSTILE }] } },
    };
    const { page, errors } = await browser.open(scenario, { width: 360 });
    await page.getByRole('button', { name: 'Find more plugs' }).click();
    await page.getByText('The search is done').waitFor();
    await openAll(page);
    assert.equal(await page.locator('.ml-page img, .ml-page b').count(), 0);
    assert.equal(await page.evaluate('window.isHit'), undefined);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
    const headings = await page.locator('h3').allTextContents();
    assert.ok(headings.every(heading => heading.length <= 64));
    assert.deepEqual(errors, []);
  });

  for (const [language, texts] of Object.entries({ de, fr })) {
    it(`shows no English sentence in ${language}`, async () => {
      const { page } = await browser.open({ ...later, language });
      await openAll(page);
      const shown =
        await page.evaluate<string>(`[document.body.innerText, ...[...document.querySelectorAll('[aria-label]')]
        .map(each => each.getAttribute('aria-label'))].join('\\n')`);
      const same = new Set(sentencesOf(texts));
      const english = sentencesOf(en).filter(sentence => sentence.length > 8 && !same.has(sentence));
      assert.ok(english.length > 60);
      assert.deepEqual(
        english.filter(sentence => shown.includes(sentence)),
        [],
      );
      assert.ok(shown.includes(texts.find.titleMore) && shown.includes(texts.push.intro));
      assert.equal(await page.evaluate('document.documentElement.lang'), language);
    });
  }
});
