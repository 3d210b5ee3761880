import type { PageTexts } from '../en/page.ts';

/** "1 Steckdose", "3 Steckdosen". */
const plugs = (count: number): string => (count === 1 ? '1 Steckdose' : `${count} Steckdosen`);

/** The texts of the settings page, in German. */
export const pageTexts: PageTexts = {
  title: 'Meross-Steckdosen',
  busy: 'Bitte warten …',
  reading: 'Wird gelesen …',
  outlet: channel => (channel === 0 ? 'Ausgang' : `Ausgang ${channel}`),
  switchOf: plug => `${plug} schalten`,
  watts: amount => `${amount} W`,
  percent: amount => `${amount} %`,
  milliseconds: amount => `${amount} ms`,
  seconds: amount => `${amount} s`,
  minutes: amount => `${amount} min`,
  kilowattHours: amount => `${amount} kWh`,
  ahead: amount => `geht ${amount} vor`,
  behind: amount => `geht ${amount} nach`,
  number: (from, to, isWhole) => `Bitte eine ${isWhole ? 'ganze Zahl' : 'Zahl'} von ${from} bis ${to} eingeben.`,
  secret: {
    show: label => `Anzeigen: ${label}`,
    hide: label => `Verbergen: ${label}`,
    showShort: 'Anzeigen',
    hideShort: 'Verbergen',
  },
  copy: {
    button: 'Kopieren',
    done: 'Kopiert.',
    byHand: 'Der Text ist markiert: Strg+C drücken, am Mac ⌘C.',
  },
  steps: { started: 'Begonnen:', done: 'Fertig:', failed: 'Fehlgeschlagen:', note: 'Hinweis:' },
  failure: {
    retry: 'Erneut versuchen',
    late: {
      happened: 'Innerhalb einer Minute kam keine Antwort.',
      advice: 'Bitte erneut versuchen. Bleibt es dabei, diese Einstellungen schließen und wieder öffnen.',
    },
    unknown: 'Die Anfrage ist fehlgeschlagen.',
    again: 'Bitte erneut versuchen. Bleibt es dabei, steht mehr im Homebridge-Log.',
  },
  key: {
    label: 'Schlüssel der Steckdosen',
    hint: 'Der Schlüssel, mit dem die Steckdosen eingerichtet wurden. Er steht nur in der Homebridge-Konfiguration.',
    where: 'Woher der Schlüssel kommt, und was zu tun ist, wenn die Steckdose in der Meross-App ist',
    another: 'Weiterer Schlüssel (optional)',
    anotherHint:
      'Die Schlüssel der Konfiguration werden ohnehin probiert. Nur nötig, wenn eine neue Steckdose einen anderen hat.',
    empty:
      'Bitte den Schlüssel eingeben, mit dem die Steckdosen eingerichtet wurden. Ohne ihn antworten sie auf nichts.',
    ofPlug: plug => `Schlüssel von ${plug}`,
    forAll: 'Diesen Schlüssel für alle Steckdosen ohne eigenen Schlüssel verwenden',
    attempt: 'Schlüssel probieren',
    attemptFor: plug => `Schlüssel probieren: ${plug}`,
  },
  find: {
    title: 'Steckdosen finden',
    titleMore: 'Weitere Steckdosen finden',
    intro:
      'Den Schlüssel der Steckdosen einmal eingeben. Das Plugin durchsucht dann das Netzwerk und fügt die Steckdosen mit diesem Schlüssel hinzu.',
    introMore: 'Durchsucht das Netzwerk nach Steckdosen, die noch nicht in der Liste stehen.',
    button: 'Steckdosen finden',
    buttonMore: 'Weitere finden',
    running: 'Suche läuft …',
    stop: 'Anhalten',
    progressLabel: 'Fortschritt der Suche',
    progress: (asked, total, networks) => `${asked} von ${total} Adressen gefragt (${networks})`,
    foundSoFar: count => `Bisher ${plugs(count)} gefunden.`,
    done: count => `Die Suche ist fertig: ${plugs(count)} gefunden.`,
    stopped: count => `Die Suche wurde angehalten: ${plugs(count)} gefunden.`,
    nothing:
      'Sind die Steckdosen eingesteckt und im selben Netzwerk wie dieser Computer? Ein Gäste-WLAN ist ein anderes Netzwerk.',
  },
  found: {
    title: 'Gefundene Steckdosen',
    add: plug => `${plug} zu Homebridge hinzufügen`,
    addAll: count => `Alle ${count} hinzufügen`,
    already: names => `Schon in der Konfiguration: ${names}.`,
    anotherKey: 'Anderer Schlüssel',
    anotherKeyHint:
      'Diese Steckdose wurde mit einem anderen Schlüssel eingerichtet. Bitte ihren Schlüssel eingeben oder sie weglassen.',
    noPlug: 'Das ist ein Meross-Gerät ohne Steckdose. Es kann nicht hinzugefügt werden.',
  },
  name: {
    label: 'Name in der Home-App',
    ofOutlet: channel => `Name von Ausgang ${channel}`,
  },
  list: {
    title: count => `Deine Steckdosen (${count})`,
    refresh: 'Aktualisieren',
    details: 'Details und Optionen',
    locked: 'Gesperrt',
    noKey: 'Für diese Steckdose ist kein Schlüssel bekannt. „Testen“ drücken und ihn eingeben.',
    remove: 'Aus der Liste entfernen',
    removePlug: plug => `Aus der Liste entfernen: ${plug}`,
  },
  facts: {
    model: 'Modell',
    firmware: 'Firmware',
    address: 'Adresse',
    power: 'Leistung jetzt',
    signal: 'WLAN-Signal',
    encryption: 'Nachrichten',
    encrypted: 'verschlüsselt',
    clear: 'signiert, nicht verschlüsselt',
    clock: 'Uhr',
    broker: 'Meldet an',
    roundTrip: 'Antwortet in',
  },
  clock: {
    right: () => 'richtig',
    off: by => `falsch${by === '' ? '' : `, ${by}`}`,
    'not set': () => 'nicht gestellt',
    'no zone': () => 'ohne Zeitzone',
    'old rules': () => 'mit alten Sommerzeitregeln',
    unknown: () => 'unbekannt',
  },
  broker: {
    meross: 'die Meross-Cloud',
    local: 'einen Broker im eigenen Netz',
    elsewhere: 'einen Broker außerhalb des eigenen Netzes',
    none: 'keinen Broker',
    unknown: 'unbekannt',
  },
  options: {
    title: 'Optionen',
    unsupported: why => `Nicht bei dieser Steckdose: ${why}`,
    type: {
      label: 'Anzeigen als',
      hint: 'So zeigt die Home-App die Steckdose. Nach einer Änderung die Steckdose neu zu den Szenen hinzufügen.',
    },
    types: { outlet: 'Steckdose', switch: 'Schalter', light: 'Licht' },
    locked: {
      label: 'Gesperrt',
      hint: 'Home zeigt die Steckdose, kann sie aber nicht schalten: für Kühlschrank oder Router.',
    },
    energy: {
      label: 'Leistung und Energie anzeigen',
      hint: 'Watt, Kilowattstunden und Verlauf in Eve und ähnlichen Apps.',
    },
    led: { label: 'Schalter für die Statusleuchte', hint: 'Ein Schalter für das Licht an der Steckdose.' },
    clock: { label: 'Uhr richtig halten', hint: 'Stellt Uhr, Zeitzone und Sommerzeitregeln der Steckdose.' },
    autoOffMinutes: {
      label: 'Ausschalten nach (Minuten)',
      hint: 'Die Steckdose schaltet sich selbst so lange nach dem Einschalten aus. 0 heißt nie.',
    },
    inUseWatts: { label: 'In Gebrauch ab (W)', hint: 'Über dieser Leistung zeigt Home die Steckdose als in Gebrauch.' },
    appliance: {
      label: 'Melden, wenn eine Maschine fertig ist',
      hint: 'Ein Kontaktsensor, der sich öffnet, wenn die Waschmaschine fertig ist.',
    },
    runsAboveWatts: 'Die Maschine läuft ab (W)',
    finishedAfterMinutes: 'Sie ist fertig nach (Minuten)',
  },
  test: {
    button: 'Testen',
    buttonFor: plug => `${plug} testen`,
    running: plug => `${plug} wird getestet …`,
    findings: 'Was getestet wurde',
    verdicts: { ok: 'Gut:', warn: 'Hinweis:', fail: 'Falsch:', 'not looked at': 'Nicht getestet:' },
  },
  fix: {
    useAddress: host => `Die neue Adresse ${host} verwenden`,
    removeDuplicate: 'Diesen doppelten Eintrag entfernen',
    setClock: 'Uhr stellen',
  },
  energy: {
    title: 'Energie',
    none: 'Die Steckdose hat noch keine Energie gezählt.',
    pickDay: 'Einen Tag wählen, um seine Stunden zu sehen.',
    noHours: 'Diese Steckdose zählt Tage, keine Stunden.',
    noHoursOfDay: 'Die Steckdose hat die Stunden dieses Tages nicht mehr.',
    numbers: 'Die Zahlen',
    perMonth: 'Pro Monat',
    months: plug => `Energie pro Monat von ${plug}`,
    missingDays: count => (count === 1 ? '1 Tag nicht gezählt' : `${count} Tage nicht gezählt`),
    days: plug => `Energie pro Tag von ${plug}`,
    hours: day => `Stunden des ${day}`,
  },
  save: {
    button: 'Speichern',
    open: 'Deine Änderungen sind noch nicht gespeichert.',
    failed:
      'Homebridge konnte die Konfiguration nicht speichern. Der Grund steht im Homebridge-Log; danach erneut versuchen.',
    done: 'Gespeichert. Homebridge neu starten, damit die neuen Einstellungen gelten.',
    childBridge:
      'Oder zuerst unten in diesem Fenster speichern: Homebridge bietet dann eine Child-Bridge an, einen eigenen Prozess für dieses Plugin.',
    refused: address =>
      `${address} ist keine Adresse in deinem Netzwerk. Bitte im Formular berichtigen; bis dahin wird nichts gespeichert.`,
    toast: 'Die Einstellungen sind gespeichert.',
  },
  pairing: {
    title: 'Neue Steckdose einrichten',
    intro:
      'Den Knopf der neuen Steckdose fünf Sekunden gedrückt halten, bis ihr Licht blinkt. Dann diesen Computer mit dem WLAN der Steckdose (Meross_SW_…) verbinden, oder Bluetooth verwenden, falls er es hat.',
    look: 'Neue Steckdosen suchen',
    seen: count =>
      count === 0
        ? 'Dieser Computer sieht keine Steckdose, die eingerichtet werden will.'
        : `${plugs(count)} ${count === 1 ? 'will' : 'wollen'} eingerichtet werden.`,
    elsewhere: 'Die Steckdose lässt sich auch von einem Laptop aus einrichten, mit diesem Befehl:',
    command: 'Befehl für einen anderen Computer',
    byWifi: model => `Über WLAN: ${model || 'Meross-Steckdose'}`,
    byBluetooth: name => `Über Bluetooth: ${name}`,
    which: 'Neue Steckdose',
    ssid: 'Name des WLANs',
    ssidHint: 'Die meisten Steckdosen brauchen ein Netz mit 2,4 GHz.',
    password: 'Passwort des WLANs',
    key: 'Schlüssel für die Steckdose',
    keyHint:
      'Derselbe Schlüssel wie bei den anderen Steckdosen. Für die erste einen langen wählen und gut aufbewahren.',
    run: 'Diese Steckdose einrichten',
    incomplete: 'Bitte den Namen des WLANs und einen Schlüssel eingeben.',
    done: plug => `${plug} ist eingerichtet und in der Liste. Zum Behalten „Speichern“ drücken.`,
  },
  takeOver: {
    title: 'Umstieg von homebridge-meross',
    intro:
      'Diese Steckdosen stehen in der Konfiguration von homebridge-meross. Ihre Adressen, Namen und Schlüssel lassen sich hier verwenden.',
    meaning:
      'In der Home-App erscheinen sie als neue Kacheln: Räume, Szenen und Automationen bitte neu einstellen. Danach die Steckdosen aus homebridge-meross entfernen, damit nur ein Plugin sie steuert.',
    button: count => `${plugs(count)} übernehmen`,
    done: count => `${plugs(count)} zur Liste hinzugefügt. Zum Behalten „Speichern“ drücken.`,
  },
  push: {
    title: 'Push: Änderungen ohne Verzögerung',
    intro:
      'Normalerweise fragt das Plugin jede Steckdose alle paar Sekunden. Mit Push melden die Steckdosen eine Änderung sofort an diesen Computer. Dazu muss jede Steckdose zuerst dessen Adresse bekommen.',
    enabled: 'Push verwenden',
    port: 'Port (TCP)',
    addresses: (addresses, port) => `Adressen dieses Computers: ${addresses}; Port ${port}.`,
    listening: 'Das Plugin wartet dort auf Steckdosen.',
    silent: 'Dort wartet noch nichts auf Steckdosen: Push einschalten, speichern und Homebridge neu starten.',
  },
  rekey: {
    title: 'Einer Steckdose die Adresse dieses Computers geben',
    intro:
      'Schreibt einen neuen Broker, auf Wunsch auch einen neuen Schlüssel, in eine Steckdose. Sie startet neu und ist etwa eine Minute weg. Die Meross-App steuert sie danach nicht mehr.',
    pushIsOff: 'Push ist aus. Bitte zuerst einschalten und speichern, sonst findet die Steckdose dort nichts.',
    plug: 'Steckdose',
    broker: 'Meldet an',
    keepBroker: 'So lassen, wie es ist',
    newKey: 'Neuer Schlüssel (optional)',
    newKeyHint: 'Leer lassen, um den Schlüssel zu behalten.',
    prepare: 'Zeigen, was sich ändern würde',
    planFor: plug => `Das würde sich bei ${plug} ändern. Noch ist nichts geändert.`,
    nothing: 'Es würde sich nichts ändern.',
    run: plug => `${plug} jetzt ändern`,
    command: 'Dasselbe im Terminal:',
    done: plug => `${plug} ist geändert.`,
    doneAndSaved: plug => `${plug} hat den neuen Schlüssel, und die Konfiguration ist damit gespeichert.`,
  },
  publish: {
    title: 'HomeKit oder Matter',
    intro: 'Wie die Home-App die Steckdosen sieht: als das eine oder das andere.',
    ways: {
      hap: { label: 'HomeKit-Gerät', hint: 'Energie und Verlauf in Eve und ähnlichen Apps.' },
      matter: {
        label: 'Matter-Gerät',
        hint: 'Watt und Energie in Apples Home-App. Dafür muss Matter in Homebridge eingeschaltet sein. Eve hat dann keinen Verlauf.',
      },
    },
    change:
      'Nach einer Änderung sind die Steckdosen neue Kacheln: Räume, Szenen und Automationen bitte neu einstellen.',
  },
  report: {
    title: 'Problem melden',
    intro:
      'Testet alle Steckdosen und schreibt einen Bericht für eine Fehlermeldung, ohne Namen, Schlüssel und Adressen.',
    button: 'Bericht erstellen',
    running: 'Steckdosen werden getestet …',
    done: 'Der Bericht wurde heruntergeladen. Hat der Browser das verhindert, lässt er sich hier kopieren.',
    label: 'Der Bericht',
  },
  form: {
    show: 'Alle Optionen (Formular)',
    hide: 'Formular verbergen',
    hint: 'Jede Option der Konfiguration, als Formular.',
    below: 'Das Formular steht unter dieser Seite.',
  },
};
