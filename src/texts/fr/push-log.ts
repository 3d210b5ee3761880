import type { PushTexts, RefusedLogin } from '../en/push-log.ts';

const UNTIL_THEN = 'et redémarrer Homebridge. D’ici là, les prises sont interrogées.';

const CREDENTIALS = 'Mettre dans "username" et "password" de "broker" ce qu’il attend.';

const ISSUER = {
  reason: 'son certificat n’est pas reconnu',
  remedy: 'Mettre dans "ca" de "broker" le certificat de son émetteur.',
};

const OTHER_CLIENTS = 'Vérifier ce que d’autres clients envoient sur /appliance/#.';

export const push: PushTexts = {
  listens: ({ endpoints }) => `Le broker MQTT écoute à ${endpoints}.`,
  noAddressYet:
    'Cet ordinateur n’a pas encore d’adresse dans un réseau local, le broker MQTT ne peut donc pas écouter.\n' +
    'Le plugin vérifie chaque minute. D’ici là, les prises sont interrogées.',
  couldNotStart: ({ error }) => `Le broker MQTT n’a pas pu démarrer : ${error}`,
  brokerError: ({ error }) => `Le broker MQTT a signalé une erreur : ${error}.`,
  certificateMade: ({ why, file }) => `Le broker MQTT ${why} (${file}).`,
  certificateReasons: {
    first: 'a créé son certificat',
    expiring: 'a renouvelé son certificat, qui allait expirer',
    'other-hosts': 'a créé un nouveau certificat, car ses adresses ont changé',
    damaged: 'a remplacé son certificat, qui était endommagé et reste à côté du nouveau',
  },

  sessionNotHandled: ({ uuid, error }) => notHandled(`la session de ${uuid}`, error),
  pushNotHandled: ({ uuid, namespace, error }) => notHandled(`un PUSH de ${uuid} (${namespace})`, error),
  notSigned: ({ uuid }) =>
    `MQTT : des messages de la prise ${uuid} ne sont pas signés avec sa clé et sont ignorés.\n` +
    'Sa clé a changé, ou un autre client du broker les envoie. La prise est interrogée entre-temps.',

  mayNotPublish: ({ sender, topic }) => forbidden(sender, `publie sur ${topic}`),
  mayNotUseQos2: ({ sender }) => forbidden(sender, 'publie avec QoS 2'),
  mayNotSubscribe: ({ sender, topic }) => forbidden(sender, `s’abonne à ${topic}`),
  loginRefused: {
    'no-plug': ({ address }) =>
      `MQTT : ${address} a été refusé : son identification n’est pas celle d’une prise Meross.`,
    'unknown-plug': login =>
      `${refused(login)} : elle n’est pas dans la configuration, ou n’a pas encore répondu.\nL’ajouter à "devices" ; elle se connecte ensuite d’elle-même.`,
    'wrong-password': login =>
      `${refused(login)} : sa clé diffère de celle de la configuration.\nMettre la clé de cette prise dans "key" et redémarrer Homebridge.`,
    'other-plug': login => `${refused(login)} : son identifiant de client est celui d’une autre prise.`,
    'old-tls': login =>
      `${refused(login)} : elle n’accepte que TLS 1.0 ou 1.1, ce qui n’est pas permis pour cette prise.\nPour le permettre, mettre "oldTls": true dans son entrée de "devices".`,
  },
  notReading: ({ address }) => `MQTT : ${address} ne lit pas ses messages, sa connexion a donc été fermée.`,
  connectionClosed: ({ address, problem }) =>
    `MQTT : ${address ?? 'un client'} ${problem}, sa connexion a donc été fermée.`,
  connectionProblems: {
    'not-local': 'n’est pas dans le réseau local',
    'too-often': 'se connecte trop souvent',
    'too-many': 'ouvre trop de connexions',
    'crowded-out': 'n’était pas identifié alors que de telles connexions étaient trop nombreuses',
    'too-slow': 'ne s’est pas identifié à temps',
    'tls-version': 'n’accepte que TLS 1.0 ou 1.1, ce que la configuration ne permet pour aucune prise',
  },
  frameViolations: {
    'not-mqtt': 'n’envoie pas de MQTT',
    'too-large': 'a envoyé un paquet trop grand pour une prise',
    'too-many': 'a envoyé trop de paquets pour une prise',
  },

  cannotListen: ({ at, reason, remedy }) =>
    `Le broker MQTT ne peut pas écouter à ${at} : ${reason}.\n${remedy} ${UNTIL_THEN}`,
  listenFailures: {
    'port in use': {
      reason: 'un autre programme utilise ce port',
      remedy:
        'Arrêter ce programme, changer "port" de "broker" (et dans les prises), ou renseigner "url" de "broker" pour utiliser ce programme,',
    },
    'port not allowed': {
      reason: 'Homebridge n’a pas le droit d’utiliser ce port',
      remedy: 'Mettre dans "port" de "broker" un nombre supérieur à 1023, par exemple 8883,',
    },
    'foreign address': {
      reason: 'ce n’est pas une adresse de cet ordinateur',
      remedy: 'Mettre dans "addresses" de "broker" des adresses qu’il possède',
    },
  },
  listenRemedy: 'Résoudre ce problème',
  certificateUnusable: ({ file, code }) =>
    `Le certificat du broker MQTT ne peut être ni lu ni créé : ${file} (${code ?? 'inconnu'}).\n` +
    `Permettre au compte sous lequel tourne Homebridge d’écrire dans ce dossier ${UNTIL_THEN}`,
  caUnreadable: ({ file, code }) =>
    `Le fichier de certificat de "broker.ca" ne peut pas être lu : ${file} (${code ?? 'inconnu'}).\n` +
    `Indiquer un fichier PEM que Homebridge peut lire ${UNTIL_THEN}`,
  noBrokerUrl:
    'L’"url" de "broker" dans la configuration n’est pas l’URL d’un broker MQTT.\n' +
    'Utiliser par exemple mqtts://192.168.1.5:8883, ou mqtt://192.168.1.5:1883 sans TLS.',
  brokerNotLocal: ({ host }) =>
    `L’"url" de "broker" dans la configuration désigne ${host}, qui n’est pas dans le réseau local.\n` +
    'Ce plugin n’envoie rien sur internet. Utiliser un broker de son propre réseau.',

  listensAtBroker: ({ broker }) => `À l’écoute des prises auprès du broker MQTT ${broker}.`,
  brokerUnusable: ({ broker, reason, remedy }) =>
    `Le broker MQTT ${broker} est inutilisable : ${reason}.\n${remedy} Le plugin continue d’essayer ; entre-temps, les prises sont interrogées.`,
  brokerFailures: {
    'nothing listens': {
      reason: 'rien n’y écoute',
      remedy: 'Le broker est-il démarré, et le port est-il le bon ?',
    },
    'no host': {
      reason: 'aucun appareil de ce genre sur le réseau',
      remedy: 'L’ordinateur est-il allumé, et l’adresse est-elle la bonne ?',
    },
    'no connection': {
      reason: 'aucune connexion dans le délai',
      remedy: 'L’ordinateur est-il allumé, et l’adresse est-elle la bonne ?',
    },
    'unknown name': {
      reason: 'le nom n’est pas connu sur ce réseau',
      remedy: 'Utiliser plutôt l’adresse dans "url".',
    },
    'wrong password': { reason: 'il refuse le nom d’utilisateur ou le mot de passe', remedy: CREDENTIALS },
    'login refused': { reason: 'il refuse cette identification', remedy: CREDENTIALS },
    'self-signed': { ...ISSUER, remedy: 'Mettre ce certificat dans "ca" de "broker".' },
    'unknown issuer': ISSUER,
    'other name': {
      reason: 'son certificat est établi pour un autre nom',
      remedy: 'Mettre dans "url" de "broker" un nom ou une adresse du certificat.',
    },
    expired: { reason: 'son certificat a expiré', remedy: 'Le renouveler.' },
    closed: { reason: 'il ferme la connexion', remedy: 'La raison est dans son propre journal.' },
    'subscription refused': {
      reason: 'il ne permet pas les topics des prises',
      remedy: 'Permettre /appliance/# à cet utilisateur.',
    },
    'not-mqtt': {
      reason: 'il n’envoie pas de MQTT',
      remedy: 'Le port est-il le bon, avec ou sans TLS comme dans "url" ?',
    },
    'too-large': { reason: 'il a envoyé un message trop grand pour une prise', remedy: OTHER_CLIENTS },
    'too-many': { reason: 'il a envoyé trop de messages à la fois', remedy: OTHER_CLIENTS },
  },
  brokerRemedy: 'Vérifier le journal du broker.',
};

const refused = ({ address, mac }: RefusedLogin): string => `MQTT : la prise ${mac} à ${address} a été refusée`;

const forbidden = (sender: string | undefined, attempt: string): string =>
  `MQTT : ${sender ?? 'un client'} ${attempt}, ce qui n’est pas permis et a été refusé.`;

const notHandled = (subject: string, error: string | undefined): string =>
  `MQTT : échec du traitement, ${subject} : ${error ?? 'une erreur inconnue'}. Merci de le signaler.`;
