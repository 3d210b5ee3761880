import type { FeatureTexts, LimitExcess } from '../en/feature-log.ts';
import { duration, watts } from './numbers.ts';
import { minutesOf } from '../rule-of-others.ts';

const LOST = 'la prise a perdu l’heure, par exemple lors d’une coupure de courant sans internet.';

const CONSEQUENCE =
  'Tant que l’horloge n’est pas réglée, le compteur peut ne rien mesurer, la consommation par jour est fausse et les minuteries ne fonctionnent pas.';

const outlet = ({ outlet: which }: LimitExcess): string =>
  typeof which === 'number' ? `sortie ${String(which)}` : (which ?? 'la prise');

const beyond = ({ limitWatts, seconds, lastWatts }: LimitExcess): string =>
  `${watts(limitWatts)} pendant ${duration(seconds)} (dernière mesure : ${watts(lastWatts)})`;

export const features: FeatureTexts = {
  unsupported: {
    noMeter: 'cette prise ne mesure pas la puissance',
    energyIsOff: '"energy" vaut false',
    noLimit: 'il ne contient ni "overloadWatts" ni "standbyWatts"',
    locked: 'la prise est verrouillée',
    noAutoOff: 'cette prise n’accepte pas de règle d’extinction automatique',
    clockNotSettable: 'l’horloge de cette prise ne peut pas être réglée',
    lightNotSwitchable: 'le voyant de cette prise ne peut pas être commandé',
    sharedMeter:
      'le seul compteur de cette multiprise mesure toutes les sorties ensemble, ce que HomeKit ne peut pas afficher ; "meross-local energy" l’affiche',
    noTimers: 'cette prise n’accepte pas les minuteries avec lesquelles elle commuterait elle-même',
  },
  autoOffNotUpdated: ({ cause }) =>
    `la règle d’extinction automatique n’a pas pu être mise à jour : ${cause}\n` +
    'Le plugin réessaie chaque minute. D’ici là, la prise suit ses règles précédentes.',
  limits: {
    overloadEnded: excess =>
      `${outlet(excess)} : plus de ${beyond(excess)}, courant coupé.\n` +
      'Débrancher un appareil avant de rallumer ; d’ici là, le courant reste coupé. Si cette charge est normale, augmenter "overloadWatts".',
    overloadNotEnded: excess =>
      `${outlet(excess)} : plus de ${beyond(excess)}, et le courant n’a pas pu être coupé : ${excess.cause}.\n` +
      'Débrancher l’appareil. Le plugin réessaie tant que la surcharge dure.',
    standbyEnded: excess =>
      `${outlet(excess)} : moins de ${beyond(excess)}, courant coupé.\n` +
      'Le courant reste coupé jusqu’au prochain allumage. S’il était encore utile, baisser "standbyWatts" ou augmenter "standbyMinutes".',
    standbyNotEnded: excess =>
      `${outlet(excess)} : moins de ${beyond(excess)}, et le courant n’a pas pu être coupé : ${excess.cause}.\n` +
      'Le courant reste allumé pour l’instant. Le plugin réessaie tant que la veille dure.',
  },
  notRestarted: ({ cause }) =>
    `la prise n’a pas été redémarrée : ${cause}\n` +
    'Elle n’est éteinte que lorsqu’une minuterie dans la prise est sûre de la rallumer. Une horloge non réglée se règle avec ' +
    '`meross-local clock`, ou avec "clock": "auto".',
  restartTimerNotRemoved: ({ id, cause }) =>
    `la minuterie "${id}" du redémarrage n’a pas pu être supprimée : ${cause}\n` +
    'Tant qu’elle existe, elle allume la prise chaque jour à la même heure. Le plugin réessaie, à intervalles croissants.',
  offTimerNotChanged: ({ cause }) =>
    `le minuteur d’extinction n’a pas pu être modifié : ${cause}\n` +
    'Une horloge non réglée se règle avec `meross-local clock`, ou avec "clock": "auto".',
  offTimerNotRemoved: ({ id, cause }) =>
    `le minuteur d’extinction "${id}" n’a pas pu être supprimé : ${cause}\n` +
    'Le plugin réessaie, à intervalles croissants. D’ici là, la prise peut s’éteindre encore une fois à cette heure.',
  offTimerOverdue:
    'le minuteur d’extinction était écoulé, mais la prise ne s’était pas éteinte elle-même ; le plugin l’a éteinte.',
  rulesOfOthers: ({ rules, more }) =>
    `un autre programme a enregistré dans la prise des règles qui la commutent : ${rules}${more > 0 ? ` ; et ${String(more)} de plus` : ''}.`,
  ruleOfOthers: rule => {
    const name = `"${rule.name}"${rule.outlet === undefined ? '' : ` de la sortie ${String(rule.outlet)}`}`;
    const command = `(\`meross-local ${rule.command}\`)`;
    if (rule.kind === 'auto-off')
      return `extinction automatique ${name}, ${minutesOf(rule.seconds)} après l’allumage ${command}`;
    const days = typeof rule.days === 'string' ? { once: 'une fois', daily: 'chaque jour' }[rule.days] : rule.days.week;
    return `minuterie ${name}, ${rule.on ? 'allumer' : 'éteindre'} à ${rule.at} ${days} ${command}`;
  },
  timeLostAndSet: `${LOST}\n${CONSEQUENCE} Le plugin la règle de nouveau.`,
  timeLost: ({ host }) =>
    `${LOST}\n${CONSEQUENCE} La régler avec \`meross-local clock ${host} --timezone local\`, ou mettre "clock": "auto" dans son entrée de "devices".`,
  clockSet: ({ zone, because }) => `l’horloge a été réglée avec le fuseau horaire ${zone}, car ${because}.`,
  clockNotSet: ({ cause }) =>
    `l’horloge n’a pas pu être réglée : ${cause}\n` +
    `Le plugin réessaie, à intervalles croissants. ${CONSEQUENCE} Une prise qui atteint un serveur de temps règle elle-même son horloge.`,
  timeProblems: {
    'not set': 'elle n’était pas réglée',
    wrong: 'elle n’était pas à l’heure',
    'no zone': 'elle n’avait pas de fuseau horaire',
    'other zone': 'elle avait un autre fuseau horaire',
    'old rules': 'ses règles d’heure d’été étaient périmées',
  },
};
