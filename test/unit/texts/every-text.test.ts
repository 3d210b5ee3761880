import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pageTexts as pageInGerman } from '../../../src/texts/de/page.ts';
import { doctorTexts } from '../../../src/texts/doctor-texts.ts';
import { pageTexts as pageInEnglish } from '../../../src/texts/en/page.ts';
import { pageTexts as pageInFrench } from '../../../src/texts/fr/page.ts';
import type { Language } from '../../../src/texts/language.ts';
import { logTexts } from '../../../src/texts/log-language.ts';
import { serverTexts } from '../../../src/texts/server-texts.ts';
import { argumentsIn, ONES, sampleArgument } from './sample-arguments.ts';

const PAGES = { en: pageInEnglish, de: pageInGerman, fr: pageInFrench };

/** Every catalogue of a language, without the causes, which are given errors. */
function catalogues(language: Language) {
  const { cause: _, ...log } = logTexts(language);
  return { log, doctor: doctorTexts(language), server: serverTexts(language), page: PAGES[language] };
}

/** Texts that put what English says in another order. */
const OTHER_ENDS = { de: ['log.config.didYouMeanThere'], fr: [] };

type Texts = ReadonlyMap<string, string>;

/** Every text by its place, such as `page.find.title`; functions are called. */
function textsIn(value: unknown, args: readonly unknown[], place = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[place, value]];
  if (typeof value === 'function') return textsIn(Reflect.apply(value, undefined, args), args, place);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, args, place === '' ? key : `${place}.${key}`));
}

const SAMPLES = [0, 1, 2, 3].map(at => sampleArgument(String(at)));
const several = (language: Language): Texts => new Map(textsIn(catalogues(language), SAMPLES));
const ENGLISH = several('en');

for (const language of ['de', 'fr'] as const) {
  describe(`every text in ${language}`, () => {
    const texts = several(language);
    const compared = [...texts].map(([place, text]) => ({ place, text, english: ENGLISH.get(place) ?? '' }));

    test('exists where English has one', () => {
      assert.ok(ENGLISH.size > 600, String(ENGLISH.size));
      assert.deepEqual([...texts.keys()].toSorted(), [...ENGLISH.keys()].toSorted());
    });

    test('repeats the same arguments as in English: names, addresses, numbers', () => {
      for (const { place, text, english } of compared)
        assert.deepEqual(argumentsIn(text), argumentsIn(english), `${place}: ${text}`);
    });

    test('ends as in English: with a full stop, a question mark, a colon, or none', () => {
      const endOf = (text: string): string => /[.?!:…]$/.exec(text.trim())?.[0] ?? '';
      const different = compared.filter(({ text, english }) => endOf(text) !== endOf(english));
      assert.deepEqual(
        different.map(({ place }) => place),
        OTHER_ENDS[language],
      );
    });

    test('is not the English one, if that is a sentence', () => {
      const same = compared.filter(({ text, english }) => text === english && /\p{L}{3,}\s+\p{L}{3,}/u.test(text));
      assert.deepEqual(
        same.map(({ place }) => place),
        [],
      );
    });
  });
}

for (const language of ['en', 'de', 'fr'] as const) {
  test(`no text in ${language} shows a value that has no text`, () => {
    const { page, ...others } = catalogues(language);
    // Those of the page have a parameter for each value, the others an object.
    const all = [...several(language), ...textsIn(page, [1, 1, 1, 1]), ...textsIn(others, [ONES, ONES])];
    for (const [place, text] of all) assert.doesNotMatch(text, /\bundefined\b|\[object |\bNaN\b|=>/, place);
  });
}
