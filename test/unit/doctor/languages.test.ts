// cspell:disable -- sentences in German and French
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import { examineEntry, type EntryExamination, type ExaminedEntry } from '../../../src/doctor/entry-examination.ts';
import { LAYERS } from '../../../src/doctor/finding.ts';
import { doctorTexts } from '../../../src/texts/doctor-texts.ts';
import { LANGUAGES, type Language } from '../../../src/texts/language.ts';
import { OK, serve } from '../transport/plain-server.ts';
import { startPlug } from './doctor-fixture.ts';

/** The paths of all texts, e.g. `clock.right`. */
function pathsOf(language: Language): readonly string[] {
  return Object.entries(doctorTexts(language)).flatMap(([part, texts]) =>
    Object.keys(texts).map(key => `${part}.${key}`),
  );
}

for (const language of LANGUAGES) {
  test(`${language} has a text for everything, and no text is empty`, () => {
    assert.deepEqual([...pathsOf(language)].sort(), [...pathsOf('en')].sort());
    for (const [part, texts] of Object.entries(doctorTexts(language))) {
      for (const [key, text] of Object.entries<unknown>(texts)) assert.notEqual(text, '', `${part}.${key}`);
    }
    assert.deepEqual(Object.keys(doctorTexts(language).layers).sort(), [...LAYERS].sort());
  });
}

/** Where a text is the same in two languages because it is a name, a number or a word of both. */
const SHARED = new Set([
  ...['layers.name', 'layers.tcp', 'layers.http', 'layers.wifi', 'layers.broker', 'layers.envelope', 'layers.route'],
  ...['connection.online', 'connection.offline'],
]);

test('no text was left in English', () => {
  const english: Readonly<Record<string, Readonly<Record<string, unknown>>>> = doctorTexts('en');
  for (const language of ['de', 'fr'] as const) {
    for (const [part, texts] of Object.entries(doctorTexts(language))) {
      for (const [key, text] of Object.entries<unknown>(texts)) {
        if (typeof text === 'function' || SHARED.has(`${part}.${key}`)) continue;
        assert.notEqual(text, english[part]?.[key], `${language}: ${part}.${key}`);
      }
    }
  }
});

function examined(entry: ExaminedEntry, language: Language): Promise<EntryExamination> {
  const network = { subnets: [], probe: false } as const;
  const { signal } = new AbortController();
  return examineEntry({ devices: [entry], index: 0, language, clock: systemClock, signal, timeoutMs: 3000, network });
}

/** A situation, and what the three languages say about it. */
const SITUATIONS: readonly (readonly [string, (t: TestContext) => Promise<ExaminedEntry>, Record<Language, RegExp>])[] =
  [
    [
      'nothing listens',
      async t => {
        const plug = await startPlug(t);
        await plug.unplug();
        return { host: plug.host, key: plug.key };
      },
      {
        en: /^A device has this address, but refuses.*Ruled out: a missing route\. \| .*A real plug listens/,
        de: /^Ein Gerät hat diese Adresse, lehnt aber.*Ausgeschlossen: ein fehlender Weg.* \| .*Eine echte Steckdose/,
        fr: /^Un appareil a cette adresse, mais refuse.*Exclu\u00a0: une route manquante\. \| .*Une vraie prise/,
      },
    ],
    [
      'the key is wrong',
      async t => ({ host: (await startPlug(t)).host, key: 'another key' }),
      {
        en: /does not accept this key.* \| Use the key/,
        de: /nimmt diesen Schlüssel nicht an.* \| Den Schlüssel verwenden/,
        fr: /n’accepte pas cette clé.* \| Utiliser la clé/,
      },
    ],
    [
      'another plug replies',
      async t => {
        const plug = await startPlug(t);
        return { host: plug.host, key: plug.key, uuid: plug.uuid.replace(/^./, 'f') };
      },
      {
        en: /^Another Meross device.* \| Probably the router/,
        de: /^Ein anderes Meross-Gerät.* \| Wahrscheinlich hat der Router/,
        fr: /^Un autre appareil Meross.* \| Le routeur a probablement/,
      },
    ],
    [
      'it is not a Meross device',
      async t => {
        const { host, port } = await serve(t, ({ socket }) => void socket.end(`${OK}<!doctype html>`));
        return { host: `${host}:${String(port)}`, key: 'any' };
      },
      {
        en: /web page, so this is not a Meross device\..* \| The address belongs/,
        de: /Webseite, also ist das kein Meross-Gerät\..* \| Die Adresse gehört/,
        fr: /page web\u00a0: ce n’est donc pas un appareil Meross\..* \| L’adresse appartient/,
      },
    ],
    [
      'the clock is not set',
      async t => {
        const plug = await startPlug(t);
        plug.faults.unsetClock = true;
        return { host: plug.host, key: plug.key };
      },
      {
        en: /works, with a warning: Its clock is not set.*1 more above\. \| Set the clock with `meross-local clock HOST/,
        de: /funktioniert, mit einer Warnung: Ihre Uhr ist nicht gestellt.*Oben steht 1 weitere\. \| .*`meross-local clock HOST/,
        fr: /fonctionne, avec un avertissement\u00a0: Son horloge n’est pas réglée.*1 de plus.* \| .*`meross-local clock HOST/,
      },
    ],
  ];

for (const [what, entryIn, expected] of SITUATIONS) {
  test(`${what}: three languages say so, with what to do`, async t => {
    const entry = await entryIn(t);
    for (const language of LANGUAGES) {
      const { verdict, todo } = await examined(entry, language);
      assert.match(`${verdict} | ${todo}`, expected[language]);
    }
  });
}

test('numbers and layers are written as in each language', async t => {
  const plug = await startPlug(t);
  plug.setLoad(67.4);
  const meterIn = async (language: Language): Promise<string> => {
    const { findings } = await examined({ host: plug.host, key: plug.key }, language);
    const { meter } = doctorTexts(language).layers;
    return findings.find(({ layer }) => layer === meter)?.says ?? '';
  };
  assert.equal(await meterIn('en'), 'It measures 67.4 W at 238.0 V.');
  assert.equal(await meterIn('de'), 'Sie misst 67,4\u00a0W bei 238,0\u00a0V.');
  assert.equal(await meterIn('fr'), 'Elle mesure 67,4\u00a0W à 238,0\u00a0V.');
});
