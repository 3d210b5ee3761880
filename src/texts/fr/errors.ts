import type { ErrorTexts } from '../explained-error.ts';
import { entryNumber, type ExplainedPlug } from '../explained-plug.ts';

const HANG_UP =
  'La prise démarre peut-être ou est occupée ; avec le chiffrement LAN, elle coupe aussi la connexion quand la clé est fausse.';

const OURS = 'Merci de le signaler, avec le journal en mode debug.';

const hangsUp = (who: string): string => `${who} coupe la connexion sans répondre.`;

const doctorCommand = (address: string): string => `"meross-local doctor ${address}"`;

const doctor = (address: string): string => `${doctorCommand(address)} trouve la cause.`;

const next = ({ address, isInHome }: ExplainedPlug): string =>
  `${doctor(address)} ${
    isInHome
      ? 'Maison affiche « Pas de réponse » jusqu’à ce que la prise réponde ; le plugin continue de l’interroger.'
      : 'La prise n’est pas encore dans Maison ; elle y apparaît dès qu’elle répond.'
  }`;

function optionOf(option: string, path: string): string {
  const number = entryNumber(path);
  return number === undefined ? `"${option}" au premier niveau` : `"${option}" de la prise ${String(number)}`;
}

export const errors: ErrorTexts = {
  explained: {
    unreachable: (_, plug) => ({
      happened: `${plug.who} est injoignable : ${plug.cause}.`,
      advice: `Vérifier que la prise est alimentée, qu’elle est sur ce réseau et qu’elle a toujours cette adresse. ${next(plug)}`,
    }),
    'no-answer': ({ hungUp }, plug) => ({
      happened: hungUp ? hangsUp(plug.who) : `${plug.who} accepte une connexion puis se tait.`,
      advice: `${hungUp ? HANG_UP : 'Si cela persiste, débrancher la prise pendant dix secondes.'} ${next(plug)}`,
    }),
    malformed: (_, plug) => ({
      happened: `${plug.who} ne répond pas comme une prise Meross : ${plug.cause}.`,
      advice: `Un autre appareil a probablement cette adresse, ou le port est faux. ${next(plug)}`,
    }),
    'not-signed': (_, { who, path, address }) => ({
      happened: `${who} : une réponse au nom de cette prise n’est plus signée avec sa clé, elle n’est donc pas acceptée.`,
      advice:
        `Si la prise a été réinitialisée ou a maintenant une autre clé, mettre cette clé dans ${optionOf('key', path)} et redémarrer Homebridge. Sinon, un autre appareil ou programme répond à cette adresse : ${doctor(address)} ` +
        'Tant que la prise ne signe pas de nouveau avec sa clé, rien d’elle n’est affiché ni commandé. Si son firmware a été mis à jour, retirer son accessoire du cache de Homebridge.',
    }),
    'other-plug': ({ found, expected }, { who, path, address }) => ({
      happened: `${who} : une autre prise répond à cette adresse (UUID ${found}, et non ${expected ?? 'une autre quelconque'}), rien n’y est donc lu ni commandé.`,
      advice: `Mettre la nouvelle adresse de cette prise dans ${optionOf('host', path)}, et attribuer à chaque prise une adresse fixe dans le routeur. Si la prise a été remplacée, retirer son accessoire du cache de Homebridge. ${doctor(address)}`,
    }),
    'wrong-key': (_, { who, path, address, keyPage }) => ({
      happened: `${who} n’accepte pas la clé de la configuration.`,
      advice:
        `Mettre la clé donnée à cette prise dans ${optionOf('key', path)} et redémarrer Homebridge ; d’ici là, elle n’est ni lue ni commandée. ` +
        `Une prise installée avec l’app Meross a sa propre clé, voir ${keyPage}. ${doctor(address)}`,
    }),
    refused: ({ code }, { who, address }) => ({
      happened: `${who} a refusé la commande : erreur ${String(code)}.`,
      advice: `La prise ne donne pas de raison ; son état est relu. Si cela arrive à chaque fois, merci de le signaler avec ce qu’affiche ${doctorCommand(address)}.`,
    }),
    unsupported: (_, plug) => ({ happened: hangsUp(plug.who), advice: `${HANG_UP} ${next(plug)}` }),
    locked: (_, { who, path }) => ({
      happened: `${who} est verrouillée et n’a pas été commandée.`,
      advice: `Pour que HomeKit puisse la commander, retirer ${optionOf('locked', path)} et redémarrer Homebridge.`,
    }),
    'given-up': (_, { who }) => ({
      happened: `${who} : une requête a été abandonnée avant la réponse de la prise.`,
      advice: 'Elle a cédé la place à une commande, ou Homebridge s’arrête. Le plugin interroge de nouveau la prise.',
    }),
    internal: (_, { who }) => ({
      happened: `${who} : une erreur inattendue de ce plugin.`,
      advice: `${OURS} Le plugin réessaie.`,
    }),
  },
  unstable: {
    weak: 'Son Wi-Fi est probablement faible : déplacer la prise ou le point d’accès, ou débrancher la prise pendant dix secondes. Si un autre appareil a la même adresse, attribuer à chacun une adresse fixe dans le routeur.',
    shared:
      'Deux appareils partagent probablement cette adresse : attribuer à chacun une adresse fixe dans le routeur. S’il n’y a pas d’autre appareil, débrancher la prise pendant dix secondes.',
    ours: OURS,
  },
};
