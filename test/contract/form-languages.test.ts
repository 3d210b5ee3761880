import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';
import { format, resolveConfig } from 'prettier';
import { FORM as GERMAN } from '../../src/texts/de/form.ts';
import { FORM as FRENCH } from '../../src/texts/fr/form.ts';
import { formTexts, translatedForm } from './form-texts.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const ENGLISH = readFileSync(join(ROOT, 'config.schema.json'), 'utf8');
const CATALOGUES = { de: GERMAN, fr: FRENCH };

for (const [language, texts] of Object.entries(CATALOGUES)) {
  suite(`The settings form in ${language}`, () => {
    test('every text of the form has a translation, and no translation is left over', () => {
      assert.deepEqual(Object.keys(texts).toSorted(), [...formTexts(JSON.parse(ENGLISH))].toSorted());
    });

    test('a translation keeps the markup, the links and the placeholders of its text', () => {
      for (const [english, translated] of Object.entries(texts))
        assert.deepEqual(marks(translated), marks(english), translated);
    });

    test('the form of this language is made from it (`npm run docs` brings it up to date)', async () => {
      const file = join(ROOT, 'i18n', `config.schema.${language}.json`);
      const right = await format(JSON.stringify(translatedForm(JSON.parse(ENGLISH), texts)), {
        ...(await resolveConfig(file)),
        filepath: file,
      });
      if (process.env['UPDATE_DOCS'] === '1') {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, right);
      } else {
        assert.equal(readFileSync(file, 'utf8'), right);
      }
    });
  });
}

/** Tags, link targets, expressions and commands, each as often as it occurs. */
function marks(text: string): readonly string[] {
  const found = text.match(/<[^>]+>|https?:\/\/[^\s)"]+|\{\{currentValue\}\}|value\.\w+|\*\*/g) ?? [];
  return found.toSorted();
}
