import type { PageTexts } from '../en/page.ts';

/** "1 prise", "3 prises". */
const plugs = (count: number): string => (count < 2 ? `${count} prise` : `${count} prises`);

/** "1 prise trouvée", "3 prises trouvées". */
const found = (count: number): string => `${plugs(count)} trouvée${count < 2 ? '' : 's'}`;

/** The texts of the settings page, in French. */
export const pageTexts: PageTexts = {
  title: 'Prises Meross',
  busy: 'Veuillez patienter…',
  reading: 'Lecture…',
  outlet: channel => (channel === 0 ? 'Sortie' : `Sortie ${channel}`),
  switchOf: plug => `Allumer ou éteindre ${plug}`,
  watts: amount => `${amount} W`,
  percent: amount => `${amount} %`,
  milliseconds: amount => `${amount} ms`,
  seconds: amount => `${amount} s`,
  minutes: amount => `${amount} min`,
  kilowattHours: amount => `${amount} kWh`,
  ahead: amount => `${amount} d’avance`,
  behind: amount => `${amount} de retard`,
  number: (from, to, isWhole) => `Saisissez un nombre ${isWhole ? 'entier ' : ''}de ${from} à ${to}.`,
  secret: {
    show: label => `Afficher : ${label}`,
    hide: label => `Masquer : ${label}`,
    showShort: 'Afficher',
    hideShort: 'Masquer',
  },
  copy: {
    button: 'Copier',
    done: 'Copié.',
    byHand: 'Le texte est sélectionné : appuyez sur Ctrl+C, ou ⌘C sur un Mac.',
  },
  steps: { started: 'Commencé :', done: 'Terminé :', failed: 'Échec :', note: 'Remarque :' },
  failure: {
    retry: 'Réessayer',
    late: {
      happened: 'Aucune réponse n’est arrivée en une minute.',
      advice: 'Réessayez. Si cela se répète, fermez ces réglages et rouvrez-les.',
    },
    unknown: 'La requête a échoué.',
    again: 'Réessayez. Si cela se répète, le journal de Homebridge en dit plus.',
  },
  key: {
    label: 'Clé de vos prises',
    hint: 'La clé reçue par vos prises lors de leur installation. Elle reste dans la configuration de Homebridge.',
    where: 'D’où vient la clé, et que faire si votre prise est dans l’app Meross',
    another: 'Autre clé (facultatif)',
    anotherHint:
      'Les clés de la configuration sont essayées de toute façon. Utile si une nouvelle prise en a une autre.',
    empty: 'Saisissez la clé reçue par vos prises lors de leur installation. Sans elle, elles ne répondent pas.',
    ofPlug: plug => `Clé de ${plug}`,
    forAll: 'Utiliser cette clé pour toutes les prises sans clé propre',
    attempt: 'Essayer cette clé',
    attemptFor: plug => `Essayer cette clé pour ${plug}`,
  },
  find: {
    title: 'Trouver vos prises',
    titleMore: 'Trouver d’autres prises',
    intro:
      'Saisissez une fois la clé de vos prises. Le plugin cherche ensuite dans votre réseau et ajoute les prises qui ont cette clé.',
    introMore: 'Cherche dans votre réseau les prises qui ne sont pas encore dans la liste.',
    button: 'Trouver les prises',
    buttonMore: 'Trouver d’autres prises',
    running: 'Recherche…',
    stop: 'Arrêter',
    progressLabel: 'Avancement de la recherche',
    progress: (asked, total, networks) => `${asked} adresses sur ${total} interrogées (${networks})`,
    foundSoFar: count => `${found(count)} jusqu’ici.`,
    done: count => `La recherche est terminée : ${found(count)}.`,
    stopped: count => `La recherche a été arrêtée : ${found(count)}.`,
    nothing:
      'Les prises sont-elles branchées, et dans le même réseau que cet ordinateur ? Un Wi-Fi invité est un autre réseau.',
  },
  found: {
    title: 'Prises trouvées',
    add: plug => `Ajouter ${plug} à Homebridge`,
    addAll: count => `Ajouter les ${count}`,
    already: names => `Déjà dans la configuration : ${names}.`,
    anotherKey: 'Autre clé',
    anotherKeyHint: 'Cette prise a été installée avec une autre clé. Saisissez sa clé, ou laissez-la de côté.',
    noPlug: 'C’est un appareil Meross sans prise. Il ne peut pas être ajouté.',
  },
  name: {
    label: 'Nom dans l’app Maison',
    ofOutlet: channel => `Nom de la sortie ${channel}`,
  },
  list: {
    title: count => `Vos prises (${count})`,
    refresh: 'Actualiser',
    details: 'Détails et options',
    locked: 'Verrouillée',
    noKey: 'Aucune clé n’est connue pour cette prise. Appuyez sur Tester et saisissez-la.',
    remove: 'Retirer de la liste',
    removePlug: plug => `Retirer de la liste : ${plug}`,
  },
  facts: {
    model: 'Modèle',
    firmware: 'Micrologiciel',
    address: 'Adresse',
    power: 'Puissance actuelle',
    signal: 'Signal Wi-Fi',
    encryption: 'Messages',
    encrypted: 'chiffrés',
    clear: 'signés, non chiffrés',
    clock: 'Horloge',
    broker: 'Signale à',
    roundTrip: 'Répond en',
  },
  clock: {
    right: () => 'juste',
    off: by => `fausse${by === '' ? '' : `, ${by}`}`,
    'not set': () => 'non réglée',
    'no zone': () => 'sans fuseau horaire',
    'old rules': () => 'anciennes règles d’heure d’été',
    unknown: () => 'inconnue',
  },
  broker: {
    meross: 'le cloud Meross',
    local: 'un broker de votre réseau',
    elsewhere: 'un broker hors de votre réseau',
    none: 'aucun broker',
    unknown: 'inconnu',
  },
  options: {
    title: 'Options',
    unsupported: why => `Pas pour cette prise : ${why}`,
    type: {
      label: 'Afficher comme',
      hint: 'La façon dont l’app Maison montre la prise. Après un changement, ajoutez-la de nouveau à vos scènes.',
    },
    types: { outlet: 'Prise', switch: 'Interrupteur', light: 'Lampe' },
    locked: {
      label: 'Verrouillée',
      hint: 'Maison montre la prise sans pouvoir l’éteindre : pour un réfrigérateur ou un routeur.',
    },
    energy: {
      label: 'Montrer puissance et énergie',
      hint: 'Watts, kilowattheures et historique dans Eve et les apps semblables.',
    },
    led: { label: 'Interrupteur du voyant', hint: 'Ajoute un interrupteur pour le voyant de la prise.' },
    clock: {
      label: 'Garder son horloge juste',
      hint: 'Règle l’horloge, le fuseau horaire et l’heure d’été de la prise.',
    },
    autoOffMinutes: {
      label: 'Éteindre après (minutes)',
      hint: 'La prise s’éteint elle-même après ce temps d’allumage. 0 signifie jamais.',
    },
    inUseWatts: {
      label: 'Utilisée au-dessus de (W)',
      hint: 'Au-dessus de cette puissance, Maison montre la prise comme utilisée.',
    },
    appliance: {
      label: 'Signaler la fin d’une machine',
      hint: 'Ajoute un capteur de contact qui s’ouvre quand le lave-linge a fini.',
    },
    runsAboveWatts: 'La machine tourne au-dessus de (W)',
    finishedAfterMinutes: 'Elle a fini après (minutes)',
  },
  test: {
    button: 'Tester',
    buttonFor: plug => `Tester ${plug}`,
    running: plug => `Test de ${plug}…`,
    findings: 'Ce qui a été testé',
    verdicts: { ok: 'Bon :', warn: 'Remarque :', fail: 'Faux :', 'not looked at': 'Non testé :' },
  },
  fix: {
    useAddress: host => `Utiliser la nouvelle adresse ${host}`,
    removeDuplicate: 'Retirer ce doublon',
    setClock: 'Régler l’horloge',
  },
  energy: {
    title: 'Énergie',
    none: 'La prise n’a pas encore compté d’énergie.',
    pickDay: 'Choisissez un jour pour voir ses heures.',
    noHours: 'Cette prise compte les jours, pas les heures.',
    noHoursOfDay: 'La prise n’a plus les heures de ce jour.',
    numbers: 'Les chiffres',
    perMonth: 'Par mois',
    months: plug => `Énergie par mois de ${plug}`,
    missingDays: count => (count === 1 ? '1 jour non compté' : `${count} jours non comptés`),
    days: plug => `Énergie par jour de ${plug}`,
    hours: day => `Heures du ${day}`,
  },
  save: {
    button: 'Enregistrer',
    open: 'Vos modifications ne sont pas encore enregistrées.',
    failed:
      'Homebridge n’a pas pu enregistrer la configuration. Le journal de Homebridge dit pourquoi ; ensuite, réessayez.',
    done: 'Enregistré. Redémarrez Homebridge pour appliquer les nouveaux réglages.',
    childBridge:
      'Ou enregistrez d’abord en bas de cette fenêtre : Homebridge propose alors un pont enfant, un processus propre à ce plugin.',
    refused: address =>
      `${address} n’est pas une adresse de votre réseau. Corrigez-la dans le formulaire ; d’ici là, rien n’est enregistré.`,
    toast: 'Les réglages sont enregistrés.',
  },
  pairing: {
    title: 'Installer une prise neuve',
    intro:
      'Maintenez le bouton de la prise neuve pendant cinq secondes, jusqu’à ce que son voyant clignote. Connectez ensuite cet ordinateur au Wi-Fi de la prise (Meross_SW_…), ou utilisez le Bluetooth s’il en a un.',
    look: 'Chercher les prises neuves',
    seen: count =>
      count === 0
        ? 'Cet ordinateur ne voit aucune prise en mode d’installation.'
        : `${plugs(count)} en mode d’installation.`,
    elsewhere: 'Vous pouvez aussi installer la prise depuis un portable, avec cette commande :',
    command: 'Commande pour un autre ordinateur',
    byWifi: model => `Par Wi-Fi : ${model || 'prise Meross'}`,
    byBluetooth: name => `Par Bluetooth : ${name}`,
    which: 'Prise neuve',
    ssid: 'Nom de votre Wi-Fi',
    ssidHint: 'La plupart des prises ont besoin d’un réseau à 2,4 GHz.',
    password: 'Mot de passe de votre Wi-Fi',
    key: 'Clé pour la prise',
    keyHint: 'La même clé que pour vos autres prises. Pour la première, choisissez-en une longue et gardez-la.',
    run: 'Installer cette prise',
    incomplete: 'Saisissez le nom de votre Wi-Fi et une clé.',
    done: plug => `${plug} est installée et dans la liste. Appuyez sur Enregistrer pour la garder.`,
  },
  takeOver: {
    title: 'Venir de homebridge-meross',
    intro:
      'Ces prises sont dans la configuration de homebridge-meross. Leurs adresses, noms et clés peuvent servir ici.',
    meaning:
      'Elles apparaissent comme de nouvelles tuiles dans l’app Maison : refaites leurs pièces, scènes et automatisations. Retirez-les ensuite de homebridge-meross, pour qu’un seul plugin commande chaque prise.',
    button: count => `Reprendre ${plugs(count)}`,
    done: count => `${plugs(count)} de plus dans la liste. Appuyez sur Enregistrer pour les garder.`,
  },
  push: {
    title: 'Push : des changements sans délai',
    intro:
      'Normalement, le plugin interroge chaque prise toutes les quelques secondes. Avec le push, les prises signalent un changement aussitôt à cet ordinateur. Il faut d’abord donner son adresse à chaque prise.',
    enabled: 'Utiliser le push',
    port: 'Port (TCP)',
    addresses: (addresses, port) => `Adresses de cet ordinateur : ${addresses} ; port ${port}.`,
    listening: 'Le plugin y attend les prises.',
    silent: 'Rien n’y attend encore les prises : activez le push, enregistrez et redémarrez Homebridge.',
  },
  rekey: {
    title: 'Donner à une prise l’adresse de cet ordinateur',
    intro:
      'Écrit un nouveau broker, et une nouvelle clé si vous le voulez, dans une prise. Elle redémarre et s’absente environ une minute. L’app Meross ne la commande plus ensuite.',
    pushIsOff:
      'Le push est désactivé. Activez-le et enregistrez d’abord, sinon la prise ne trouve rien à cette adresse.',
    plug: 'Prise',
    broker: 'Signale à',
    keepBroker: 'Laisser tel quel',
    newKey: 'Nouvelle clé (facultatif)',
    newKeyHint: 'Laissez vide pour garder la clé.',
    prepare: 'Montrer ce qui changerait',
    planFor: plug => `Voici ce qui changerait dans ${plug}. Rien n’est encore changé.`,
    nothing: 'Rien ne changerait.',
    run: plug => `Changer ${plug} maintenant`,
    command: 'La même chose dans un terminal :',
    done: plug => `${plug} a été changée.`,
    doneAndSaved: plug => `${plug} a sa nouvelle clé, et la configuration est enregistrée avec elle.`,
  },
  publish: {
    title: 'HomeKit ou Matter',
    intro: 'La façon dont l’app Maison voit vos prises : l’une ou l’autre.',
    ways: {
      hap: { label: 'Accessoire HomeKit', hint: 'Énergie et historique dans Eve et les apps semblables.' },
      matter: {
        label: 'Appareil Matter',
        hint: 'Watts et énergie dans l’app Maison d’Apple. Matter doit être activé dans Homebridge. Eve n’a alors pas d’historique.',
      },
    },
    change:
      'Après un changement, les prises sont de nouvelles tuiles : refaites leurs pièces, scènes et automatisations.',
  },
  report: {
    title: 'Signaler un problème',
    intro: 'Teste toutes les prises et écrit un rapport pour un ticket, sans noms, clés ni adresses.',
    button: 'Faire un rapport',
    running: 'Test de vos prises…',
    done: 'Le rapport a été téléchargé. Si votre navigateur l’a bloqué, copiez-le d’ici.',
    label: 'Le rapport',
  },
  form: {
    show: 'Toutes les options (formulaire)',
    hide: 'Masquer le formulaire',
    hint: 'Toutes les options de la configuration, en formulaire.',
    below: 'Le formulaire est sous cette page.',
  },
};
