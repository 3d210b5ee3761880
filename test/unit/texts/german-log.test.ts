import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readConfig } from '../../../src/config.ts';
import { MalformedError, NoAnswerError, RefusedError, UnreachableError, WrongKeyError } from '../../../src/errors.ts';
import { explainInLog } from '../../../src/explain.ts';
import { explainConnectionFailure } from '../../../src/push/external/connection-failure.ts';
import { unwritable } from '../../../src/storage/storage-error.ts';
import { GERMAN } from '../../../src/texts/de/log-texts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const { log, cause, features, push, storage } = GERMAN;

const PLUG = { who: 'Heizung (192.168.1.20)', path: 'devices[1]', address: '192.168.1.20', isInHome: true };

describe('the log in German', () => {
  test('counts time as people do', () => {
    const back = (ms: number): string => log.isBack({ who: 'Lampe', ms });
    assert.equal(back(45_000), 'Lampe ist nach 45 s wieder erreichbar.');
    assert.equal(back(2 * HOUR + 5 * MINUTE), 'Lampe ist nach 2 h 5 min wieder erreichbar.');
    assert.equal(back(20 * 24 * HOUR), 'Lampe ist nach 20 Tagen wieder erreichbar.');
  });

  test('counts plugs as people do', () => {
    assert.deepEqual(
      [1, 2, 3].map(total => log.allReady({ total })),
      ['Die Steckdose ist bereit.', 'Beide Steckdosen sind bereit.', 'Alle 3 Steckdosen sind bereit.'],
    );
    assert.equal(
      log.someReady({ ready: 0, total: 1, others: [`1 ${log.startResults.pending}`] }),
      '0 von 1 Steckdose bereit, 1 noch ohne Antwort.',
    );
  });

  test('explains an error of a plug, with its cause', () => {
    const refused = new UnreachableError('the connection was refused', { reason: 'connection refused' });
    assert.equal(
      explainInLog(refused, PLUG, GERMAN),
      'Heizung (192.168.1.20) ist nicht erreichbar: die Verbindung wurde abgelehnt.\n' +
        'Prüfen, ob die Steckdose Strom hat, in diesem Netzwerk ist und noch diese Adresse hat. "meross-local doctor 192.168.1.20" findet die Ursache. Home zeigt „Keine Antwort“, bis die Steckdose antwortet; das Plugin fragt weiter.',
    );
    assert.match(
      explainInLog(new WrongKeyError('5001'), PLUG, GERMAN),
      /akzeptiert den Schlüssel .*\n"key" von Steckdose 2 auf/,
    );
  });

  test('repeats a message of the system, and gives the cause of every other error', () => {
    assert.equal(cause(new UnreachableError('EPIPE')), 'EPIPE');
    assert.equal(cause(new RefusedError(5000)), 'die Steckdose hat mit Fehler 5000 geantwortet');
    assert.equal(
      cause(new NoAnswerError('no reply in time', { hungUp: false, reason: 'no reply in time' })),
      'keine Antwort innerhalb der Frist',
    );
    assert.equal(
      cause(new MalformedError('…', { reason: { is: 'HTTP status', status: 404 } })),
      'die Antwort hat den HTTP-Status 404',
    );
  });

  test('says what a feature, the broker and a file have met', () => {
    assert.equal(
      features.clockSet({ zone: 'Europe/Berlin', because: features.timeProblems['no zone'] }),
      'Die Uhr wurde mit der Zeitzone Europe/Berlin gestellt; Grund: sie hatte keine Zeitzone.',
    );
    assert.equal(
      explainConnectionFailure(new Error('ECONNREFUSED'), 'mqtt://192.168.1.5:1883', push),
      'Der MQTT-Broker mqtt://192.168.1.5:1883 ist nicht verwendbar: dort nimmt nichts Verbindungen an.\n' +
        'Läuft der Broker, und stimmt der Port? Das Plugin versucht es weiter; bis dahin werden die Steckdosen abgefragt.',
    );
    const full = unwritable('/x/notes.json', Object.assign(new Error('full'), { code: 'ENOSPC' }));
    assert.match(full.textIn(storage), /^\/x\/notes\.json kann nicht geschrieben werden: der Datenträger ist voll; /);
    assert.match(full.message, /^\/x\/notes\.json cannot be written: the disk is full; /);
  });

  test('says what is wrong in the config', () => {
    const { problems } = readConfig(
      { key: 'k', devices: [{ host: '192.168.1.20', polling: 3 }], pollSeconds: 0, locked: true },
      GERMAN.config,
    );
    assert.deepEqual(
      problems.map(({ path, message }) => `${path} ${message}`),
      [
        'locked ist hier nicht bekannt; es gehört in einen Eintrag von "devices". Es wird ignoriert.',
        'devices[0].polling ist hier nicht bekannt; war "pollSeconds" gemeint? Das gehört auf die oberste Ebene des Blocks, neben "devices". Es wird ignoriert.',
        'pollSeconds ist 0 (Zahl); eine Zahl von 1 bis 3600 ist nötig. Bis dahin gilt der Standardwert 5.',
      ],
    );
  });
});
