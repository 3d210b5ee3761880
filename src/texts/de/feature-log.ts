import type { FeatureTexts } from '../en/feature-log.ts';

const LOST = 'Die Steckdose hat die Uhrzeit verloren, zum Beispiel durch einen Stromausfall ohne Internet.';

const CONSEQUENCE =
  'Bis die Uhr gestellt ist, misst der Zähler möglicherweise nichts, der Verbrauch pro Tag ist falsch, und Timer laufen nicht.';

export const features: FeatureTexts = {
  unsupported: {
    noMeter: 'diese Steckdose misst keine Leistung',
    energyIsOff: '"energy" steht auf false',
    locked: 'die Steckdose ist gesperrt',
    noAutoOff: 'diese Steckdose unterstützt keine Regeln zum automatischen Ausschalten',
    clockNotSettable: 'die Uhr dieser Steckdose lässt sich nicht stellen',
    lightNotSwitchable: 'das Licht dieser Steckdose lässt sich nicht schalten',
    sharedMeter:
      'der einzige Zähler dieser Leiste misst alle Ausgänge zusammen, was HomeKit nicht anzeigen kann; "meross-local energy" zeigt es',
  },
  autoOffNotUpdated: ({ cause }) =>
    `Die Regel zum automatischen Ausschalten konnte nicht aktualisiert werden: ${cause}\n` +
    'Das Plugin versucht es jede Minute erneut. Bis dahin gelten in der Steckdose die bisherigen Regeln.',
  timeLostAndSet: `${LOST}\n${CONSEQUENCE} Das Plugin stellt sie wieder.`,
  timeLost: ({ host }) =>
    `${LOST}\n${CONSEQUENCE} Mit \`meross-local clock ${host} --timezone local\` stellen, oder im Eintrag von "devices" "clock": "auto" setzen.`,
  clockSet: ({ zone, because }) => `Die Uhr wurde mit der Zeitzone ${zone} gestellt; Grund: ${because}.`,
  clockNotSet: ({ cause }) =>
    `Die Uhr konnte nicht gestellt werden: ${cause}\n` +
    `Das Plugin versucht es in wachsenden Abständen erneut. ${CONSEQUENCE} Eine Steckdose, die einen Zeitserver erreicht, stellt ihre Uhr selbst.`,
  timeProblems: {
    'not set': 'sie war nicht gestellt',
    wrong: 'sie ging falsch',
    'no zone': 'sie hatte keine Zeitzone',
    'other zone': 'sie hatte eine andere Zeitzone',
    'old rules': 'ihre Regeln für die Sommerzeit waren veraltet',
  },
};
