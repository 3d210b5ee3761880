/** The texts of the settings form in German, by the English text of config.schema.json. */
export const FORM: Readonly<Record<string, string>> = {
  'Meross plugs over your own network: no account, no cloud. You need the **key** of your plugs. **Find plugs** on the [settings page](https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/settings-page.md) finds their addresses; in a terminal, [`meross-local discover`](https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/cli.md) does.':
    'Meross-Steckdosen über das eigene Netz: kein Konto, keine Cloud. Nötig ist der **Schlüssel** der Steckdosen. **Steckdosen finden** auf der [Einstellungsseite](https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/settings-page.md) findet ihre Adressen, im Terminal [`meross-local discover`](https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/cli.md).',
  'A plug does not work? **Test** on the [settings page](https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/settings-page.md), or in a terminal [`meross-local doctor ADDRESS`](https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/cli.md), finds the cause and says what to do. Not affiliated with Meross.':
    'Eine Steckdose funktioniert nicht? **Testen** auf der [Einstellungsseite](https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/settings-page.md), oder im Terminal [`meross-local doctor ADRESSE`](https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/cli.md), findet die Ursache und sagt, was zu tun ist. Steht in keiner Verbindung zu Meross.',
  Name: 'Name',
  'The name of this plugin in the log.': 'Der Name dieses Plugins im Protokoll.',
  'Write at least one letter or digit.': 'Mindestens einen Buchstaben oder eine Ziffer eingeben.',
  Key: 'Schlüssel',
  'The key that your plugs were given when they were set up. Needed, unless every plug below has a key of its own.':
    'Der Schlüssel, den die Steckdosen bei der Einrichtung bekommen haben. Nötig, außer wenn jede Steckdose unten ihren eigenen Schlüssel hat.',
  'The key that your plugs were given when they were set up. Needed, unless every plug below has a key of its own. <code>meross-local provision</code> shows it when it sets up a plug. <a href="https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/meross-app.md" target="_blank" class="text-decoration-underline">Your plug is in the Meross app?</a> This form can\'t save an empty key; use the JSON editor for that.':
    'Der Schlüssel, den die Steckdosen bei der Einrichtung bekommen haben. Nötig, außer wenn jede Steckdose unten ihren eigenen Schlüssel hat. <code>meross-local provision</code> zeigt ihn, wenn es eine Steckdose einrichtet. <a href="https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/meross-app.md" target="_blank" class="text-decoration-underline">Die Steckdose ist in der Meross-App?</a> Dieses Formular kann keinen leeren Schlüssel speichern; dafür den JSON-Editor verwenden.',
  'the key that your plugs have': 'der Schlüssel der Steckdosen',
  Plugs: 'Steckdosen',
  'One entry for each plug. Only its address is needed.': 'Ein Eintrag für jede Steckdose. Nötig ist nur ihre Adresse.',
  Plug: 'Steckdose',
  Address: 'Adresse',
  "The plug's address or name in your network; add :port if the port is not 80.":
    'Die Adresse oder der Name der Steckdose im Netz; mit :Port dahinter, wenn der Port nicht 80 ist.',
  'The plug\'s address or name in your network; add :port if the port is not 80. Your router shows it; the button "Find plugs" and <a href="https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/cli.md" target="_blank" class="text-decoration-underline"><code>meross-local discover</code></a> find it.':
    'Die Adresse oder der Name der Steckdose im Netz; mit :Port dahinter, wenn der Port nicht 80 ist. Der Router zeigt sie an; die Schaltfläche „Steckdosen finden“ und <a href="https://github.com/OWNER/homebridge-meross-local/blob/HEAD/docs/cli.md" target="_blank" class="text-decoration-underline"><code>meross-local discover</code></a> finden sie.',
  'A plug needs its address, such as 192.168.1.20': 'Eine Steckdose braucht ihre Adresse, zum Beispiel 192.168.1.20',
  '{{currentValue}} is not an address in your network. Write one such as 192.168.1.20, or a name such as plug.local, without http://. Public addresses are refused because this plugin never sends a packet to the internet.':
    '{{currentValue}} ist keine Adresse im eigenen Netz. Richtig ist zum Beispiel 192.168.1.20 oder ein Name wie plug.local, ohne http://. Öffentliche Adressen werden abgelehnt, weil dieses Plugin nie ein Paket ins Internet sendet.',
  'Key of this plug': 'Schlüssel dieser Steckdose',
  'Only if it differs from the key at the top.': 'Nur wenn er vom Schlüssel ganz oben abweicht.',
  'same as at the top': 'wie ganz oben',
  'Its name in Home at first; you can rename it there. If empty: the model and the end of the MAC address.':
    'Ihr anfänglicher Name in Home; dort lässt er sich ändern. Wenn leer: das Modell und das Ende der MAC-Adresse.',
  'TV corner': 'Fernsehecke',
  UUID: 'UUID',
  'If set, no other plug at this address is used. Home shows it as the serial number.':
    'Wenn angegeben, wird keine andere Steckdose an dieser Adresse verwendet. Home zeigt sie als Seriennummer.',
  '32 digits and letters': '32 Ziffern und Buchstaben',
  'A UUID has 32 digits and letters, without hyphens.': 'Eine UUID hat 32 Ziffern und Buchstaben, ohne Bindestriche.',
  'Show as': 'Anzeigen als',
  'How the Home app shows the plug. After a change, add the plug to your scenes again.':
    'Wie die Home-App die Steckdose anzeigt. Nach einer Änderung die Steckdose wieder zu den Szenen hinzufügen.',
  Outlet: 'Steckdose',
  Switch: 'Schalter',
  Light: 'Lampe',
  'Outlets of a strip': 'Ausgänge einer Leiste',
  'Name outlets, or hide some.': 'Ausgänge benennen oder ausblenden.',
  'Channel (number)': 'Kanal (Nummer)',
  '1 for the first outlet, 2 for the second. 0 is the switch for all, which Home shows only if it is listed here.':
    '1 für den ersten Ausgang, 2 für den zweiten. 0 ist der Schalter für alle; Home zeigt ihn nur, wenn er hier steht.',
  'Its name in Home at first; you can rename it there.': 'Sein anfänglicher Name in Home; dort lässt er sich ändern.',
  'Hide this outlet': 'Diesen Ausgang ausblenden',
  'Home does not show it: for an outlet that you do not use.':
    'Home zeigt ihn nicht: für einen Ausgang, der nicht benutzt wird.',
  'In use above (W)': 'In Benutzung ab (W)',
  'Above this power, Home shows the outlet as in use. Without a meter, it is in use while it is on.':
    'Über dieser Leistung zeigt Home die Steckdose als benutzt. Ohne Messung ist sie benutzt, solange sie an ist.',
  'Show power and energy': 'Leistung und Energie anzeigen',
  'Watts, volts, amperes, kilowatt-hours and history, in Eve and similar apps.':
    'Watt, Volt, Ampere, Kilowattstunden und Verlauf, in Eve und ähnlichen Apps.',
  'Switch for the status light': 'Schalter für die Statusleuchte',
  'Adds a switch to Home for the light on the plug.': 'Fügt Home einen Schalter für die Leuchte der Steckdose hinzu.',
  Locked: 'Gesperrt',
  'Home shows the plug but cannot switch it: for a fridge or a router.':
    'Home zeigt die Steckdose, kann sie aber nicht schalten: für einen Kühlschrank oder einen Router.',
  'Switch off after (minutes)': 'Ausschalten nach (Minuten)',
  'Minutes after it is switched on, no matter how. The plug itself does this, even while Homebridge is down. 0 means never.':
    'Minuten nach dem Einschalten, egal wie eingeschaltet wurde. Das macht die Steckdose selbst, auch wenn Homebridge nicht läuft. 0 heißt nie.',
  Appliance: 'Gerät',
  'A contact sensor that opens when a machine has finished.':
    'Ein Kontaktsensor, der sich öffnet, wenn eine Maschine fertig ist.',
  'Machine runs above (W)': 'Maschine läuft ab (W)',
  'Fill in this or the next field, and Home gets a contact sensor that opens when the machine has finished: "the washing machine is done".':
    'Wird dieses oder das nächste Feld ausgefüllt, bekommt Home einen Kontaktsensor, der sich öffnet, wenn die Maschine fertig ist: „Die Waschmaschine ist fertig“.',
  'Machine has finished after (minutes)': 'Maschine ist fertig nach (Minuten)',
  'How long it must stay below that power.': 'Wie lange sie unter dieser Leistung bleiben muss.',
  Sensor: 'Sensor',
  'A sensor that is active while the plug draws more than some watts.':
    'Ein Sensor, der aktiv ist, solange die Steckdose mehr als so viele Watt misst.',
  'Sensor is active above (W)': 'Sensor ist aktiv ab (W)',
  'Fill in this or the next field, and Home gets a sensor for "the TV is in use".':
    'Wird dieses oder das nächste Feld ausgefüllt, bekommt Home einen Sensor für „Der Fernseher läuft“.',
  'Kind of sensor': 'Art des Sensors',
  'What Home shows the sensor as. A contact sensor is open while it is active.':
    'Als was Home den Sensor zeigt. Ein Kontaktsensor ist offen, solange er aktiv ist.',
  Occupancy: 'Anwesenheit',
  Contact: 'Kontakt',
  Motion: 'Bewegung',
  'Default (occupancy)': 'Standard (Anwesenheit)',
  Limits: 'Grenzen',
  'Switches an outlet off when it draws too much, or too little for a while.':
    'Schaltet einen Ausgang aus, der zu viel verbraucht oder eine Zeit lang zu wenig.',
  'Switch off above (W)': 'Ausschalten über (W)',
  'Protects a cable: an outlet that draws more is switched off. Nothing switches it on again by itself.':
    'Schützt ein Kabel: Ein Ausgang, der mehr verbraucht, wird ausgeschaltet. Nichts schaltet ihn von selbst wieder ein.',
  'After (seconds above)': 'Nach (Sekunden darüber)',
  'How long its power must stay above. The meter is queried at least three times in this time.':
    'Wie lange der Verbrauch darüber liegen muss. In dieser Zeit wird die Messung mindestens dreimal abgefragt.',
  'Switch off below (W)': 'Ausschalten unter (W)',
  'Ends standby: an outlet that has drawn more and now draws less is switched off.':
    'Beendet Stand-by: Ein Ausgang, der mehr verbraucht hat und nun weniger verbraucht, wird ausgeschaltet.',
  'After (minutes below)': 'Nach (Minuten darunter)',
  'How long its power must stay below.': 'Wie lange der Verbrauch darunter liegen muss.',
  Clock: 'Uhr',
  "Sets the plug's clock, time zone and daylight-saving rules, for a plug without internet access.":
    'Stellt Uhr, Zeitzone und Sommerzeitregeln der Steckdose, für eine Steckdose ohne Internetzugang.',
  'Left alone': 'Unverändert lassen',
  'Set by this plugin': 'Von diesem Plugin gestellt',
  'Old TLS (1.0 and 1.1)': 'Altes TLS (1.0 und 1.1)',
  'Only for a plug from about 2018 to 2022 that cannot connect for push without it.':
    'Nur für eine Steckdose von etwa 2018 bis 2022, die sich sonst nicht für Push verbinden kann.',
  'Restart switch: off for (seconds)': 'Neustart-Schalter: aus für (Sekunden)',
  'Adds a switch to Home that turns the outlet off and, after these seconds, on again: for a router or a camera. 0 means no switch.':
    'Fügt Home einen Schalter hinzu, der aus- und nach so vielen Sekunden wieder einschaltet: für einen Router oder eine Kamera. 0 heißt kein Schalter.',
  'Off timer': 'Ausschalttimer',
  'Adds an off timer to Home, with a duration to pick. The plug itself switches off, even while Homebridge is down. It also pauses "Switch off after".':
    'Fügt Home einen Ausschalttimer mit wählbarer Dauer hinzu. Die Steckdose schaltet selbst aus, auch wenn Homebridge nicht läuft. Er setzt auch „Ausschalten nach“ aus.',
  'Query plugs every (seconds)': 'Steckdosen abfragen alle (Sekunden)',
  "Without push, Home shows a press on a plug's button after at most this time.":
    'Ohne Push zeigt Home einen Druck auf die Taste einer Steckdose spätestens nach dieser Zeit.',
  'Query meters every (seconds)': 'Messwerte abfragen alle (Sekunden)',
  'The watts in Eve are at most this old.': 'So alt sind die Watt in Eve höchstens.',
  'Clocks of the plugs': 'Uhren der Steckdosen',
  'Sets the clock, time zone and daylight-saving rules of every plug, for plugs without internet access. A plug can have a setting of its own.':
    'Stellt Uhr, Zeitzone und Sommerzeitregeln jeder Steckdose, für Steckdosen ohne Internetzugang. Eine Steckdose kann eine eigene Einstellung haben.',
  'Finding plugs': 'Steckdosen suchen',
  'Networks in which the plugin searches for plugs.': 'Netze, in denen das Plugin nach Steckdosen sucht.',
  Networks: 'Netze',
  'The plugin searches these networks for plugs that have your key, and for plugs whose address has changed.':
    'Das Plugin sucht in diesen Netzen nach Steckdosen mit diesem Schlüssel und nach Steckdosen, deren Adresse sich geändert hat.',
  'Network (CIDR)': 'Netz (CIDR)',
  'A private network of at most 1024 addresses: /22 to /32.':
    'Ein privates Netz mit höchstens 1024 Adressen: /22 bis /32.',
  '{{currentValue}} is not a private network of at most 1024 addresses. Write one such as 192.168.1.0/24.':
    '{{currentValue}} ist kein privates Netz mit höchstens 1024 Adressen. Richtig ist zum Beispiel 192.168.1.0/24.',
  'Metrics for Prometheus: port (TCP)': 'Messwerte für Prometheus: Port (TCP)',
  'If set, http://127.0.0.1:PORT/metrics lists watts, kWh and state of every plug. Empty: off.':
    'Wenn angegeben, listet http://127.0.0.1:PORT/metrics Watt, kWh und Zustand jeder Steckdose auf. Leer: aus.',
  'Metrics for Prometheus: listen on': 'Messwerte für Prometheus: Adresse',
  'The address of this computer on which others in your network may read the metrics. Empty: only this computer.':
    'Die Adresse dieses Computers, unter der andere im Netz die Messwerte lesen dürfen. Leer: nur dieser Computer.',
  Metrics: 'Messwerte',
  'A page for Prometheus with the watts, kWh and state of every plug. It sends no request to a plug.':
    'Eine Seite für Prometheus mit Watt, kWh und Zustand jeder Steckdose. Sie sendet keiner Steckdose eine Anfrage.',
  Push: 'Push',
  'Plugs report a change at once, to an MQTT broker inside this plugin or to your own.':
    'Steckdosen melden eine Änderung sofort, an einen MQTT-Broker in diesem Plugin oder an einen eigenen.',
  'Plugs report each change at once; the plugin does not have to query them.':
    'Steckdosen melden jede Änderung sofort; das Plugin muss sie nicht abfragen.',
  'Use push': 'Push verwenden',
  'Plugs connect to this plugin or to your own broker. First write its address into each plug, with meross-local rekey.':
    'Steckdosen verbinden sich mit diesem Plugin oder mit einem eigenen Broker. Dessen Adresse zuerst mit meross-local rekey in jede Steckdose schreiben.',
  'Port (TCP)': 'Port (TCP)',
  'The port on which this plugin waits for plugs.': 'Der Port, auf dem dieses Plugin auf Steckdosen wartet.',
  'Listen on': 'Lauschen auf',
  'Addresses of this computer on which the plugin waits for plugs. Empty: all in your network.':
    'Adressen dieses Computers, auf denen das Plugin auf Steckdosen wartet. Leer: alle im eigenen Netz.',
  'An address of this computer.': 'Eine Adresse dieses Computers.',
  '{{currentValue}} is not an address in your network. Write an address of this computer, such as 192.168.1.10.':
    '{{currentValue}} ist keine Adresse im eigenen Netz. Richtig ist eine Adresse dieses Computers, zum Beispiel 192.168.1.10.',
  'Your own broker (URL)': 'Eigener Broker (URL)',
  'Only if your plugs connect to an MQTT broker that you run, such as mosquitto.':
    'Nur wenn sich die Steckdosen mit einem selbst betriebenen MQTT-Broker wie mosquitto verbinden.',
  'Write mqtts:// or mqtt:// and an address in your network, such as mqtts://192.168.1.5:8883. Write the user in its own field.':
    'Richtig ist mqtts:// oder mqtt:// und eine Adresse im eigenen Netz, zum Beispiel mqtts://192.168.1.5:8883. Der Benutzer gehört in sein eigenes Feld.',
  'User at your broker': 'Benutzer am Broker',
  'Only if your broker needs one.': 'Nur wenn der Broker einen braucht.',
  'Password at your broker': 'Passwort am Broker',
  'the password': 'das Passwort',
  'Certificate of your broker': 'Zertifikat des Brokers',
  'The path of a PEM file with its certificate, or with the certificate of the authority that signed it.':
    'Der Pfad einer PEM-Datei mit seinem Zertifikat oder mit dem der Stelle, die es signiert hat.',
  'Write the path of a file.': 'Den Pfad einer Datei eingeben.',
  'Publish over': 'Veröffentlichen über',
  "How apps see the plugs: over HomeKit's own protocol (hap), or over Matter, with which Apple Home (iOS 27) shows watts and energy.":
    'Wie Apps die Steckdosen sehen: über HomeKits eigenes Protokoll (hap) oder über Matter, womit Apple Home (iOS 27) Watt und Energie zeigt.',
  'How apps see this plug: over HomeKit (hap), or over Matter.':
    'Wie Apps diese Steckdose sehen: über HomeKit (hap) oder über Matter.',
  HomeKit: 'HomeKit',
  Matter: 'Matter',
  "{{ value.name || value.host || 'New plug: open to fill in' }}":
    "{{ value.name || value.host || 'Neue Steckdose: zum Ausfüllen öffnen' }}",
  'Power and energy': 'Leistung und Energie',
  'For plugs with a meter.': 'Für Steckdosen mit Messung.',
  "Outlet {{ value.name || value.channel || '(open to fill in)' }}":
    "Ausgang {{ value.name || value.channel || '(zum Ausfüllen öffnen)' }}",
  'This row has no channel. Enter one, or remove the row with ×.':
    'Diese Zeile hat keinen Kanal. Einen eingeben oder die Zeile mit × entfernen.',
  'More for this plug': 'Mehr für diese Steckdose',
  'One row is empty. Fill it in, or remove it with ×.': 'Eine Zeile ist leer. Sie ausfüllen oder mit × entfernen.',
  Advanced: 'Erweitert',
  'Add a plug': 'Steckdose hinzufügen',
  'Add an outlet': 'Ausgang hinzufügen',
  'Add an address': 'Adresse hinzufügen',
  'Add a network': 'Netz hinzufügen',
  'Default (outlet)': 'Standard (Steckdose)',
  'Default (no)': 'Standard (nein)',
  'Default (yes)': 'Standard (ja)',
  'Default (as for all plugs)': 'Standard (wie für alle Steckdosen)',
  'Default (on only with a URL)': 'Standard (nur mit einer URL an)',
  'Default (left alone)': 'Standard (unverändert lassen)',
  'Default (English)': 'Standard (Englisch)',
  'Language of the log': 'Sprache des Protokolls',
  'The language in which this plugin writes to the log: English, German or French.':
    'Die Sprache, in der dieses Plugin ins Protokoll schreibt: Englisch, Deutsch oder Französisch.',
  English: 'English',
  Deutsch: 'Deutsch',
  Français: 'Français',
  'Default (homekit)': 'Standard (HomeKit)',
  On: 'An',
  Off: 'Aus',
  Yes: 'Ja',
  No: 'Nein',
};
