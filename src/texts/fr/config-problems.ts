import type { ConfigTexts } from '../en/config-problems.ts';

const PLUG_ADDRESS = '"192.168.1.20"';

const noPlugToShow = (found: string): string =>
  `${found}, il n’y a donc aucune prise à montrer ; indiquer chaque prise avec son adresse, par exemple
  "devices": [
    { "host": "192.168.1.20", "key": "la clé donnée à la prise" }
  ]`;

export const config: ConfigTexts = {
  refused: ({ found, needed, next }) => `${found} ; ${needed}. ${next}`,
  usedAsWritten: ({ found, oddity }) =>
    `${found} qui ${oddity}, peut-être copié par mégarde. Il est utilisé tel quel : si une prise ne l’accepte pas, le corriger ici.`,
  noDevices: noPlugToShow('manque'),
  emptyDevices: noPlugToShow('n’a pas d’entrée'),

  found: {
    missing: 'manque',
    null: 'est null (rien)',
    list: 'est une liste',
    emptyText: 'est un texte vide',
    hiddenText: ({ length }) => `est un texte de ${String(length)} ${length < 2 ? 'caractère' : 'caractères'}`,
    text: ({ quoted }) => `est ${quoted} (texte)`,
    hiddenNumber: 'est un nombre',
    number: ({ value }) => `est ${value.toString()} (nombre)`,
    hiddenBoolean: 'est true ou false',
    boolean: ({ value }) => `est ${value.toString()}`,
    block: 'est un bloc entre { }',
    other: ({ type }) => `est du type ${type}`,
  },

  needs: {
    block: 'il faut un bloc entre { }',
    unquoted: ({ value }) => `écrire ${value} sans guillemets`,
    trueOrFalse: 'il faut true ou false, sans guillemets',
    number: ({ min, max }) => `il faut un nombre de ${min.toString()} à ${max.toString()}`,
    wholeNumber: ({ min, max }) => `il faut un nombre entier de ${min.toString()} à ${max.toString()}`,
    textUpTo: ({ most }) => `il faut un texte de 1 à ${most.toString()} caractères`,
    oneOf: ({ words }) => `il faut l’un de ${words}`,
    quoted: 'l’écrire entre guillemets',
    quotedText: 'il faut un texte entre guillemets',
    uuid: 'il faut les 32 chiffres et lettres que la prise donne comme UUID, sans traits d’union',
    notASecret: 'c’est une clé ou un mot de passe de cette configuration, à ne pas afficher',
    anotherPlug: ({ earlier }) => `${earlier} désigne déjà cette prise`,
    anotherChannel: ({ earlier }) => `${earlier} désigne déjà ce canal`,

    address: `il faut l’adresse de la prise, par exemple ${PLUG_ADDRESS}`,
    shorterAddress: ({ most }) => `il faut une adresse d’au plus ${most.toString()} caractères`,
    noBrackets: 'seule une adresse IPv6 s’écrit entre [ ], par exemple "[fe80::1]"',
    bracketsForPort: 'une adresse IPv6 avec un port s’écrit avec [ ], par exemple "[fe80::1]:80"',
    bracketsOrPort: ({ address, port, whole }) =>
      `écrire "[${address}]:${port}" si ${port} est le port, et "[${whole}]" sinon`,
    port: 'le port après le ":" doit être un nombre entier de 1 à 65535',
    localAddress:
      'une adresse publique est refusée car ce plugin n’envoie jamais de paquet sur internet ; une prise a une adresse privée ' +
      '(10.x.x.x, 172.16.x.x à 172.31.x.x, 192.168.x.x, 169.254.x.x, 127.x.x.x, ou IPv6 fc00::/7, fe80::/10, ::1)',
    localName:
      'seul le DNS d’internet connaît ce nom, et ce plugin n’envoie jamais de paquet sur internet ; écrire l’adresse de la ' +
      `prise, par exemple ${PLUG_ADDRESS}, ou un nom de son propre réseau, par exemple "plug" ou un nom en .local, .lan ou ` +
      '.home.arpa',
    ipv4: `une adresse IPv4 a quatre nombres de 0 à 255, sans zéro en tête, par exemple ${PLUG_ADDRESS}`,
    name: `un nom se compose de lettres, de chiffres, de traits d’union et de points ; une adresse ressemble à ${PLUG_ADDRESS}`,
    noUrl: ({ bare }) =>
      `il faut seulement l’adresse, sans "http://" ni chemin : ${
        bare === undefined ? `écrire l’adresse de la prise, par exemple ${PLUG_ADDRESS}` : `écrire "${bare}"`
      }`,

    network: 'il faut un réseau, par exemple "192.168.1.0/24"',
    privateNetwork: 'seul un réseau privé est parcouru car ce plugin n’envoie jamais de paquet sur internet',
    smallerNetwork: ({ prefix }) =>
      `au plus 1024 adresses sont parcourues : écrire /${prefix.toString()} à /32, ou plusieurs réseaux`,
    networks: 'il faut une liste, par exemple ["192.168.1.0/24"]',
    aNetwork: 'il faut au moins un réseau, par exemple "192.168.1.0/24"',
    discovery: 'il faut false, ou les réseaux à parcourir : { "subnets": ["192.168.1.0/24"] }',

    brokerUrl: 'il faut une URL, par exemple "mqtts://192.168.1.5:8883"',
    noUserInUrl: 'écrire plutôt l’utilisateur dans "username" et "password"',
    bracketsInUrl: 'écrire l’adresse entre [ ], par exemple "mqtts://[fe80::1]:8883"',
    ownAddress: 'il faut une adresse de cet ordinateur dans le réseau local, par exemple "192.168.1.10"',
    ownAddresses: 'il faut une liste, par exemple ["192.168.1.10"]',
    broker: 'il faut un bloc, par exemple { "enabled": true, "port": 8883 }',
    metrics: 'il faut un bloc, par exemple { "port": 9464 }',

    devices: 'il faut une liste, par exemple [{ "host": "192.168.1.20" }]',
    device: 'il faut un bloc, par exemple { "host": "192.168.1.20" }',
    outlets: 'il faut une liste, par exemple [{ "channel": 1, "name": "TV" }]',
    outlet: 'il faut un bloc, par exemple { "channel": 1, "name": "TV" }',
    appliance: 'il faut un bloc, par exemple { "runsAboveWatts": 10, "finishedAfterMinutes": 3 }',
    sensor: 'il faut un bloc, par exemple { "aboveWatts": 10, "kind": "occupancy" }',
    limits: 'il faut un bloc, par exemple { "overloadWatts": 2000, "overloadSeconds": 10 }',
    noStandbyOfLocked:
      'cette prise est verrouillée et ne doit pas être éteinte en veille ; enlever "standbyWatts" ou "locked"',
    belowOverload: ({ watts }) => `il faut un nombre inférieur à "overloadWatts", ${watts.toString()}`,
    key: ({ keyPage }) =>
      'écrire la clé ici, ou une fois au premier niveau pour toutes les prises. Pour une prise dont la clé est vraiment vide, écrire ' +
      `"key": "" ; pour une prise installée avec l’app Meross, voir ${keyPage}`,
  },

  next: {
    defaultIsUsed: ({ value }) => `D’ici là, la valeur par défaut, ${value}, est utilisée.`,
    plugLeftOut: 'D’ici là, cette prise est laissée de côté ; les autres fonctionnent.',
    lockedPlugLeftOut: 'Par sécurité, cette prise est laissée de côté d’ici là ; les autres fonctionnent.',
    entryLeftOut: 'D’ici là, l’entrée est laissée de côté ; les autres fonctionnent.',
    plugListedOnce: 'Une prise n’est indiquée qu’une fois : cette entrée est laissée de côté.',
    ignored: 'C’est ignoré.',
    leftOut: 'Cette valeur est laissée de côté.',
    entryIgnored: 'Cette entrée est ignorée.',
    entryIgnoredUntilThen: 'D’ici là, cette entrée est ignorée.',
    outletNameOfPlug: 'D’ici là, la sortie prend le nom qu’elle a dans la prise.',
    namedAfterModel: 'D’ici là, son nom est celui de son modèle.',
    withoutKeyLeftOut: 'D’ici là, les prises sans clé propre sont laissées de côté.',
    noPlugRuns: 'D’ici là, aucune prise ne fonctionne, et les accessoires restent tels quels.',
    nothingSearched: 'D’ici là, aucun réseau n’est parcouru.',
    networkNotSearched: 'D’ici là, il n’est pas parcouru.',
    brokerIsOff: 'D’ici là, le broker est arrêté.',
    noMetrics: 'D’ici là, il n’y a pas de mesures.',
    listensOnAll: 'D’ici là, il écoute sur toutes.',
    noneIsUsed: 'D’ici là, cette indication n’est pas utilisée.',
    overloadNotEnded: 'D’ici là, une surcharge n’est pas arrêtée.',
    standbyNotEnded: 'D’ici là, la veille n’est pas arrêtée.',
  },

  unknownKey: ({ hint }) => `n’est pas connu ici ; ${hint} C’est ignoré.`,
  hiddenKey:
    'n’est pas connu ici ; ce n’est pas affiché, car cela ressemble à une clé ou à un mot de passe. C’est ignoré.',
  knownKeys: ({ known }) => `sont connus ${known}.`,
  didYouMean: ({ quoted }) => `s’agissait-il de ${quoted} ?`,
  didYouMeanThere: ({ quoted, location }) => `s’agissait-il de ${quoted}, ${location} ?`,
  belongs: ({ location }) => `sa place est ${location}.`,
  locations: {
    platform: 'au premier niveau du bloc, à côté de "devices"',
    device: 'dans une entrée de "devices"',
    outlet: 'dans une entrée de "outlets" d’une prise',
    appliance: 'dans "appliance" d’une prise',
    sensor: 'dans "sensor" d’une prise',
    limits: 'dans "limits" d’une prise',
    discovery: 'dans "discovery"',
    broker: 'dans "broker"',
    metrics: 'dans "metrics"',
  },
  needless: {
    account: 'aucun compte Meross n’est nécessaire car le plugin parle directement aux prises, avec leur clé.',
    mac: 'l’adresse MAC n’est pas nécessaire car une prise est reconnue à son UUID.',
    model: 'le modèle est lu dans la prise.',
    port: 'écrire plutôt le port après l’adresse : "host": "192.168.1.20:80".',
  },

  strayEnds: {
    both: ({ first, last }) =>
      first === last ? `commence et finit par ${first}` : `commence par ${first} et finit par ${last}`,
    first: ({ first }) => `commence par ${first}`,
    last: ({ last }) => `finit par ${last}`,
  },
  strayCharacters: {
    lineBreak: 'un saut de ligne',
    tab: 'une tabulation',
    space: 'une espace',
    quotationMark: 'un guillemet',
  },
};
