import type { ServerTexts } from '../server-texts.ts';

const HANG_UP =
  'Elle démarre peut-être ou est occupée ; avec le chiffrement local, elle raccroche aussi si la clé est fausse.';
const SEARCH = 'La recherche indique où sont les prises maintenant';

/** What the server of the settings page says, in French. */
export const server: ServerTexts = {
  failures: {
    unreachable: (_, { who, cause }) => ({
      happened: `${who} est injoignable : ${cause}.`,
      advice: `Est-elle branchée, dans ce réseau et toujours à cette adresse ? ${SEARCH}.`,
    }),
    'no-answer': ({ hungUp }, { who }) => ({
      happened: hungUp ? `${who} raccroche sans répondre.` : `${who} accepte une connexion, puis se tait.`,
      advice: hungUp ? HANG_UP : 'Réessayer. Si cela persiste, débrancher la prise pendant dix secondes.',
    }),
    malformed: (_, { who, cause }) => ({
      happened: `${who} a envoyé une réponse qui n’a pas de sens : ${cause}.`,
      advice: 'Réessayer. Si cela arrive à chaque fois, le signaler avec le modèle et le firmware.',
    }),
    'not-signed': (_, { who }) => ({
      happened: `${who} : une réponse au nom de cette prise n’est pas signée avec sa clé et n’a pas été crue.`,
      advice:
        'Soit la prise a maintenant une autre clé ou un autre firmware, soit un autre programme ou appareil répond là.',
    }),
    'other-plug': ({ found, expected }, { who }) => ({
      happened: `${who} : une autre prise répond là (uuid ${found}, et non ${expected}) ; rien n’a été lu ni commuté.`,
      advice: `${SEARCH} ; corriger ensuite l’adresse de cette prise.`,
    }),
    'wrong-key': (_, { who, keyPage }) => ({
      happened: `${who} n’accepte pas cette clé.`,
      advice: `Utiliser la clé avec laquelle cette prise a été configurée ; chaque prise peut avoir la sienne. Configurée avec l’app Meross ? Voir ${keyPage}.`,
    }),
    refused: ({ code }, { who }) => ({
      happened: `${who} a refusé : erreur ${code}.`,
      advice: 'La prise ne donne pas de raison. Son firmware ne sait peut-être pas le faire, ou pas avec ces valeurs.',
    }),
    unsupported: (_, { who, cause }) => ({
      happened: `${who} ne sait pas le faire : ${cause}.`,
      advice: 'Ses détails montrent ce qu’elle sait faire.',
    }),
    locked: (_, { who }) => ({
      happened: `${who} est verrouillée dans la configuration et n’a pas été commutée.`,
      advice: '',
    }),
    'given-up': () => ({ happened: 'Interrompu.', advice: '' }),
    internal: (_, { who }) => ({ happened: `${who} : une erreur inattendue.`, advice: 'Merci de la signaler.' }),
  },
  nothingToChange: 'Il n’y a rien à changer : ni nouvelle clé ni courtier n’ont été indiqués.',
  isBusy: 'Une prise est déjà en cours de configuration.',
  unexpected: 'Une erreur inattendue de la page des réglages.',
  usesOldSettings: 'La prise a confirmé, mais utilise ses anciens réglages jusqu’à son prochain démarrage.',
  powerCycle:
    'La débrancher pendant dix secondes, ce qui coupe aussi l’appareil branché, et recommencer pour vérifier le résultat.',
  waitsForBroker:
    'La prise utilise le nouveau courtier à son prochain démarrage : la débrancher pendant dix secondes, ce qui coupe aussi l’appareil branché.',
  oneOutlet: 'cette prise n’a qu’une sortie',
  takeOver: {
    noAddress: 'L’entrée n’a pas d’adresse : la recherche trouve la prise.',
    badAddress: 'L’adresse de l’entrée n’appartient pas à un réseau local.',
    noKey: 'Le bloc ne contient pas de clé pour cette prise.',
  },
};
