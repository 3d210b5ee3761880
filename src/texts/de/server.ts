import type { ServerTexts } from '../server-texts.ts';

const HANG_UP =
  'Sie startet vielleicht oder ist beschäftigt; mit Verschlüsselung im Netz legt sie auch bei einem falschen Schlüssel auf.';
const SEARCH = 'Die Suche zeigt, wo die Steckdosen jetzt sind';

/** What the server of the settings page says, in German. */
export const server: ServerTexts = {
  failures: {
    unreachable: (_, { who, cause }) => ({
      happened: `${who} ist nicht erreichbar: ${cause}.`,
      advice: `Ist sie eingesteckt, in diesem Netz und noch an dieser Adresse? ${SEARCH}.`,
    }),
    'no-answer': ({ hungUp }, { who }) => ({
      happened: hungUp ? `${who} legt ohne Antwort auf.` : `${who} nimmt eine Verbindung an und schweigt dann.`,
      advice: hungUp ? HANG_UP : 'Noch einmal versuchen. Bleibt es so, die Steckdose zehn Sekunden lang ausstecken.',
    }),
    malformed: (_, { who, cause }) => ({
      happened: `${who} hat eine Antwort ohne Sinn gesendet: ${cause}.`,
      advice: 'Noch einmal versuchen. Passiert es jedes Mal, bitte mit Modell und Firmware melden.',
    }),
    'not-signed': (_, { who }) => ({
      happened: `${who}: Eine Antwort im Namen dieser Steckdose ist nicht mit ihrem Schlüssel signiert und wurde nicht geglaubt.`,
      advice:
        'Entweder hat die Steckdose jetzt einen anderen Schlüssel oder eine andere Firmware, oder dort antwortet ein anderes Programm oder Gerät.',
    }),
    'other-plug': ({ found, expected }, { who }) => ({
      happened: `${who}: Dort antwortet eine andere Steckdose (uuid ${found}, nicht ${expected}); es wurde nichts gelesen oder geschaltet.`,
      advice: `${SEARCH}; danach die Adresse dieser Steckdose berichtigen.`,
    }),
    'wrong-key': (_, { who, keyPage }) => ({
      happened: `${who} nimmt diesen Schlüssel nicht an.`,
      advice: `Den Schlüssel verwenden, mit dem diese Steckdose eingerichtet wurde; jede kann einen anderen haben. Mit der Meross-App eingerichtet? Siehe ${keyPage}.`,
    }),
    refused: ({ code }, { who }) => ({
      happened: `${who} hat abgelehnt: Fehler ${code}.`,
      advice:
        'Die Steckdose nennt keinen Grund. Ihre Firmware kann das vielleicht nicht, oder nicht mit diesen Werten.',
    }),
    unsupported: (_, { who, cause }) => ({
      happened: `${who} kann das nicht: ${cause}.`,
      advice: 'Die Einzelheiten zeigen, was sie kann.',
    }),
    locked: (_, { who }) => ({
      happened: `${who} ist in der Konfiguration gesperrt und wurde nicht geschaltet.`,
      advice: '',
    }),
    'given-up': () => ({ happened: 'Abgebrochen.', advice: '' }),
    internal: (_, { who }) => ({ happened: `${who}: ein unerwarteter Fehler.`, advice: 'Bitte melden.' }),
  },
  nothingToChange: 'Es gibt nichts zu ändern: weder ein neuer Schlüssel noch ein Broker wurde angegeben.',
  isBusy: 'Es wird schon eine Steckdose eingerichtet.',
  unexpected: 'Ein unerwarteter Fehler der Einstellungsseite.',
  usesOldSettings: 'Die Steckdose hat bestätigt, verwendet aber bis zu ihrem nächsten Start die alten Einstellungen.',
  powerCycle:
    'Sie zehn Sekunden lang ausstecken, was auch das angeschlossene Gerät ausschaltet, und dies wiederholen, um das Ergebnis zu prüfen.',
  waitsForBroker:
    'Die Steckdose verwendet den neuen Broker ab ihrem nächsten Start: sie zehn Sekunden lang ausstecken, was auch das angeschlossene Gerät ausschaltet.',
  oneOutlet: 'diese Steckdose hat nur einen Ausgang',
  takeOver: {
    noAddress: 'Der Eintrag hat keine Adresse: die Suche findet die Steckdose.',
    badAddress: 'Die Adresse des Eintrags gehört nicht zu einem lokalen Netz.',
    noKey: 'Der Block enthält keinen Schlüssel für diese Steckdose.',
  },
};
