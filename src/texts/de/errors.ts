import type { ErrorTexts } from '../explained-error.ts';
import { entryNumber, type ExplainedPlug } from '../explained-plug.ts';

const HANG_UP =
  'Möglicherweise startet die Steckdose gerade oder ist beschäftigt; mit LAN-Verschlüsselung trennt sie die Verbindung auch bei falschem Schlüssel.';

const OURS = 'Bitte melden, zusammen mit dem Protokoll im Debug-Modus.';

const hangsUp = (who: string): string => `${who} trennt die Verbindung ohne Antwort.`;

const doctorCommand = (address: string): string => `"meross-local doctor ${address}"`;

const doctor = (address: string): string => `${doctorCommand(address)} findet die Ursache.`;

const next = ({ address, isInHome }: ExplainedPlug): string =>
  `${doctor(address)} ${
    isInHome
      ? 'Home zeigt „Keine Antwort“, bis die Steckdose antwortet; das Plugin fragt weiter.'
      : 'In Home erscheint die Steckdose, sobald sie antwortet.'
  }`;

function optionOf(option: string, path: string): string {
  const number = entryNumber(path);
  return number === undefined ? `"${option}" auf der obersten Ebene` : `"${option}" von Steckdose ${String(number)}`;
}

export const errors: ErrorTexts = {
  explained: {
    unreachable: (_, plug) => ({
      happened: `${plug.who} ist nicht erreichbar: ${plug.cause}.`,
      advice: `Prüfen, ob die Steckdose Strom hat, in diesem Netzwerk ist und noch diese Adresse hat. ${next(plug)}`,
    }),
    'no-answer': ({ hungUp }, plug) => ({
      happened: hungUp ? hangsUp(plug.who) : `${plug.who} nimmt eine Verbindung an und bleibt dann stumm.`,
      advice: `${hungUp ? HANG_UP : 'Falls das anhält, zehn Sekunden lang vom Strom trennen.'} ${next(plug)}`,
    }),
    malformed: (_, plug) => ({
      happened: `${plug.who} antwortet nicht wie eine Meross-Steckdose: ${plug.cause}.`,
      advice: `Wahrscheinlich hat ein anderes Gerät diese Adresse, oder der Port ist falsch. ${next(plug)}`,
    }),
    'not-signed': (_, { who, path, address }) => ({
      happened: `${who}: Eine Antwort im Namen dieser Steckdose ist nicht mehr mit deren Schlüssel signiert und gilt daher nicht.`,
      advice:
        `Falls die Steckdose zurückgesetzt wurde oder jetzt einen anderen Schlüssel hat, ${optionOf('key', path)} auf diesen Schlüssel setzen und Homebridge neu starten. Sonst antwortet unter dieser Adresse ein anderes Gerät oder Programm: ${doctor(address)} ` +
        'Bis die Steckdose wieder mit ihrem Schlüssel signiert, wird nichts von ihr angezeigt oder geschaltet. Falls ihre Firmware aktualisiert wurde, ihr Zubehör aus dem Cache von Homebridge entfernen.',
    }),
    'other-plug': ({ found, expected }, { who, path, address }) => ({
      happened: `${who}: Unter dieser Adresse antwortet eine andere Steckdose (UUID ${found}, nicht ${expected ?? 'irgendeine andere'}), daher wird dort nichts gelesen oder geschaltet.`,
      advice: `${optionOf('host', path)} auf die neue Adresse dieser Steckdose setzen und im Router jeder Steckdose eine feste Adresse geben. Falls die Steckdose ersetzt wurde, ihr Zubehör aus dem Cache von Homebridge entfernen. ${doctor(address)}`,
    }),
    'wrong-key': (_, { who, path, address, keyPage }) => ({
      happened: `${who} akzeptiert den Schlüssel in der Konfiguration nicht.`,
      advice:
        `${optionOf('key', path)} auf den Schlüssel setzen, den diese Steckdose bekommen hat, und Homebridge neu starten; bis dahin wird sie weder gelesen noch geschaltet. ` +
        `Eine mit der Meross-App eingerichtete Steckdose hat einen eigenen Schlüssel, siehe ${keyPage}. ${doctor(address)}`,
    }),
    refused: ({ code }, { who, address }) => ({
      happened: `${who} hat den Befehl abgelehnt: Fehler ${code}.`,
      advice: `Die Steckdose nennt keinen Grund; ihr Zustand wird neu gelesen. Falls das jedes Mal geschieht, bitte zusammen mit der Ausgabe von ${doctorCommand(address)} melden.`,
    }),
    unsupported: (_, plug) => ({ happened: hangsUp(plug.who), advice: `${HANG_UP} ${next(plug)}` }),
    locked: (_, { who, path }) => ({
      happened: `${who} ist gesperrt und wurde nicht geschaltet.`,
      advice: `Damit HomeKit schalten kann, ${optionOf('locked', path)} entfernen und Homebridge neu starten.`,
    }),
    'given-up': (_, { who }) => ({
      happened: `${who}: Eine Anfrage wurde abgebrochen, bevor die Steckdose geantwortet hat.`,
      advice: 'Ein Befehl hatte Vorrang, oder Homebridge wird beendet. Das Plugin fragt die Steckdose erneut.',
    }),
    internal: (_, { who }) => ({
      happened: `${who}: ein unerwarteter Fehler dieses Plugins.`,
      advice: `${OURS} Das Plugin versucht es erneut.`,
    }),
  },
  unstable: {
    weak: 'Wahrscheinlich ist das WLAN dort schwach: Steckdose oder Access Point versetzen, oder die Steckdose zehn Sekunden lang vom Strom trennen. Falls ein anderes Gerät dieselbe Adresse hat, im Router jedem eine feste Adresse geben.',
    shared:
      'Wahrscheinlich teilen sich zwei Geräte diese Adresse: im Router jedem eine feste Adresse geben. Falls es kein anderes Gerät gibt, die Steckdose zehn Sekunden lang vom Strom trennen.',
    ours: OURS,
  },
};
