import type { FeatureTexts } from '../en/feature-log.ts';

const LOST = 'la prise a perdu l’heure, par exemple lors d’une coupure de courant sans internet.';

const CONSEQUENCE =
  'Tant que l’horloge n’est pas réglée, le compteur peut ne rien mesurer, la consommation par jour est fausse et les minuteries ne fonctionnent pas.';

export const features: FeatureTexts = {
  unsupported: {
    noMeter: 'cette prise ne mesure pas la puissance',
    energyIsOff: '"energy" vaut false',
    locked: 'la prise est verrouillée',
    noAutoOff: 'cette prise n’accepte pas de règle d’extinction automatique',
    clockNotSettable: 'l’horloge de cette prise ne peut pas être réglée',
    lightNotSwitchable: 'le voyant de cette prise ne peut pas être commandé',
    sharedMeter:
      'le seul compteur de cette multiprise mesure toutes les sorties ensemble, ce que HomeKit ne peut pas afficher ; "meross-local energy" l’affiche',
  },
  autoOffNotUpdated: ({ cause }) =>
    `la règle d’extinction automatique n’a pas pu être mise à jour : ${cause}\n` +
    'Le plugin réessaie chaque minute. D’ici là, la prise suit ses règles précédentes.',
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
