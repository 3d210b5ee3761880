import { duration } from '../duration.ts';
import type { PlugLogTexts } from '../en/log.ts';
import { entryNumber } from '../explained-plug.ts';

const lasting = (ms: number): string => duration(ms, 'jours');

const SHARED_ADDRESS =
  'Deux appareils partagent probablement cette adresse : attribuer à chacun une adresse fixe dans le routeur.';

const CLOCK_MATTERS =
  'Les minuteries de la prise et sa consommation par jour dépendent de cette horloge ; la commutation, non. "meross-local clock" la règle.';

export const log: PlugLogTexts = {
  couldNotStart: ({ error }) => `Le plugin n’a pas pu démarrer : ${error}`,
  couldNotStop: ({ error }) => `Le plugin n’a pas pu s’arrêter correctement : ${error}`,
  couldNotRestore: ({ name, error }) => `${name} n’a pas pu être restauré : ${error}`,
  configProblem: ({ path, label, message }) => `configuration : ${path}${label} ${message}`,
  configUnusable:
    'Le bloc de configuration est inutilisable, aucune prise n’est donc connectée. Maison garde les accessoires.',

  entry: ({ path }) => {
    const number = entryNumber(path);
    return number === undefined ? 'premier niveau' : `prise ${String(number)}`;
  },
  plugNotStarted: ({ who, error }) => `${who} n’a pas pu être démarrée : ${error}`,
  searchFailed: ({ error }) => `La recherche de prises a échoué : ${error}`,
  bridgeFull: ({ name, most }) =>
    `${name} n’est pas affiché, car son pont HomeKit contient déjà ${String(most)} accessoires, le maximum que HomeKit permet.\n` +
    'Ajouter un second bloc de plateforme comme pont enfant et y déplacer quelques prises, ou retirer de ce pont des accessoires d’autres plugins.',
  tooManyPlugs: ({ most }) =>
    `Plus de ${String(most)} prises ont été trouvées, le maximum pour un pont HomeKit. Les autres sont laissées de côté.\n` +
    'Indiquer les prises voulues dans "devices", ou ajouter un second bloc de plateforme comme pont enfant pour certaines.',
  foundWithOtherKey: ({ type, address, uuid }) =>
    `Un appareil Meross (${type ?? 'prise'}) à l’adresse ${address} (UUID ${uuid}) n’accepte pas la clé de la configuration.\n` +
    'S’il s’agit du vôtre, l’ajouter à "devices" avec sa propre "key".',
  samePlug: ({ who, first }) =>
    `${who} et ${first} sont la même prise.\n` +
    `Retirer l’une des deux de "devices" ; d’ici là, seule ${first} est utilisée.`,
  noPlug: ({ who, model }) =>
    `${who} : un appareil de type ${model} sans sortie y répond, et non une prise.\n` +
    'Le retirer de "devices". D’ici là, il est ignoré.',
  optionWithoutEffect: ({ who, option, reason }) => `${who} : "${option}" n’a aucun effet : ${reason}.`,
  ofPlug: ({ who, text }) => `${who} : ${text}`,

  removed: ({ names }) => `Retiré de Maison, car absent de la configuration : ${names}.`,
  notRemoved: ({ error }) =>
    `Les accessoires des prises absentes de la configuration n’ont pas pu être retirés : ${error}`,
  displaced: ({ name, address }) =>
    `${name} avait l’adresse ${address}, où une autre prise répond maintenant. L’accessoire reste dans Maison avec « Pas de réponse ».\n` +
    'Ajouter sa nouvelle adresse à "devices". Si cette prise ne sert plus, retirer son accessoire du cache de Homebridge.',
  cacheNotWritten: ({ names, error }) =>
    `${names} : Homebridge ne peut pas écrire son cache d’accessoires : ${error}\n` +
    'Le disque est-il plein ou en lecture seule ? Les prises fonctionnent ; les noms donnés dans Maison, par exemple, peuvent être perdus au redémarrage.',

  ready: ({ name, model, firmware, address }) =>
    `${name} : prise prête, ${model}, firmware ${firmware}, à l’adresse ${address}.`,
  isBack: ({ who, ms }) => `${who} : de nouveau joignable après ${lasting(ms)}.`,
  unstable: ({ who, times, ms, why }) =>
    `${who} : connexion instable, ${String(times)} fois injoignable en ${lasting(ms)}.\n` +
    `${why} Maison affiche « Pas de réponse » à chaque fois. Jusqu’à ce qu’elle soit stable, seul un résumé comme celui-ci paraît de temps en temps.`,
  stable: ({ who, times, ms, quietMs }) =>
    `${who} : de nouveau stable, réponses depuis ${lasting(quietMs)} sans interruption.\n` +
    `Auparavant ${String(times)} fois injoignable en ${lasting(ms)}.`,

  newFirmware: ({ now, before }) => `le firmware est maintenant ${now}, et non ${before}`,
  newOutlets: ({ channels }) => `il y a de nouvelles sorties (canal ${channels.join(', ')})`,
  newRefusals: 'des requêtes jusqu’ici acceptées sont refusées',
  changed: ({ who, change }) =>
    `${who} : ${change}.\n` +
    'Rien à faire après une mise à jour du firmware. Si cela se reproduit bientôt, c’est compté et résumé plus tard.',
  changesOften: ({ who, times, ms, change }) =>
    `${who} : instable, le firmware ou les sorties ont changé ${String(times)} fois en ${lasting(ms)} ; en dernier, ${change}.\n` +
    `${SHARED_ADDRESS} S’il n’y a pas d’autre appareil, débrancher la prise pendant dix secondes. Le plugin l’interroge moins souvent et écrit de temps en temps un résumé comme celui-ci.`,
  changesEnded: ({ who, times, ms, quietMs, change }) =>
    `${who} : de nouveau stable, rien n’a changé depuis ${lasting(quietMs)}. Auparavant, le firmware ou les sorties ont changé ${String(times)} fois en ${lasting(ms)}.\n` +
    `Dernier changement : ${change}. Rien à faire.`,
  moved: ({ name, from, address }) =>
    `${name} est passé de ${from} à ${address} ; le plugin utilise la nouvelle adresse.`,
  movesOften: ({ name, times, ms, address }) =>
    `${name} a changé ${String(times)} fois d’adresse en ${lasting(ms)}, et se trouve maintenant à ${address}.\n` +
    'Attribuer à chaque prise une adresse fixe dans le routeur. Le plugin utilise chaque fois la nouvelle adresse et écrit de temps en temps un résumé comme celui-ci.',
  pushes: ({ who }) =>
    `${who} signale maintenant ses changements d’elle-même. Tant que c’est le cas, elle n’est interrogée qu’une fois par minute.`,
  queryIgnored: ({ who, namespace }) =>
    `${who} ne répond pas à une requête ${namespace}.\n` +
    'Cette requête est renvoyée dans dix minutes ; tout le reste fonctionne comme d’habitude.',
  querySilences: ({ who, namespace }) =>
    `${who} se tait quelques secondes après une requête ${namespace}.\n` +
    'Cette requête n’est plus envoyée avant le redémarrage de Homebridge ; tout le reste fonctionne comme d’habitude.',
  clockDiffers: ({ who, ms }) =>
    `${who} fonctionne, mais l’horloge de la prise et celle de cet ordinateur diffèrent de ${lasting(ms)}.\n${CLOCK_MATTERS}`,
  noTimeZone: ({ who }) => `${who} fonctionne, mais la prise n’a pas de fuseau horaire.\n${CLOCK_MATTERS}`,

  allReady: ({ total }) =>
    total === 1
      ? 'La prise est prête.'
      : total === 2
        ? 'Les deux prises sont prêtes.'
        : `Les ${String(total)} prises sont prêtes.`,
  someReady: ({ ready, total, others }) =>
    `${String(ready)} ${ready < 2 ? 'prise prête' : 'prises prêtes'} sur ${String(total)}, ${others.join(', ')}.`,
  startResults: {
    unreachable: 'injoignable(s)',
    'wrong-key': 'avec une mauvaise clé',
    'not-signed': 'non fiable(s)',
    'other-plug': 'avec une autre prise à son adresse',
    duplicate: 'en double',
    'no plug': 'sans être une prise',
    pending: 'encore sans réponse',
    'left out': 'à l’écart à cause de la configuration',
  },
};
