import type { DoctorTexts } from '../doctor-texts.ts';
import { duration, volts, watts } from './numbers.ts';

const FIND_PLUG =
  'Vérifier que la prise est alimentée et que son voyant est fixe. Chercher son adresse dans la liste des appareils du ' +
  'routeur, car elle peut avoir changé, et l’y réserver.';
const LOCAL_NETWORK =
  'Sur un Mac, le programme qui lance celui-ci doit être autorisé dans Réglages Système → Confidentialité et sécurité → ' +
  'Réseau local.';
const BY_ADDRESS =
  'Utiliser l’adresse de la prise au lieu du nom\u00a0; elle figure dans la liste des appareils du routeur.';
const NOTHING_SENT = 'Rien n’a été envoyé\u00a0: ce plugin n’envoie jamais de paquet sur Internet.';
const OF_OTHER_DEVICE =
  'L’adresse appartient à un autre appareil, par exemple un routeur, une caméra ou une imprimante. Chercher l’adresse de la ' +
  'prise dans la liste des appareils du routeur.';
const POWER_CYCLE = 'Débrancher la prise, attendre dix secondes et la rebrancher.';
const REPORT_IT = `${POWER_CYCLE} Si cela n’aide pas, merci de signaler le problème, avec le rapport (en ligne de commande\u00a0: --report).`;
const SET_CLOCK =
  'Régler l’horloge\u00a0: `meross-local clock HOST --timezone ZONE`\u00a0; ZONE est par exemple Europe/Paris.';
const AUTO_CLOCK = '"clock": "auto" dans son entrée de la configuration la garde à l’heure.';
const DAYS = 'son énergie par jour commence à la mauvaise heure';
const WIFI_ADVICE =
  'Vérifier le Wi-Fi, et si un autre programme interroge cette prise\u00a0: elle ne répond qu’à une requête à la fois.';

/** The sentences of an examination in French. */
export const doctor: DoctorTexts = {
  layers: {
    name: 'nom',
    route: 'route',
    tcp: 'TCP',
    http: 'HTTP',
    envelope: 'message',
    key: 'clé',
    identity: 'identité',
    abilities: 'capacités',
    encryption: 'chiffrement',
    clock: 'horloge',
    meter: 'compteur',
    batches: 'requêtes groupées',
    wifi: 'Wi-Fi',
    broker: 'broker',
    'round trips': 'temps de réponse',
  },

  rulesOut: {
    name: 'un nom mal écrit',
    route: 'une route manquante',
    tcp: 'une prise sans courant, un mauvais port et un pare-feu',
    http: 'une prise bloquée',
    envelope: 'un appareil d’une autre marque',
    key: 'une mauvaise clé',
    identity: 'une confusion de prises',
  },

  verdict: {
    healthy: 'Aucun problème trouvé.',
    warning: ({ says, more }) =>
      `La prise fonctionne, avec un avertissement\u00a0: ${says}${more === 0 ? '' : ` ${more} de plus ci-dessus.`}`,
    ruledOut: ({ causes }) => `Exclu\u00a0: ${causes.join(', ')}.`,
  },

  entry: {
    duplicate: ({ number, name }) =>
      `Cette entrée et ${name === '' ? `la prise ${number}` : `${name} (prise ${number})`} sont la même prise.`,
    duplicateTodo: 'Supprimer l’une des deux entrées.',
    movedTodo: ({ host }) =>
      `La prise répond maintenant à l’adresse ${host}\u00a0: utiliser cette adresse et la réserver dans le routeur.`,
  },

  failure: {
    unreachable: 'la prise n’était plus joignable',
    hungUp: 'elle a raccroché',
    silent: 'elle est restée muette',
    error: ({ code }) => `elle a répondu par l’erreur ${code}`,
    otherPlug: 'une autre prise a répondu',
    notSigned: 'sa réponse n’est pas signée avec sa clé',
    malformed: 'sa réponse n’a pas de sens',
    other: 'une erreur inattendue',
  },

  name: {
    isAddress: ({ family }) =>
      `C’est une adresse IPv${family} d’un réseau local\u00a0: il n’y a pas de nom à résoudre.`,
    resolves: ({ count }) =>
      `Le nom correspond à ${count === 1 ? 'une adresse' : `${count} adresses`} d’un réseau local.`,
    notAnAddress: `Ce n’est pas l’adresse d’un appareil. ${NOTHING_SENT}`,
    publicAddress: `C’est une adresse publique\u00a0; une prise à la maison a une adresse privée. ${NOTHING_SENT}`,
    publicName: `C’est un nom d’Internet\u00a0; le résoudre interrogerait des serveurs hors de ce réseau. ${NOTHING_SENT}`,
    publicTodo:
      'Utiliser l’adresse de la prise dans le réseau local\u00a0; elle figure dans la liste des appareils du routeur.',
    resolvesOutside: `Le nom ne correspond à aucune adresse d’un réseau local. ${NOTHING_SENT}`,
    resolvesOutsideTodo: `${BY_ADDRESS} Un serveur de noms qui répond aux noms inconnus peut en être la cause.`,
    unknown: 'Le nom n’est pas connu dans ce réseau.',
    unknownTodo: `Vérifier l’orthographe. ${BY_ADDRESS}`,
    late: 'Le nom n’a pas pu être résolu\u00a0: aucun serveur de noms n’a répondu à temps.',
    failed: ({ code }) => `Le nom n’a pas pu être résolu${code === '' ? '' : ` (${code})`}.`,
    failedTodo: `Vérifier que le réseau fonctionne. ${BY_ADDRESS}`,
  },

  route: {
    isSelf: 'L’adresse est celle de cet ordinateur.',
    isNear: 'L’adresse est dans un réseau de cet ordinateur.',
    isFar: 'L’adresse est dans un autre réseau, derrière un routeur.',
    noNetwork: 'Cet ordinateur n’a pas de réseau, seulement loopback.',
    noNetworkTodo:
      'Le connecter au réseau de la prise, par câble ou en Wi-Fi. Un conteneur a besoin du réseau de son hôte («\u00a0host networking\u00a0»).',
    noDevice: 'Aucun appareil de ce réseau n’a cette adresse en ce moment.',
    noRoute: 'Il n’y a pas de route de cet ordinateur vers cette adresse.',
    noRouteTodo:
      'Cet ordinateur et la prise doivent être dans le même réseau, ou un routeur entre les deux doit autoriser la connexion. ' +
      'Comparer l’adresse avec celle de cet ordinateur\u00a0; les réseaux invités et les VLAN séparent les appareils.',
    findPlug: FIND_PLUG,
    localNetwork: LOCAL_NETWORK,
  },

  tcp: {
    isOpen: ({ port, ms }) => `Le port ${port} accepte les connexions (${ms}\u00a0ms).`,
    refused: ({ port }) => `Un appareil a cette adresse, mais refuse les connexions sur le port ${port}.`,
    refusedTodo: `Un autre appareil a probablement cette adresse. ${FIND_PLUG} Une prise refuse les connexions pendant quelques secondes après avoir été branchée.`,
    silent: ({ seconds }) =>
      `Pas de réponse en ${seconds}\u00a0s\u00a0: aucun appareil n’a cette adresse, ou quelque chose en chemin rejette les paquets.`,
    silentNearTodo: `${FIND_PLUG} Un réseau invité, ou «\u00a0l’isolation des clients\u00a0» du routeur, sépare les appareils.`,
    silentFarTodo: `${FIND_PLUG} L’adresse est dans un autre réseau\u00a0: un pare-feu ou un VLAN entre les deux peut rejeter les paquets.`,
    otherPort: 'Une vraie prise ne répond que sur le port 80.',
    forbidden: 'Cet ordinateur n’autorise pas la connexion.',
    forbiddenTodo: `Un pare-feu ou un bac à sable de cet ordinateur l’interdit. ${LOCAL_NETWORK}`,
    closed: 'La connexion a été fermée aussitôt.',
    closedTodo:
      'Un pare-feu sur le chemin ou un appareil qui démarre peut en être la cause. Réessayer dans une minute.',
    failed: ({ code }) => `La connexion a échoué (${code}).`,
    failedTodo: FIND_PLUG,
  },

  http: {
    replies: ({ ms }) => `Elle répond en ${ms}\u00a0ms.`,
    repliesLenient: ({ ms }) =>
      `Elle répond en ${ms}\u00a0ms\u00a0; les lignes de son en-tête HTTP se terminent par un simple LF, ce que le plugin accepte.`,
    hungUpOnce: 'Elle a raccroché au premier essai.',
    hungUpOnceTodo: 'Si cela arrive souvent, vérifier le Wi-Fi, et si un autre programme interroge aussi cette prise.',
    notAgain: 'Une connexion a été acceptée, mais pas la suivante un instant plus tard.',
    notAgainTodo: `La prise démarre peut-être, ou est occupée. ${POWER_CYCLE}`,
    silent: 'La connexion est acceptée, puis plus rien.',
    silentTodo: `Si c’est bien la prise, elle est bloquée. ${POWER_CYCLE} Un autre programme qui l’interroge sans cesse peut en être la cause.`,
    hungUp: 'La connexion est acceptée, puis fermée sans réponse.',
    hungUpTodo: `Si c’est bien la prise, elle est occupée ou bloquée. ${POWER_CYCLE} Si cela n’aide pas\u00a0: ${OF_OTHER_DEVICE}`,
    notHttp: 'L’appareil répond, mais pas en HTTP.',
    redirects: ({ status }) => `C’est un serveur web qui redirige (état HTTP ${status}), pas une prise Meross.`,
    otherStatus: ({ status }) =>
      `C’est un serveur web, mais pas une prise Meross (état HTTP ${status})\u00a0; une prise répond toujours par 200.`,
    cutShort: 'La réponse s’interrompt au milieu.',
    cutShortTodo: `${POWER_CYCLE} Si cela n’aide pas, sa connexion Wi-Fi est mauvaise.`,
    notAPlug: OF_OTHER_DEVICE,
  },

  envelope: {
    checksKey: 'C’est un appareil Meross, et il vérifie la clé.',
    takesAnyKey: 'C’est un appareil Meross. Il donne la liste de ses capacités quelle que soit la clé.',
    notToUs: 'C’est un appareil Meross, mais sa réponse concerne une autre requête.',
    notToUsTodo: `${POWER_CYCLE} S’il y a un proxy entre cet ordinateur et la prise, le retirer.`,
    webPage: 'La réponse est une page web\u00a0: ce n’est donc pas un appareil Meross.',
    notMeross: 'Ce n’est pas un appareil Meross.',
    notMerossTodo: OF_OTHER_DEVICE,
  },

  key: {
    fits: 'La clé est la bonne.',
    signedOtherwise:
      'Ses réponses sont signées avec une autre clé, comme le font certains firmwares\u00a0; c’est sans conséquence.',
    takesAnyKey: 'Elle accepte n’importe quelle clé\u00a0: tout appareil de ce réseau peut la commander.',
    takesAnyKeyTodo:
      'Elle n’a probablement jamais été configurée, ou a été réinitialisée. Lui donner une clé\u00a0: `meross-local provision` ou `meross-local rekey`.',
    notTried: 'Une autre prise a cette adresse, donc la clé n’a pas été essayée.',
    missing: 'Aucune clé n’a été donnée, donc rien de plus ne peut être vérifié.',
    missingTodo: ({ page }) =>
      `Donner sa clé\u00a0: "key" dans la configuration, ou en ligne de commande MEROSS_KEY ou --key. D’où vient la clé\u00a0: ${page}`,
    wrong: 'La prise n’accepte pas cette clé (son erreur 5001).',
    wrongEncrypted:
      'La prise n’accepte que des requêtes chiffrées, et ne peut pas déchiffrer celles faites avec cette clé. La clé est ' +
      'presque certainement fausse.',
    wrongTodo: ({ page }) =>
      'Utiliser la clé qui a été donnée à cette prise\u00a0: "key" dans la configuration, ou en ligne de commande --key ou ' +
      'MEROSS_KEY. Une prise appairée à nouveau, ou passée à un autre compte, a une nouvelle clé. Si la clé est inconnue, ' +
      'réinitialiser la prise avec son bouton et la configurer à nouveau avec `meross-local provision`. La prise est dans ' +
      `l’app Meross\u00a0? ${page}`,
    noAbilities: ({ failure }) => `La requête sur ses capacités a échoué\u00a0: ${failure}.`,
    noState: ({ failure }) => `La requête sur son état a échoué\u00a0: ${failure}.`,
    noReplyTodo: REPORT_IT,
  },

  identity: {
    isModel: ({ model, firmware }) => `Modèle ${model}, firmware ${firmware}.`,
    isExpectedModel: ({ model, firmware }) =>
      `Modèle ${model}, firmware ${firmware}, avec l’uuid que la configuration attend.`,
    twoUuids: 'Sa réponse contient deux uuid différents.',
    malformed: 'Sa réponse sur son matériel et son firmware n’a pas de sens.',
    unclearTodo: REPORT_IT,
    otherPlug: 'Un autre appareil Meross a cette adresse, pas celui de la configuration.',
    otherPlugTodo:
      'Le routeur a probablement donné cette adresse à une autre prise. Chercher l’adresse de la bonne prise dans le routeur ' +
      'et la mettre dans la configuration\u00a0; `meross-local discover` liste les prises et leurs adresses. Si la prise a été ' +
      'remplacée, écrire le nouvel uuid dans la configuration, ou enlever l’ancien.',
  },

  abilities: {
    switches: ({ outlets, hasMeter }) =>
      `Elle commande ${outlets === 1 ? 'une sortie' : `${outlets} sorties`} et ${hasMeter ? 'a un' : 'n’a pas de'} compteur.`,
    switchesNothing: 'C’est un appareil Meross, mais pas une prise\u00a0: il n’a rien à commander.',
    switchesOther:
      'C’est un appareil Meross, mais pas une prise\u00a0: il commande autre chose qu’une sortie, par exemple une porte, une lampe ou une vanne.',
    notAPlugTodo: 'Ce plugin est réservé aux prises et aux multiprises. Enlever l’entrée de la configuration.',
  },

  encryption: {
    needed: 'Elle chiffre ses messages sur le réseau local, et le plugin peut les lire.',
    optional: 'Elle connaît les messages chiffrés sur le réseau local, et en accepte aussi de non chiffrés (normal).',
    none: 'Elle ne chiffre pas ses messages sur le réseau local (normal).',
  },

  clock: {
    right: 'Son horloge et son fuseau horaire sont justes.',
    notSet: `Son horloge n’est pas réglée et indique 1970. Donc ${DAYS}, son compteur peut indiquer 0, et ses propres programmes horaires ne s’exécutent pas.`,
    notSetTodo: `${SET_CLOCK} Une prise sans accès à Internet en a besoin après chaque coupure de courant\u00a0; ${AUTO_CLOCK}`,
    off: ({ seconds, hasZone }) =>
      `Son horloge a ${duration(Math.abs(seconds))} ${seconds > 0 ? 'd’avance' : 'de retard'} sur cet ordinateur, donc ${DAYS}.` +
      (hasZone ? '' : ' Elle n’a pas non plus de fuseau horaire.'),
    offTodo: `Si cet ordinateur est à l’heure\u00a0: ${SET_CLOCK} ${AUTO_CLOCK}`,
    noZone:
      'Son horloge est à l’heure, mais elle n’a pas de fuseau horaire\u00a0: son énergie par jour suit donc les jours UTC.',
    noZoneTodo: SET_CLOCK,
    oldRules: ({ seconds }) =>
      `Son horloge est à l’heure, mais les règles de son fuseau horaire sont anciennes\u00a0: son heure locale a ` +
      `${duration(Math.abs(seconds))} ${seconds > 0 ? 'd’avance' : 'de retard'}, donc ${DAYS}.`,
    oldRulesTodo: `${SET_CLOCK} ${AUTO_CLOCK}`,
  },

  meter: {
    none: 'Elle n’a pas de compteur.',
    failed: ({ failure }) => `La requête sur son compteur a échoué\u00a0: ${failure}.`,
    malformed: 'La mesure de son compteur n’a pas de sens.',
    replug:
      'La prise fonctionne sans son compteur. Si elle mesurait avant, la débrancher, attendre dix secondes et la rebrancher.',
    setClock:
      'Régler l’horloge et le fuseau horaire (voir horloge). Si le compteur indique encore 0 en charge, débrancher la prise, attendre dix secondes et la rebrancher.',
    dead: 'Son compteur ne mesure pas\u00a0: il indique 0\u00a0V, ce qui est impossible tant que la prise répond. Cela arrive tant que l’heure et le fuseau horaire ne sont pas réglés.',
    measures: ({ meters }) => `Elle mesure ${meters.join('\u00a0; ')}.`,
    meter: ({ power, voltage, channel, isOn }) => {
      const where = channel === undefined ? '' : ` (canal ${channel})`;
      if (power === undefined) return `rien${where}`;
      const at = voltage === undefined ? '' : ` à ${volts(voltage)}`;
      return `${watts(power)}${at}${where}${isOn ? '' : ', alors qu’elle est éteinte'}`;
    },
    readsZero: ({ voltage }) =>
      `Elle est allumée et mesure 0\u00a0W à ${volts(voltage)}. Si rien ne fonctionne dessus, c’est juste.`,
    isSum:
      'C’est la somme de toutes les sorties. HomeKit ne peut pas l’afficher\u00a0; `meross-local energy` l’affiche.',
    zeroByClock:
      'Si quelque chose fonctionne dessus\u00a0: certaines prises ne mesurent pas tant que l’heure et le fuseau horaire ne sont pas réglés.',
  },

  batches: {
    oneAtATime: 'Elle répond à une requête à la fois.',
    answers: ({ count, bytes }) => `Elle répond à ${count} requêtes dans un message (${bytes}\u00a0octets).`,
    answersFewer: ({ count, of }) =>
      count === 0
        ? `Elle n’a répondu à aucune des ${of} requêtes d’un message.`
        : `Elle a répondu à ${count} des ${of} requêtes d’un message.`,
    failed: ({ count, failure }) => `Le message avec ${count} requêtes a échoué\u00a0: ${failure}.`,
    nothingToDo: 'Rien à faire\u00a0: le plugin envoie à une telle prise une requête à la fois.',
  },

  wifi: {
    notReported: 'Elle n’indique pas son signal Wi-Fi.',
    malformed: 'Le signal Wi-Fi qu’elle indique n’a pas de sens.',
    failed: ({ failure }) => `La requête sur son signal Wi-Fi a échoué\u00a0: ${failure}.`,
    failedTodo:
      'La prise fonctionne sans cette valeur. Si des réponses se perdent aussi (voir temps de réponse), vérifier le Wi-Fi.',
    signal: ({ percent }) => `Signal Wi-Fi ${percent}\u00a0%.`,
    weak: ({ percent }) =>
      `Signal Wi-Fi faible, ${percent}\u00a0%\u00a0: des réponses se perdent ou arrivent en retard.`,
    weakTodo:
      'Déplacer le point d’accès ou la prise. Les grands objets en métal et les meubles devant la prise affaiblissent le signal.',
  },

  connection: {
    connecting: 'en cours',
    online: 'en ligne',
    offline: 'hors ligne',
    upgrading: 'mise à jour',
    unknown: 'inconnue',
    other: 'autre',
    'not reported': 'non indiquée',
  },

  broker: {
    none: 'Elle n’a pas de broker MQTT\u00a0: elle n’est donc dans aucun cloud.',
    near: ({ connection }) => `Son broker MQTT est dans ce réseau (connexion\u00a0: ${connection}).`,
    meross: ({ connection }) =>
      `Son broker MQTT est le cloud Meross (connexion\u00a0: ${connection}). Ce plugin n’a pas besoin de cette connexion.`,
    elsewhere: ({ connection }) =>
      `Son broker MQTT est hors de ce réseau (connexion\u00a0: ${connection}). Ce plugin n’a pas besoin de cette connexion.`,
    end:
      'Pour couper la connexion, laisser la prise sans broker\u00a0: `meross-local rekey HOST --broker none`. Certains firmwares ' +
      'reviennent alors au mode d’appairage\u00a0: donner à une telle prise le broker de ce plugin. Ou bloquer son accès à ' +
      'Internet dans le routeur\u00a0; "clock": "auto" la garde alors à l’heure.',
    endMeross: 'Avec un autre broker ou aucun, l’app Meross n’atteint plus la prise.',
    steps: ({ page }) => `Étapes\u00a0: ${page}`,
    appLoses: ({ page }) => `Ce que l’app ne peut plus faire\u00a0: ${page}`,
  },

  roundTrips: {
    replies: ({ medianMs, worstMs }) => `Elle répond en ${medianMs}\u00a0ms, au pire en ${worstMs}\u00a0ms.`,
    slow: ({ medianMs, worstMs }) =>
      `Elle répond en ${medianMs}\u00a0ms, au pire en ${worstMs}\u00a0ms\u00a0: c’est lent.`,
    lost: ({ lost, of }) => `${lost} des ${of} requêtes ${lost === 1 ? 'a' : 'ont'} échoué.`,
    allLost: ({ of }) => `Elle a répondu au début, puis à aucune des ${of} requêtes.`,
    allLostTodo: `Elle est devenue injoignable, ou est surchargée. ${WIFI_ADVICE}`,
    lostTodo: WIFI_ADVICE,
  },
};
