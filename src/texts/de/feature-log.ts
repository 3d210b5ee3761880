import type { FeatureTexts, LimitExcess } from '../en/feature-log.ts';
import { duration, watts } from './numbers.ts';
import { minutesOf } from '../rule-of-others.ts';

const LOST = 'Die Steckdose hat die Uhrzeit verloren, zum Beispiel durch einen Stromausfall ohne Internet.';

const CONSEQUENCE =
  'Bis die Uhr gestellt ist, misst der Zähler möglicherweise nichts, der Verbrauch pro Tag ist falsch, und Timer laufen nicht.';

const outlet = ({ outlet: which }: LimitExcess): string =>
  typeof which === 'number' ? `Ausgang ${String(which)}` : (which ?? 'Die Steckdose');

const beyond = ({ limitWatts, seconds, lastWatts }: LimitExcess): string =>
  `${watts(limitWatts)} für ${duration(seconds)} (zuletzt ${watts(lastWatts)})`;

export const features: FeatureTexts = {
  unsupported: {
    noMeter: 'diese Steckdose misst keine Leistung',
    energyIsOff: '"energy" steht auf false',
    noLimit: 'es enthält weder "overloadWatts" noch "standbyWatts"',
    locked: 'die Steckdose ist gesperrt',
    noAutoOff: 'diese Steckdose unterstützt keine Regeln zum automatischen Ausschalten',
    clockNotSettable: 'die Uhr dieser Steckdose lässt sich nicht stellen',
    lightNotSwitchable: 'das Licht dieser Steckdose lässt sich nicht schalten',
    sharedMeter:
      'der einzige Zähler dieser Leiste misst alle Ausgänge zusammen, was HomeKit nicht anzeigen kann; "meross-local energy" zeigt es',
    noTimers: 'diese Steckdose unterstützt keine Timer, mit denen sie selbst schalten würde',
  },
  autoOffNotUpdated: ({ cause }) =>
    `Die Regel zum automatischen Ausschalten konnte nicht aktualisiert werden: ${cause}\n` +
    'Das Plugin versucht es jede Minute erneut. Bis dahin gelten in der Steckdose die bisherigen Regeln.',
  limits: {
    overloadEnded: excess =>
      `${outlet(excess)} hat mehr als ${beyond(excess)} verbraucht und wurde ausgeschaltet.\n` +
      'Vor dem Einschalten ein Gerät ausstecken; bis dahin bleibt der Strom aus. Ist diese Last richtig, "overloadWatts" erhöhen.',
    overloadNotEnded: excess =>
      `${outlet(excess)} hat mehr als ${beyond(excess)} verbraucht und ließ sich nicht ausschalten: ${excess.cause}.\n` +
      'Das Gerät ausstecken. Das Plugin versucht es erneut, solange die Überlast anhält.',
    standbyEnded: excess =>
      `${outlet(excess)} hat weniger als ${beyond(excess)} verbraucht und wurde ausgeschaltet.\n` +
      'Der Strom bleibt aus, bis wieder eingeschaltet wird. Wurde er noch gebraucht, "standbyWatts" senken oder "standbyMinutes" erhöhen.',
    standbyNotEnded: excess =>
      `${outlet(excess)} hat weniger als ${beyond(excess)} verbraucht und ließ sich nicht ausschalten: ${excess.cause}.\n` +
      'Vorerst bleibt der Strom an. Das Plugin versucht es erneut, solange der Stand-by anhält.',
  },
  notRestarted: ({ cause }) =>
    `Die Steckdose wurde nicht neu gestartet: ${cause}\n` +
    'Sie wird erst ausgeschaltet, wenn ein Timer in der Steckdose sie sicher wieder einschaltet. Eine Uhr, die nicht gestellt ist, stellt ' +
    '`meross-local clock`, oder das Plugin mit "clock": "auto".',
  restartTimerNotRemoved: ({ id, cause }) =>
    `Der Timer "${id}" des Neustarts konnte nicht entfernt werden: ${cause}\n` +
    'Bis er entfernt ist, schaltet er jeden Tag zur selben Zeit ein. Das Plugin versucht es in wachsenden Abständen erneut.',
  offTimerNotChanged: ({ cause }) =>
    `Der Ausschalttimer konnte nicht geändert werden: ${cause}\n` +
    'Eine Uhr, die nicht gestellt ist, stellt `meross-local clock`, oder das Plugin mit "clock": "auto".',
  offTimerNotRemoved: ({ id, cause }) =>
    `Der Ausschalttimer "${id}" konnte nicht entfernt werden: ${cause}\n` +
    'Das Plugin versucht es in wachsenden Abständen erneut. Bis dahin schaltet die Steckdose zu dieser Zeit vielleicht noch einmal aus.',
  offTimerOverdue:
    'Der Ausschalttimer war abgelaufen, aber die Steckdose hatte nicht selbst ausgeschaltet; das Plugin hat es getan.',
  rulesOfOthers: ({ rules, more }) =>
    `Ein anderes Programm hat Regeln in die Steckdose geschrieben, die sie schalten: ${rules}${more > 0 ? `; und ${String(more)} weitere` : ''}.`,
  ruleOfOthers: rule => {
    const name = `"${rule.name}"${rule.outlet === undefined ? '' : ` von Ausgang ${String(rule.outlet)}`}`;
    const command = `(\`meross-local ${rule.command}\`)`;
    if (rule.kind === 'auto-off')
      return `automatisches Ausschalten ${name}, ${minutesOf(rule.seconds)} nach dem Einschalten ${command}`;
    const days = typeof rule.days === 'string' ? { once: 'einmal', daily: 'täglich' }[rule.days] : rule.days.week;
    return `Timer ${name}, ${rule.on ? 'ein' : 'aus'} um ${rule.at} ${days} ${command}`;
  },
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
