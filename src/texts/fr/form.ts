/** The texts of the settings form in French, by the English text of config.schema.json. */
export const FORM: Readonly<Record<string, string>> = {
  'Meross plugs over your own network: no account, no cloud. You need the **key** of your plugs. **Find plugs** on the [settings page](https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/settings-page.md) finds their addresses; in a terminal, [`meross-local discover`](https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/cli.md) does.':
    'Prises Meross par le réseau local : ni compte, ni cloud. Il faut la **clé** des prises. **Trouver les prises**, sur la [page de réglages](https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/settings-page.md), trouve leurs adresses ; dans un terminal, c’est [`meross-local discover`](https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/cli.md).',
  'A plug does not work? **Test** on the [settings page](https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/settings-page.md), or in a terminal [`meross-local doctor ADDRESS`](https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/cli.md), finds the cause and says what to do. Not affiliated with Meross.':
    'Une prise ne fonctionne pas ? **Tester**, sur la [page de réglages](https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/settings-page.md), ou dans un terminal [`meross-local doctor ADRESSE`](https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/cli.md), trouve la cause et indique que faire. Sans lien avec Meross.',
  Name: 'Nom',
  'The name of this plugin in the log.': 'Le nom de ce plugin dans le journal.',
  'Write at least one letter or digit.': 'Saisir au moins une lettre ou un chiffre.',
  Key: 'Clé',
  'The key that your plugs were given when they were set up. Needed, unless every plug below has a key of its own.':
    'La clé que les prises ont reçue lors de leur configuration. Nécessaire, sauf si chaque prise ci-dessous a sa propre clé.',
  'The key that your plugs were given when they were set up. Needed, unless every plug below has a key of its own. <code>meross-local provision</code> shows it when it sets up a plug. <a href="https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/meross-app.md" target="_blank" class="text-decoration-underline">Your plug is in the Meross app?</a> This form can\'t save an empty key; use the JSON editor for that.':
    'La clé que les prises ont reçue lors de leur configuration. Nécessaire, sauf si chaque prise ci-dessous a sa propre clé. <code>meross-local provision</code> l’affiche lorsqu’il configure une prise. <a href="https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/meross-app.md" target="_blank" class="text-decoration-underline">La prise est dans l’app Meross ?</a> Ce formulaire ne peut pas enregistrer une clé vide ; utiliser pour cela l’éditeur JSON.',
  'the key that your plugs have': 'la clé des prises',
  Plugs: 'Prises',
  'One entry for each plug. Only its address is needed.': 'Une entrée par prise. Seule son adresse est nécessaire.',
  Plug: 'Prise',
  Address: 'Adresse',
  "The plug's address or name in your network; add :port if the port is not 80.":
    'L’adresse ou le nom de la prise dans le réseau ; ajouter :port si le port n’est pas 80.',
  'The plug\'s address or name in your network; add :port if the port is not 80. Your router shows it; the button "Find plugs" and <a href="https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/cli.md" target="_blank" class="text-decoration-underline"><code>meross-local discover</code></a> find it.':
    'L’adresse ou le nom de la prise dans le réseau ; ajouter :port si le port n’est pas 80. Le routeur l’affiche ; le bouton « Trouver les prises » et <a href="https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/cli.md" target="_blank" class="text-decoration-underline"><code>meross-local discover</code></a> la trouvent.',
  'A plug needs its address, such as 192.168.1.20': 'Il faut l’adresse de la prise, par exemple 192.168.1.20',
  '{{currentValue}} is not an address in your network. Write one such as 192.168.1.20, or a name such as plug.local, without http://. Public addresses are refused because this plugin never sends a packet to the internet.':
    '{{currentValue}} n’est pas une adresse du réseau local. Saisir par exemple 192.168.1.20, ou un nom tel que plug.local, sans http://. Les adresses publiques sont refusées, car ce plugin n’envoie jamais de paquet sur Internet.',
  'Key of this plug': 'Clé de cette prise',
  'Only if it differs from the key at the top.': 'Seulement si elle diffère de la clé tout en haut.',
  'same as at the top': 'comme tout en haut',
  'Its name in Home at first; you can rename it there. If empty: the model and the end of the MAC address.':
    'Son premier nom dans Maison, où il peut être changé. Si vide : le modèle et la fin de l’adresse MAC.',
  'TV corner': 'Coin télé',
  UUID: 'UUID',
  'If set, no other plug at this address is used. Home shows it as the serial number.':
    'Si indiqué, aucune autre prise à cette adresse n’est utilisée. Maison l’affiche comme numéro de série.',
  '32 digits and letters': '32 chiffres et lettres',
  'A UUID has 32 digits and letters, without hyphens.': 'Un UUID a 32 chiffres et lettres, sans tirets.',
  'Show as': 'Afficher comme',
  'How the Home app shows the plug. After a change, add the plug to your scenes again.':
    'Comment l’app Maison affiche la prise. Après un changement, ajouter de nouveau la prise aux scènes.',
  Outlet: 'Prise',
  Switch: 'Interrupteur',
  Light: 'Lampe',
  'Outlets of a strip': 'Sorties d’une multiprise',
  'Name outlets, or hide some.': 'Nommer des sorties ou en masquer.',
  'Channel (number)': 'Canal (numéro)',
  '1 for the first outlet, 2 for the second. 0 is the switch for all, which Home shows only if it is listed here.':
    '1 pour la première sortie, 2 pour la deuxième. 0 est l’interrupteur général ; Maison ne l’affiche que s’il figure ici.',
  'Its name in Home at first; you can rename it there.': 'Son premier nom dans Maison, où il peut être changé.',
  'Hide this outlet': 'Masquer cette sortie',
  'Home does not show it: for an outlet that you do not use.':
    'Maison ne l’affiche pas : pour une sortie qui ne sert pas.',
  'In use above (W)': 'Utilisée au-dessus de (W)',
  'Above this power, Home shows the outlet as in use. Without a meter, it is in use while it is on.':
    'Au-dessus de cette puissance, Maison affiche la prise comme utilisée. Sans mesure, elle est utilisée tant qu’elle est allumée.',
  'Show power and energy': 'Afficher la puissance et l’énergie',
  'Watts, volts, amperes, kilowatt-hours and history, in Eve and similar apps.':
    'Watts, volts, ampères, kilowattheures et historique, dans Eve et d’autres apps de ce genre.',
  'Switch for the status light': 'Interrupteur du voyant',
  'Adds a switch to Home for the light on the plug.': 'Ajoute à Maison un interrupteur pour le voyant de la prise.',
  Locked: 'Verrouillée',
  'Home shows the plug but cannot switch it: for a fridge or a router.':
    'Maison affiche la prise, mais ne peut pas la commuter : pour un réfrigérateur ou un routeur.',
  'Switch off after (minutes)': 'Éteindre après (minutes)',
  'Minutes after it is switched on, no matter how. The plug itself does this, even while Homebridge is down. 0 means never.':
    'Minutes après l’allumage, quelle qu’en soit la cause. La prise le fait elle-même, même si Homebridge est arrêté. 0 signifie jamais.',
  Appliance: 'Appareil',
  'A contact sensor that opens when a machine has finished.':
    'Un capteur de contact qui s’ouvre quand une machine a terminé.',
  'Machine runs above (W)': 'Machine en marche au-dessus de (W)',
  'Fill in this or the next field, and Home gets a contact sensor that opens when the machine has finished: "the washing machine is done".':
    'Si ce champ ou le suivant est rempli, Maison reçoit un capteur de contact qui s’ouvre quand la machine a terminé : « le lave-linge a fini ».',
  'Machine has finished after (minutes)': 'Machine terminée après (minutes)',
  'How long it must stay below that power.': 'Combien de temps elle doit rester sous cette puissance.',
  Sensor: 'Capteur',
  'A sensor that is active while the plug draws more than some watts.':
    'Un capteur actif tant que la prise mesure plus de quelques watts.',
  'Sensor is active above (W)': 'Capteur actif au-dessus de (W)',
  'Fill in this or the next field, and Home gets a sensor for "the TV is in use".':
    'Si ce champ ou le suivant est rempli, Maison reçoit un capteur pour « la télé est en marche ».',
  'Kind of sensor': 'Type de capteur',
  'What Home shows the sensor as. A contact sensor is open while it is active.':
    'Comment Maison affiche le capteur. Un capteur de contact est ouvert tant qu’il est actif.',
  Occupancy: 'Présence',
  Contact: 'Contact',
  Motion: 'Mouvement',
  'Default (occupancy)': 'Par défaut (présence)',
  Limits: 'Limites',
  'Switches an outlet off when it draws too much, or too little for a while.':
    'Éteint une sortie qui consomme trop, ou trop peu pendant un moment.',
  'Switch off above (W)': 'Éteindre au-dessus de (W)',
  'Protects a cable: an outlet that draws more is switched off. Nothing switches it on again by itself.':
    'Protège un câble : une sortie qui consomme plus est éteinte. Rien ne la rallume automatiquement.',
  'After (seconds above)': 'Après (secondes au-dessus)',
  'How long its power must stay above. The meter is queried at least three times in this time.':
    'Combien de temps la consommation doit rester au-dessus. La mesure est demandée au moins trois fois pendant ce temps.',
  'Switch off below (W)': 'Éteindre en dessous de (W)',
  'Ends standby: an outlet that has drawn more and now draws less is switched off.':
    'Met fin à la veille : une sortie qui a consommé plus et consomme maintenant moins est éteinte.',
  'After (minutes below)': 'Après (minutes en dessous)',
  'How long its power must stay below.': 'Combien de temps la consommation doit rester en dessous.',
  Clock: 'Horloge',
  "Sets the plug's clock, time zone and daylight-saving rules, for a plug without internet access.":
    'Règle l’horloge, le fuseau horaire et l’heure d’été de la prise, pour une prise sans accès à Internet.',
  'Left alone': 'Laissée telle quelle',
  'Set by this plugin': 'Réglée par ce plugin',
  'Old TLS (1.0 and 1.1)': 'Ancien TLS (1.0 et 1.1)',
  'Only for a plug from about 2018 to 2022 that cannot connect for push without it.':
    'Seulement pour une prise d’environ 2018 à 2022 qui, sans cela, ne peut pas se connecter pour le push.',
  'Restart switch: off for (seconds)': 'Interrupteur de redémarrage : coupure de (secondes)',
  'Adds a switch to Home that turns the outlet off and, after these seconds, on again: for a router or a camera. 0 means no switch.':
    'Ajoute à Maison un interrupteur qui coupe la prise et la rallume après ces secondes : pour un routeur ou une caméra. 0 signifie aucun interrupteur.',
  'Off timer': 'Minuteur d’extinction',
  'Adds an off timer to Home, with a duration to pick. The plug itself switches off, even while Homebridge is down. It also pauses "Switch off after".':
    'Ajoute à Maison un minuteur d’extinction, avec une durée au choix. La prise s’éteint elle-même, même si Homebridge est arrêté. Il suspend aussi « Éteindre après ».',
  'Query plugs every (seconds)': 'Interroger les prises toutes les (secondes)',
  "Without push, Home shows a press on a plug's button after at most this time.":
    'Sans push, Maison affiche un appui sur le bouton d’une prise après ce délai au plus.',
  'Query meters every (seconds)': 'Interroger les mesures toutes les (secondes)',
  'The watts in Eve are at most this old.': 'L’âge maximal des watts affichés dans Eve.',
  'Clocks of the plugs': 'Horloges des prises',
  'Sets the clock, time zone and daylight-saving rules of every plug, for plugs without internet access. A plug can have a setting of its own.':
    'Règle l’horloge, le fuseau horaire et l’heure d’été de chaque prise, pour des prises sans accès à Internet. Une prise peut avoir son propre réglage.',
  'Finding plugs': 'Recherche des prises',
  'Networks in which the plugin searches for plugs.': 'Réseaux dans lesquels le plugin cherche des prises.',
  Networks: 'Réseaux',
  'The plugin searches these networks for plugs that have your key, and for plugs whose address has changed.':
    'Le plugin cherche dans ces réseaux les prises qui ont cette clé, et celles dont l’adresse a changé.',
  'Network (CIDR)': 'Réseau (CIDR)',
  'A private network of at most 1024 addresses: /22 to /32.': 'Un réseau privé d’au plus 1024 adresses : /22 à /32.',
  '{{currentValue}} is not a private network of at most 1024 addresses. Write one such as 192.168.1.0/24.':
    '{{currentValue}} n’est pas un réseau privé d’au plus 1024 adresses. Saisir par exemple 192.168.1.0/24.',
  'Metrics for Prometheus: port (TCP)': 'Mesures pour Prometheus : port (TCP)',
  'If set, http://127.0.0.1:PORT/metrics lists watts, kWh and state of every plug. Empty: off.':
    'Si indiqué, http://127.0.0.1:PORT/metrics donne les watts, les kWh et l’état de chaque prise. Vide : désactivé.',
  'Metrics for Prometheus: listen on': 'Mesures pour Prometheus : adresse',
  'The address of this computer on which others in your network may read the metrics. Empty: only this computer.':
    'L’adresse de cet ordinateur à laquelle les autres appareils du réseau peuvent lire les mesures. Vide : cet ordinateur seulement.',
  Metrics: 'Mesures',
  'A page for Prometheus with the watts, kWh and state of every plug. It sends no request to a plug.':
    'Une page pour Prometheus avec les watts, les kWh et l’état de chaque prise. Elle n’envoie aucune requête aux prises.',
  Push: 'Push',
  'Plugs report a change at once, to an MQTT broker inside this plugin or to your own.':
    'Les prises signalent aussitôt un changement, à un courtier MQTT intégré à ce plugin ou au vôtre.',
  'Plugs report each change at once; the plugin does not have to query them.':
    'Les prises signalent aussitôt chaque changement ; le plugin n’a pas besoin de les interroger.',
  'Use push': 'Utiliser le push',
  'Plugs connect to this plugin or to your own broker. First write its address into each plug, with meross-local rekey.':
    'Les prises se connectent à ce plugin ou à votre propre courtier. Écrire d’abord son adresse dans chaque prise avec meross-local rekey.',
  'Port (TCP)': 'Port (TCP)',
  'The port on which this plugin waits for plugs.': 'Le port sur lequel ce plugin attend les prises.',
  'Listen on': 'Écouter sur',
  'Addresses of this computer on which the plugin waits for plugs. Empty: all in your network.':
    'Adresses de cet ordinateur sur lesquelles le plugin attend les prises. Vide : toutes celles du réseau local.',
  'An address of this computer.': 'Une adresse de cet ordinateur.',
  '{{currentValue}} is not an address in your network. Write an address of this computer, such as 192.168.1.10.':
    '{{currentValue}} n’est pas une adresse du réseau local. Saisir une adresse de cet ordinateur, par exemple 192.168.1.10.',
  'Your own broker (URL)': 'Votre propre courtier (URL)',
  'Only if your plugs connect to an MQTT broker that you run, such as mosquitto.':
    'Seulement si les prises se connectent à un courtier MQTT que vous exploitez, comme mosquitto.',
  'Write mqtts:// or mqtt:// and an address in your network, such as mqtts://192.168.1.5:8883. Write the user in its own field.':
    'Saisir mqtts:// ou mqtt:// et une adresse du réseau local, par exemple mqtts://192.168.1.5:8883. L’utilisateur va dans son propre champ.',
  'User at your broker': 'Utilisateur du courtier',
  'Only if your broker needs one.': 'Seulement si le courtier en demande un.',
  'Password at your broker': 'Mot de passe du courtier',
  'the password': 'le mot de passe',
  'Certificate of your broker': 'Certificat du courtier',
  'The path of a PEM file with its certificate, or with the certificate of the authority that signed it.':
    'Le chemin d’un fichier PEM avec son certificat, ou avec celui de l’autorité qui l’a signé.',
  'Write the path of a file.': 'Saisir le chemin d’un fichier.',
  'Publish over': 'Publier par',
  "How apps see the plugs: over HomeKit's own protocol (hap), or over Matter, with which Apple Home (iOS 27) shows watts and energy.":
    'Comment les apps voient les prises : par le protocole propre à HomeKit (hap), ou par Matter, avec lequel Maison d’Apple (iOS 27) montre les watts et l’énergie.',
  'How apps see this plug: over HomeKit (hap), or over Matter.':
    'Comment les apps voient cette prise : par HomeKit (hap), ou par Matter.',
  HomeKit: 'HomeKit',
  Matter: 'Matter',
  "{{ value.name || value.host || 'New plug: open to fill in' }}":
    "{{ value.name || value.host || 'Nouvelle prise : ouvrir pour remplir' }}",
  'Power and energy': 'Puissance et énergie',
  'For plugs with a meter.': 'Pour les prises qui mesurent.',
  "Outlet {{ value.name || value.channel || '(open to fill in)' }}":
    "Sortie {{ value.name || value.channel || '(ouvrir pour remplir)' }}",
  'This row has no channel. Enter one, or remove the row with ×.':
    'Cette ligne n’a pas de canal. En saisir un, ou supprimer la ligne avec ×.',
  'More for this plug': 'Plus pour cette prise',
  'One row is empty. Fill it in, or remove it with ×.': 'Une ligne est vide. La remplir ou la supprimer avec ×.',
  Advanced: 'Avancé',
  'Add a plug': 'Ajouter une prise',
  'Add an outlet': 'Ajouter une sortie',
  'Add an address': 'Ajouter une adresse',
  'Add a network': 'Ajouter un réseau',
  'Default (outlet)': 'Par défaut (prise)',
  'Default (no)': 'Par défaut (non)',
  'Default (yes)': 'Par défaut (oui)',
  'Default (as for all plugs)': 'Par défaut (comme pour toutes les prises)',
  'Default (on only with a URL)': 'Par défaut (seulement avec une URL)',
  'Default (left alone)': 'Par défaut (laissée telle quelle)',
  'Default (English)': 'Par défaut (anglais)',
  'Language of the log': 'Langue du journal',
  'The language in which this plugin writes to the log: English, German or French.':
    'La langue dans laquelle ce plugin écrit dans le journal : anglais, allemand ou français.',
  English: 'English',
  Deutsch: 'Deutsch',
  Français: 'Français',
  'Default (homekit)': 'Par défaut (HomeKit)',
  On: 'Activé',
  Off: 'Désactivé',
  Yes: 'Oui',
  No: 'Non',
};
