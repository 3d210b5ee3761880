import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readConfig } from '../../../src/config.ts';
import { MalformedError, UnreachableError } from '../../../src/errors.ts';
import { explainInLog } from '../../../src/explain.ts';
import { explainConnectionFailure } from '../../../src/push/external/connection-failure.ts';
import { notRegular } from '../../../src/storage/storage-error.ts';
import { OddFileError } from '../../../src/storage/regular-file.ts';
import { FRENCH } from '../../../src/texts/fr/log-texts.ts';

const HOUR = 3_600_000;
const { log, cause, features, push, storage } = FRENCH;

const PLUG = { who: 'Lampe (192.168.1.20)', path: 'devices[1]', address: '192.168.1.20', isInHome: false };

/** A French text with ordinary spaces, which are easier to read in a test. */
const plain = (text: string): string => text.replaceAll('\u{a0}', ' ');

describe('the log in French', () => {
  test('counts time and plugs as people do', () => {
    const back = (ms: number): string => plain(log.isBack({ who: 'Lampe', ms }));
    assert.equal(back(45_000), 'Lampe : de nouveau joignable après 45 s.');
    assert.equal(back(20 * 24 * HOUR), 'Lampe : de nouveau joignable après 20 jours.');
    assert.deepEqual(
      [1, 2, 3].map(total => log.allReady({ total })),
      ['La prise est prête.', 'Les deux prises sont prêtes.', 'Les 3 prises sont prêtes.'],
    );
    const others = [`1 ${log.startResults['wrong-key']}`];
    assert.equal(log.someReady({ ready: 1, total: 2, others }), '1 prise prête sur 2, 1 avec une mauvaise clé.');
    assert.match(log.someReady({ ready: 2, total: 3, others }), /^2 prises prêtes sur 3, /);
  });

  test('explains an error of a plug, with its cause', () => {
    const refused = new UnreachableError('the connection was refused', { reason: 'connection refused' });
    assert.equal(
      plain(explainInLog(refused, PLUG, FRENCH)),
      'Lampe (192.168.1.20) est injoignable : la connexion a été refusée.\n' +
        'Vérifier que la prise est alimentée, qu’elle est sur ce réseau et qu’elle a toujours cette adresse. "meross-local doctor 192.168.1.20" trouve la cause. La prise n’est pas encore dans Maison ; elle y apparaît dès qu’elle répond.',
    );
    assert.equal(
      cause(new MalformedError('…', { reason: { is: 'breaks off', bytes: 17 } })),
      'la réponse s’interrompt après 17 octets',
    );
  });

  test('says what a feature, the broker and a file have met', () => {
    assert.equal(
      features.clockSet({ zone: 'Europe/Paris', because: features.timeProblems['not set'] }),
      'l’horloge a été réglée avec le fuseau horaire Europe/Paris, car elle n’était pas réglée.',
    );
    assert.match(
      plain(explainConnectionFailure(new Error('EPROTO'), 'mqtt://192.168.1.5:1883', push)),
      /^Le broker MQTT .* est inutilisable : EPROTO\.\nVérifier le journal du broker\. /,
    );
    const tooLarge = new OddFileError(texts => texts.tooLarge({ bytes: 2_345_678, most: 1_048_576 }), 'EFBIG');
    assert.match(
      plain(notRegular(tooLarge)('/x/a', '/x/b').textIn(storage)),
      /^\/x\/a est un fichier de 2,3 Mo, plus que la limite de 1,0 Mo, mais /,
    );
  });

  test('says what is wrong in the config', () => {
    const { problems } = readConfig({ key: 'k ', devices: [{ host: '8.8.8.8' }] }, FRENCH.config);
    assert.deepEqual(
      problems.map(({ path, message }) => `${path} ${plain(message)}`),
      [
        'key est un texte de 2 caractères qui finit par une espace, peut-être copié par mégarde. Il est utilisé tel quel : si une prise ne l’accepte pas, le corriger ici.',
        `devices[0].host est "8.8.8.8" (texte) ; ${plain(FRENCH.config.needs.localAddress)}. D’ici là, cette prise est laissée de côté ; les autres fonctionnent.`,
      ],
    );
  });
});
