import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { languageIn } from '../../../src/config.ts';
import { LANGUAGES, type Language } from '../../../src/texts/language.ts';
import { logTexts } from '../../../src/texts/log-language.ts';

/** Texts that are the same in German or French: they only put others together, or the words are the same. */
const SAME = [
  'log.ofPlug',
  'log.configProblem',
  'config.refused',
  'config.locations.discovery',
  'config.locations.broker',
  'config.locations.metrics',
];

/** A value for every parameter: a number, which every text can show, unless it needs more. */
const PARAMETERS: object = new Proxy(
  {},
  { get: (_, name) => (['others', 'channels'].includes(String(name)) ? [1, 2] : name === 'path' ? 'devices[2]' : 3) },
);

/** Every text of a catalogue by its place in it, e.g. `log.isBack`. A function is called with made-up values. */
function textsIn(value: unknown, place = ''): readonly (readonly [place: string, text: string])[] {
  if (typeof value === 'string') return [[place, value]];
  if (typeof value === 'function') {
    const filled: unknown = Reflect.apply(value, undefined, [PARAMETERS, PARAMETERS]);
    return textsIn(filled, place);
  }
  assert.ok(typeof value === 'object' && value !== null, place);
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, place === '' ? key : `${place}.${key}`));
}

/** All but the causes, which are given the code of an error. */
function textsOf(language: Language): readonly (readonly [place: string, text: string])[] {
  const { cause: _, ...texts } = logTexts(language);
  return textsIn(texts);
}

const inEnglish = textsOf('en');

describe('the log in another language', () => {
  for (const language of LANGUAGES.filter(each => each !== 'en')) {
    const translated = textsOf(language);

    test(`has the same texts: ${language}`, () => {
      const places = (texts: typeof inEnglish): readonly string[] => texts.map(([place]) => place).toSorted();
      assert.ok(inEnglish.length > 200);
      assert.deepEqual(places(translated), places(inEnglish));
    });

    test(`leaves no text in English: ${language}`, () => {
      const english = new Map(inEnglish);
      const same = translated.filter(([place, text]) => english.get(place) === text);
      assert.deepEqual(
        same.map(([place]) => place).filter(place => !SAME.includes(place)),
        [],
      );
    });

    test(`has the same number of lines, and the same literals of the config in them: ${language}`, () => {
      const english = new Map(inEnglish);
      const literals = (text: string): readonly string[] =>
        [...new Set(text.match(/"(?:devices|broker|meross-local [a-z]+|url|oldTls|clock|ca)"?/g))].toSorted();
      for (const [place, text] of translated) {
        assert.equal(text.split('\n').length, english.get(place)?.split('\n').length, place);
        assert.deepEqual(literals(text), literals(english.get(place) ?? ''), place);
      }
    });
  }

  test('is English where the config names no language, or one that there is none of', () => {
    const blocks = [undefined, [], {}, { language: 'it' }, { language: 'DE' }, { language: 7 }];
    assert.deepEqual(
      blocks.map(block => languageIn(block)),
      blocks.map(() => 'en'),
    );
    assert.equal(languageIn({ language: 'de' }), 'de');
  });

  test('French has a no-break space before : ; ! ? and inside «  »', () => {
    for (const [place, text] of textsOf('fr')) {
      // An address such as ::1 begins with a colon.
      assert.doesNotMatch(text, / (?:[;!?»]|:(?!:))|« |[\p{L})][;!?]/u, place);
    }
  });
});
