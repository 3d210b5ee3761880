import { duration } from '../duration.ts';
import type { PlugLogTexts } from '../en/log.ts';
import { entryNumber } from '../explained-plug.ts';

/** After a preposition: „nach 20 Tagen“. */
const lasting = (ms: number): string => duration(ms, 'Tagen');

const SHARED_ADDRESS =
  'Wahrscheinlich teilen sich zwei Geräte diese Adresse: im Router jedem eine feste Adresse geben.';

const CLOCK_MATTERS =
  'Von dieser Uhr hängen die eigenen Timer der Steckdose und ihr Verbrauch pro Tag ab, das Schalten nicht. "meross-local clock" stellt sie.';

export const log: PlugLogTexts = {
  couldNotStart: ({ error }) => `Das Plugin konnte nicht gestartet werden: ${error}`,
  couldNotStop: ({ error }) => `Das Plugin konnte nicht sauber beendet werden: ${error}`,
  couldNotRestore: ({ name, error }) => `${name} konnte nicht wiederhergestellt werden: ${error}`,
  configProblem: ({ path, label, message }) => `Konfiguration: ${path}${label} ${message}`,
  configUnusable:
    'Der Konfigurationsblock ist nicht verwendbar, daher wird keine Steckdose verbunden. Home behält das Zubehör.',

  entry: ({ path }) => {
    const number = entryNumber(path);
    return number === undefined ? 'oberste Ebene' : `Steckdose ${String(number)}`;
  },
  plugNotStarted: ({ who, error }) => `${who} konnte nicht gestartet werden: ${error}`,
  searchFailed: ({ error }) => `Die Suche nach Steckdosen ist fehlgeschlagen: ${error}`,
  bridgeFull: ({ name, most }) =>
    `${name} wird nicht angezeigt, denn die HomeKit-Bridge hat schon ${String(most)} Geräte, mehr lässt HomeKit nicht zu.\n` +
    'Einen zweiten Plattformblock als Child-Bridge anlegen und einige Steckdosen dorthin verschieben, oder Geräte anderer Plugins von dieser Bridge entfernen.',
  tooManyPlugs: ({ most }) =>
    `Mehr als ${String(most)} Steckdosen gefunden; mehr kann eine HomeKit-Bridge nicht aufnehmen. Die übrigen werden ausgelassen.\n` +
    'Die gewünschten Steckdosen in "devices" eintragen oder für einige davon einen zweiten Plattformblock als Child-Bridge anlegen.',
  foundWithOtherKey: ({ type, address, uuid }) =>
    `Ein Meross-Gerät (${type ?? 'Steckdose'}) unter ${address} (UUID ${uuid}) akzeptiert den Schlüssel in der Konfiguration nicht.\n` +
    'Falls es ein eigenes ist, mit eigenem "key" in "devices" eintragen.',
  samePlug: ({ who, first }) =>
    `${who} und ${first} sind dieselbe Steckdose.\n` +
    `Einen der beiden Einträge aus "devices" entfernen; bis dahin wird nur ${first} verwendet.`,
  noPlug: ({ who, model }) =>
    `${who}: Dort antwortet keine Steckdose, sondern ein Gerät vom Typ ${model} ohne Ausgang.\n` +
    'Den Eintrag aus "devices" entfernen. Bis dahin wird er ignoriert.',
  optionWithoutEffect: ({ who, option, reason }) => `${who}: "${option}" hat keine Wirkung: ${reason}.`,
  ofPlug: ({ who, text }) => `${who}: ${text}`,

  removed: ({ names }) => `Aus Home entfernt, da nicht mehr in der Konfiguration: ${names}.`,
  notRemoved: ({ error }) =>
    `Zubehör von Steckdosen, die nicht mehr in der Konfiguration stehen, konnte nicht entfernt werden: ${error}`,
  displaced: ({ name, address }) =>
    `${name} hatte die Adresse ${address}, unter der jetzt eine andere Steckdose antwortet. Das Zubehör bleibt mit „Keine Antwort“ in Home.\n` +
    'Die neue Adresse in "devices" eintragen. Falls diese Steckdose nicht mehr verwendet wird, ihr Zubehör aus dem Cache von Homebridge entfernen.',
  cacheNotWritten: ({ names, error }) =>
    `${names}: Homebridge kann seinen Cache des Zubehörs nicht schreiben: ${error}\n` +
    'Ist der Datenträger voll oder schreibgeschützt? Die Steckdosen funktionieren; in Home vergebene Namen und Ähnliches können bei einem Neustart verloren gehen.',

  ready: ({ name, model, firmware, address }) =>
    `${name} ist bereit: ${model}, Firmware ${firmware}, unter ${address}.`,
  isBack: ({ who, ms }) => `${who} ist nach ${lasting(ms)} wieder erreichbar.`,
  unstable: ({ who, times, ms, why }) =>
    `${who} ist instabil: in ${lasting(ms)} ${String(times)}-mal nicht erreichbar.\n` +
    `${why} Home zeigt dann jeweils „Keine Antwort“. Bis die Verbindung stabil ist, erscheint nur ab und zu eine Zusammenfassung wie diese.`,
  stable: ({ who, times, ms, quietMs }) =>
    `${who} ist wieder stabil: Antworten seit ${lasting(quietMs)} ohne Unterbrechung.\n` +
    `Davor in ${lasting(ms)} ${String(times)}-mal nicht erreichbar.`,

  newFirmware: ({ now, before }) => `die Firmware ist jetzt ${now}, nicht mehr ${before}`,
  newOutlets: ({ channels }) => `es gibt neue Ausgänge (Kanal ${channels.join(', ')})`,
  newRefusals: 'bisher beantwortete Abfragen werden abgelehnt',
  changed: ({ who, change }) =>
    `${who}: ${change}.\n` +
    'Nach einem Firmware-Update ist nichts zu tun. Geschieht das bald wieder, wird es gezählt und später zusammengefasst.',
  changesOften: ({ who, times, ms, change }) =>
    `${who} ist instabil: Firmware oder Ausgänge haben sich in ${lasting(ms)} ${String(times)}-mal geändert; zuletzt: ${change}.\n` +
    `${SHARED_ADDRESS} Falls es kein anderes Gerät gibt, die Steckdose zehn Sekunden lang vom Strom trennen. Das Plugin fragt sie seltener ab und schreibt ab und zu eine Zusammenfassung wie diese.`,
  changesEnded: ({ who, times, ms, quietMs, change }) =>
    `${who} ist wieder stabil: seit ${lasting(quietMs)} keine Änderung. Davor haben sich Firmware oder Ausgänge in ${lasting(ms)} ${String(times)}-mal geändert.\n` +
    `Letzte Änderung: ${change}. Es ist nichts zu tun.`,
  moved: ({ name, from, address }) =>
    `${name} ist von ${from} nach ${address} umgezogen; das Plugin verwendet die neue Adresse.`,
  movesOften: ({ name, times, ms, address }) =>
    `${name} ist in ${lasting(ms)} ${String(times)}-mal umgezogen und hat jetzt die Adresse ${address}.\n` +
    'Im Router jeder Steckdose eine feste Adresse geben. Das Plugin verwendet jedes Mal die neue Adresse und schreibt ab und zu eine Zusammenfassung wie diese.',
  pushes: ({ who }) =>
    `${who} meldet Änderungen jetzt von selbst. Solange das so ist, folgt nur einmal pro Minute eine Abfrage.`,
  queryIgnored: ({ who, namespace }) =>
    `${who} beantwortet eine Abfrage von ${namespace} nicht.\n` +
    'Diese Abfrage wird in zehn Minuten erneut gesendet; alles andere funktioniert wie gewohnt.',
  querySilences: ({ who, namespace }) =>
    `${who} verstummt nach einer Abfrage von ${namespace} für einige Sekunden.\n` +
    'Diese Abfrage wird bis zum Neustart von Homebridge nicht mehr gesendet; alles andere funktioniert wie gewohnt.',
  clockDiffers: ({ who, ms }) =>
    `${who} funktioniert, aber zwischen der Uhr der Steckdose und der dieses Computers besteht ein Unterschied von ${lasting(ms)}.\n${CLOCK_MATTERS}`,
  noTimeZone: ({ who }) => `${who} funktioniert, aber die Steckdose hat keine Zeitzone.\n${CLOCK_MATTERS}`,

  allReady: ({ total }) =>
    total === 1
      ? 'Die Steckdose ist bereit.'
      : total === 2
        ? 'Beide Steckdosen sind bereit.'
        : `Alle ${String(total)} Steckdosen sind bereit.`,
  someReady: ({ ready, total, others }) =>
    `${String(ready)} von ${String(total)} ${total === 1 ? 'Steckdose' : 'Steckdosen'} bereit, ${others.join(', ')}.`,
  startResults: {
    unreachable: 'nicht erreichbar',
    'wrong-key': 'mit falschem Schlüssel',
    'not-signed': 'nicht vertrauenswürdig',
    'other-plug': 'mit einer anderen Steckdose unter der Adresse',
    duplicate: 'doppelt eingetragen',
    'no plug': 'keine Steckdose',
    pending: 'noch ohne Antwort',
    'left out': 'wegen der Konfiguration ausgelassen',
  },
};
