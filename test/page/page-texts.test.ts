// cspell:ignore gefunden Suche fertig Steckdose Steckdosen terminée trouvée trouvées recherche prise prises
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pageTexts as de } from '../../src/texts/de/page.ts';
import { pageTexts as en } from '../../src/texts/en/page.ts';
import { pageTexts as fr } from '../../src/texts/fr/page.ts';
import { pathsOf, sentencesOf } from './sentences.ts';

describe('the texts of the settings page', () => {
  for (const [language, texts] of Object.entries({ de, fr })) {
    it(`are the same in ${language} as in English: none is missing, none is left over`, () => {
      assert.ok(pathsOf(en).length > 150);
      assert.deepEqual([...pathsOf(texts)].sort(), [...pathsOf(en)].sort());
    });

    it(`are translated into ${language}, sentence by sentence`, () => {
      const english = new Set(sentencesOf(en).filter(sentence => sentence.includes(' ') && sentence.length > 12));
      assert.deepEqual(
        sentencesOf(texts).filter(sentence => english.has(sentence)),
        [],
      );
    });
  }

  it('count in the plural', () => {
    assert.deepEqual(
      [en, de, fr].map(({ find }) => [find.done(1), find.done(2)]),
      [
        ['The search is done: 1 plug found.', 'The search is done: 2 plugs found.'],
        ['Die Suche ist fertig: 1 Steckdose gefunden.', 'Die Suche ist fertig: 2 Steckdosen gefunden.'],
        ['La recherche est terminée : 1 prise trouvée.', 'La recherche est terminée : 2 prises trouvées.'],
      ],
    );
  });
});
