import type { MatterTexts } from '../en/matter-log.ts';

const MEANWHILE = 'Jusque-là, les prises apparaissent par HomeKit (HAP), comme avec "publish": "hap".';

/** What the log says about publishing over Matter, in French. */
export const matter: MatterTexts = {
  oldHomebridge: ({ version }) =>
    `"publish": "matter" demande Homebridge 2.2 ou plus récent, et ceci est Homebridge ${version}.\n` +
    `Mettre Homebridge à jour, ou retirer "publish". ${MEANWHILE}`,
  notEnabled:
    '"publish": "matter" est sans effet, car Matter n’est pas activé pour le pont de ce plugin.\n' +
    'L’activer dans les réglages du pont de l’interface Homebridge ("matter": {} dans "bridge", ou dans "_bridge" d’un pont ' +
    `enfant), puis redémarrer. ${MEANWHILE}`,
  refused: ({ reason }) =>
    `Homebridge n’a pas pu publier par Matter : ${reason}\n` +
    'Ses propres lignes "[Matter/…]" en disent plus. Causes probables : "bind" du pont nomme une adresse IP au lieu d’une ' +
    `interface comme "eth0", ou le port Matter est occupé. Corriger, puis redémarrer. ${MEANWHILE}`,
  nowOverMatter: ({ name }) =>
    `${name} est maintenant publiée par Matter ; sa tuile HomeKit est retirée, avec sa pièce, ses scènes et ses automatisations.\n` +
    'Si Maison n’affiche pas la nouvelle tuile, ajouter le pont Matter de Homebridge avec son propre code. Totaux et historique restent.',
  nowOverHomeKit: ({ name }) =>
    `${name} est maintenant publiée par HomeKit (HAP) ; sa tuile Matter est retirée, avec sa pièce, ses scènes et ses automatisations.\n` +
    'Totaux et historique restent.',
  notRemoved: ({ error }) => `Des prises n’ont pas pu être retirées de Matter : ${error}`,
};
