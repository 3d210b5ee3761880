import type { DoctorTexts } from '../doctor-texts.ts';
import { duration, volts, watts } from './numbers.ts';

const FIND_PLUG =
  'Prüfen, ob die Steckdose Strom hat und ihre Leuchte ruhig leuchtet. Ihre Adresse in der Geräteliste des Routers ' +
  'nachsehen, denn sie kann eine neue haben, und sie dort fest zuweisen.';
const LOCAL_NETWORK =
  'Auf einem Mac muss das Programm, das dieses hier startet, unter Systemeinstellungen → Datenschutz & Sicherheit → ' +
  'Lokales Netzwerk erlaubt sein.';
const BY_ADDRESS = 'Statt des Namens die Adresse der Steckdose verwenden; sie steht in der Geräteliste des Routers.';
const NOTHING_SENT = 'Es wurde nichts gesendet: Dieses Plugin sendet nie ein Paket ins Internet.';
const OF_OTHER_DEVICE =
  'Die Adresse gehört einem anderen Gerät, etwa einem Router, einer Kamera oder einem Drucker. Die Adresse der Steckdose ' +
  'in der Geräteliste des Routers nachsehen.';
const POWER_CYCLE = 'Die Steckdose vom Strom trennen, zehn Sekunden warten und wieder einstecken.';
const REPORT_IT = `${POWER_CYCLE} Hilft das nicht, den Fehler bitte melden, zusammen mit dem Bericht (auf der Kommandozeile: --report).`;
const SET_CLOCK = 'Die Uhr stellen: `meross-local clock HOST --timezone ZONE`; ZONE ist zum Beispiel Europe/Berlin.';
const AUTO_CLOCK = '"clock": "auto" in ihrem Eintrag der Konfiguration hält sie richtig.';
const DAYS = 'ihr Tagesverbrauch beginnt zur falschen Zeit';
const WIFI_ADVICE =
  'Das WLAN prüfen, und ob ein anderes Programm diese Steckdose abfragt: Sie beantwortet immer nur eine Anfrage.';

/** The sentences of an examination in German. */
export const doctor: DoctorTexts = {
  layers: {
    name: 'Name',
    route: 'Weg im Netz',
    tcp: 'TCP',
    http: 'HTTP',
    envelope: 'Nachricht',
    key: 'Schlüssel',
    identity: 'Identität',
    abilities: 'Fähigkeiten',
    encryption: 'Verschlüsselung',
    clock: 'Uhr',
    meter: 'Messung',
    batches: 'Sammelanfragen',
    wifi: 'WLAN',
    broker: 'Broker',
    'round trips': 'Antwortzeiten',
  },

  rulesOut: {
    name: 'ein falsch geschriebener Name',
    route: 'ein fehlender Weg im Netz',
    tcp: 'eine Steckdose ohne Strom, ein falscher Port und eine Firewall',
    http: 'eine Steckdose, die hängt',
    envelope: 'ein Gerät eines anderen Herstellers',
    key: 'ein falscher Schlüssel',
    identity: 'eine Verwechslung von Steckdosen',
  },

  verdict: {
    healthy: 'Kein Problem gefunden.',
    warning: ({ says, more }) =>
      `Die Steckdose funktioniert, mit einer Warnung: ${says}${more === 0 ? '' : ` Oben ${more === 1 ? 'steht' : 'stehen'} ${more} weitere.`}`,
    ruledOut: ({ causes }) => `Ausgeschlossen: ${causes.join(', ')}.`,
  },

  entry: {
    duplicate: ({ number, name }) =>
      `Dieser Eintrag und ${name === '' ? `Steckdose ${number}` : `${name} (Steckdose ${number})`} sind dieselbe Steckdose.`,
    duplicateTodo: 'Einen der beiden Einträge entfernen.',
    movedTodo: ({ host }) =>
      `Die Steckdose antwortet jetzt unter ${host}: diese Adresse verwenden und im Router fest zuweisen.`,
  },

  failure: {
    unreachable: 'die Steckdose war nicht mehr erreichbar',
    hungUp: 'sie hat aufgelegt',
    silent: 'sie hat geschwiegen',
    error: ({ code }) => `sie hat mit Fehler ${code} geantwortet`,
    otherPlug: 'eine andere Steckdose hat geantwortet',
    notSigned: 'ihre Antwort ist nicht mit ihrem Schlüssel signiert',
    malformed: 'ihre Antwort ergibt keinen Sinn',
    other: 'ein unerwarteter Fehler',
  },

  name: {
    isAddress: ({ family }) =>
      `Das ist eine IPv${family}-Adresse eines lokalen Netzes, also ist kein Name nachzuschlagen.`,
    resolves: ({ count }) =>
      `Der Name führt zu ${count === 1 ? 'einer Adresse' : `${count} Adressen`} eines lokalen Netzes.`,
    notAnAddress: `Das ist keine Adresse eines Geräts. ${NOTHING_SENT}`,
    publicAddress: `Das ist eine öffentliche Adresse; eine Steckdose zu Hause hat eine private. ${NOTHING_SENT}`,
    publicName: `Das ist ein Name des Internets; ihn nachzuschlagen würde Server außerhalb dieses Netzes fragen. ${NOTHING_SENT}`,
    publicTodo: 'Die Adresse der Steckdose im eigenen Netz verwenden; sie steht in der Geräteliste des Routers.',
    resolvesOutside: `Der Name führt zu keiner Adresse eines lokalen Netzes. ${NOTHING_SENT}`,
    resolvesOutsideTodo: `${BY_ADDRESS} Das kommt auch von Nameservern, die unbekannte Namen beantworten.`,
    unknown: 'Der Name ist in diesem Netz nicht bekannt.',
    unknownTodo: `Die Schreibweise prüfen. ${BY_ADDRESS}`,
    late: 'Der Name konnte nicht nachgeschlagen werden: Kein Nameserver hat rechtzeitig geantwortet.',
    failed: ({ code }) => `Der Name konnte nicht nachgeschlagen werden${code === '' ? '' : ` (${code})`}.`,
    failedTodo: `Prüfen, ob das Netz funktioniert. ${BY_ADDRESS}`,
  },

  route: {
    isSelf: 'Die Adresse ist dieser Computer selbst.',
    isNear: 'Die Adresse liegt in einem Netz dieses Computers.',
    isFar: 'Die Adresse liegt in einem anderen Netz, hinter einem Router.',
    noNetwork: 'Dieser Computer hat kein Netz, nur Loopback.',
    noNetworkTodo:
      'Ihn mit dem Netz der Steckdose verbinden, per Kabel oder WLAN. Ein Container braucht das Netz seines Hosts („host networking“).',
    noDevice: 'Kein Gerät in diesem Netz hat zurzeit diese Adresse.',
    noRoute: 'Von diesem Computer führt kein Weg zu dieser Adresse.',
    noRouteTodo:
      'Dieser Computer und die Steckdose müssen im selben Netz sein, oder ein Router dazwischen muss die Verbindung erlauben. ' +
      'Die Adresse mit der dieses Computers vergleichen; Gastnetze und VLANs trennen Geräte.',
    findPlug: FIND_PLUG,
    localNetwork: LOCAL_NETWORK,
  },

  tcp: {
    isOpen: ({ port, ms }) => `Port ${port} nimmt Verbindungen an (${ms}\u00a0ms).`,
    refused: ({ port }) => `Ein Gerät hat diese Adresse, lehnt aber Verbindungen auf Port ${port} ab.`,
    refusedTodo: `Wahrscheinlich hat ein anderes Gerät diese Adresse. ${FIND_PLUG} Nach dem Einstecken lehnt eine Steckdose einige Sekunden lang Verbindungen ab.`,
    silent: ({ seconds }) =>
      `Keine Antwort innerhalb von ${seconds}\u00a0s: Kein Gerät hat diese Adresse, oder etwas auf dem Weg verwirft die Pakete.`,
    silentNearTodo: `${FIND_PLUG} Ein Gastnetz oder „Client-Isolation“ im Router trennt Geräte.`,
    silentFarTodo: `${FIND_PLUG} Die Adresse liegt in einem anderen Netz: Eine Firewall oder ein VLAN dazwischen kann die Pakete verwerfen.`,
    otherPort: 'Eine echte Steckdose antwortet nur auf Port 80.',
    forbidden: 'Dieser Computer erlaubt die Verbindung nicht.',
    forbiddenTodo: `Eine Firewall oder Sandbox dieses Computers verbietet sie. ${LOCAL_NETWORK}`,
    closed: 'Die Verbindung wurde sofort geschlossen.',
    closedTodo:
      'Das kann von einer Firewall dazwischen kommen oder von einem Gerät, das gerade startet. In einer Minute erneut versuchen.',
    failed: ({ code }) => `Die Verbindung ist fehlgeschlagen (${code}).`,
    failedTodo: FIND_PLUG,
  },

  http: {
    replies: ({ ms }) => `Sie antwortet in ${ms}\u00a0ms.`,
    repliesLenient: ({ ms }) =>
      `Sie antwortet in ${ms}\u00a0ms; die Zeilen ihres HTTP-Kopfes enden mit einem bloßen LF, was das Plugin annimmt.`,
    hungUpOnce: 'Beim ersten Versuch hat sie aufgelegt.',
    hungUpOnceTodo:
      'Kommt das oft vor: das WLAN prüfen, und ob ein anderes Programm diese Steckdose ebenfalls abfragt.',
    notAgain: 'Eine Verbindung wurde angenommen, die nächste einen Augenblick später nicht.',
    notAgainTodo: `Vielleicht startet die Steckdose gerade oder ist beschäftigt. ${POWER_CYCLE}`,
    silent: 'Die Verbindung wird angenommen, dann folgt Schweigen.',
    silentTodo: `Ist das die Steckdose, so hängt sie. ${POWER_CYCLE} Ein anderes Programm, das sie ständig abfragt, kann das verursachen.`,
    hungUp: 'Die Verbindung wird angenommen und dann ohne Antwort geschlossen.',
    hungUpTodo: `Ist das die Steckdose, so ist sie beschäftigt oder hängt. ${POWER_CYCLE} Hilft das nicht: ${OF_OTHER_DEVICE}`,
    notHttp: 'Das Gerät antwortet, aber nicht in HTTP.',
    redirects: ({ status }) =>
      `Das ist ein Webserver, der weiterleitet (HTTP-Status ${status}), keine Meross-Steckdose.`,
    otherStatus: ({ status }) =>
      `Das ist ein Webserver, aber keine Meross-Steckdose (HTTP-Status ${status}); eine Steckdose antwortet immer mit 200.`,
    cutShort: 'Die Antwort bricht mittendrin ab.',
    cutShortTodo: `${POWER_CYCLE} Hilft das nicht, ist die WLAN-Verbindung schlecht.`,
    notAPlug: OF_OTHER_DEVICE,
  },

  envelope: {
    checksKey: 'Das ist ein Meross-Gerät, und es prüft den Schlüssel.',
    takesAnyKey: 'Das ist ein Meross-Gerät. Seine Fähigkeiten nennt es bei jedem Schlüssel.',
    notToUs: 'Das ist ein Meross-Gerät, aber seine Antwort gehört zu einer anderen Anfrage.',
    notToUsTodo: `${POWER_CYCLE} Steht ein Proxy zwischen diesem Computer und der Steckdose, ihn entfernen.`,
    webPage: 'Die Antwort ist eine Webseite, also ist das kein Meross-Gerät.',
    notMeross: 'Das ist kein Meross-Gerät.',
    notMerossTodo: OF_OTHER_DEVICE,
  },

  key: {
    fits: 'Der Schlüssel passt.',
    signedOtherwise:
      'Die Antworten sind mit einem anderen Schlüssel signiert, wie es manche Firmware tut; das ist harmlos.',
    takesAnyKey: 'Jeder Schlüssel wird angenommen, also kann jedes Gerät in diesem Netz die Steckdose schalten.',
    takesAnyKeyTodo:
      'Wahrscheinlich wurde sie nie eingerichtet oder zurückgesetzt. Ihr einen Schlüssel geben: `meross-local provision` oder `meross-local rekey`.',
    notTried: 'Eine andere Steckdose hat diese Adresse, deshalb wurde der Schlüssel nicht probiert.',
    missing: 'Es wurde kein Schlüssel angegeben, deshalb ist nichts weiter zu prüfen.',
    missingTodo: ({ page }) =>
      `Den Schlüssel angeben: "key" in der Konfiguration, auf der Kommandozeile auch MEROSS_KEY oder --key. Woher der Schlüssel kommt: ${page}`,
    wrong: 'Die Steckdose nimmt diesen Schlüssel nicht an (ihr Fehler 5001).',
    wrongEncrypted:
      'Die Steckdose nimmt nur verschlüsselte Anfragen an und kann die mit diesem Schlüssel nicht entschlüsseln. ' +
      'Der Schlüssel ist fast sicher falsch.',
    wrongTodo: ({ page }) =>
      'Den Schlüssel verwenden, den diese Steckdose bekommen hat: "key" in der Konfiguration, auf der Kommandozeile auch ' +
      '--key oder MEROSS_KEY. Eine Steckdose, die neu gekoppelt wurde oder in ein anderes Konto gewechselt ist, hat einen ' +
      'neuen. Ist der Schlüssel unbekannt, die Steckdose mit ihrer Taste zurücksetzen und mit `meross-local provision` neu ' +
      `einrichten. Die Steckdose ist in der Meross-App? ${page}`,
    noAbilities: ({ failure }) => `Die Anfrage nach ihren Fähigkeiten ist fehlgeschlagen: ${failure}.`,
    noState: ({ failure }) => `Die Anfrage nach ihrem Zustand ist fehlgeschlagen: ${failure}.`,
    noReplyTodo: REPORT_IT,
  },

  identity: {
    isModel: ({ model, firmware }) => `Modell ${model}, Firmware ${firmware}.`,
    isExpectedModel: ({ model, firmware }) =>
      `Modell ${model}, Firmware ${firmware}, mit der uuid, die die Konfiguration erwartet.`,
    twoUuids: 'Die Antwort enthält zwei verschiedene uuids.',
    malformed: 'Die Antwort über Hardware und Firmware ergibt keinen Sinn.',
    unclearTodo: REPORT_IT,
    otherPlug: 'Ein anderes Meross-Gerät hat diese Adresse, nicht das aus der Konfiguration.',
    otherPlugTodo:
      'Wahrscheinlich hat der Router diese Adresse einer anderen Steckdose gegeben. Die Adresse der richtigen im Router ' +
      'nachsehen und in die Konfiguration eintragen; `meross-local discover` listet die Steckdosen mit ihren Adressen. Wurde ' +
      'die Steckdose ersetzt, die neue uuid in die Konfiguration schreiben oder die alte entfernen.',
  },

  abilities: {
    switches: ({ outlets, hasMeter }) =>
      `Sie schaltet ${outlets === 1 ? 'einen Ausgang' : `${outlets} Ausgänge`} und hat ${hasMeter ? 'einen' : 'keinen'} Zähler.`,
    switchesNothing: 'Das ist ein Meross-Gerät, aber keine Steckdose: Es hat nichts zu schalten.',
    switchesOther:
      'Das ist ein Meross-Gerät, aber keine Steckdose: Es schaltet etwas anderes als einen Ausgang, etwa ein Tor, ein Licht oder ein Ventil.',
    notAPlugTodo:
      'Dieses Plugin ist nur für Steckdosen und Steckdosenleisten. Den Eintrag aus der Konfiguration entfernen.',
  },

  encryption: {
    needed: 'Sie verschlüsselt ihre Nachrichten im LAN, und das Plugin kann sie lesen.',
    optional: 'Sie beherrscht verschlüsselte Nachrichten im LAN und nimmt auch unverschlüsselte an (normal).',
    none: 'Sie verschlüsselt ihre Nachrichten im LAN nicht (normal).',
  },

  clock: {
    right: 'Uhr und Zeitzone sind richtig.',
    notSet: `Ihre Uhr ist nicht gestellt und zeigt 1970. Darum gilt: ${DAYS}, ihr Zähler zeigt vielleicht 0, und ihre eigenen Zeitpläne laufen nicht.`,
    notSetTodo: `${SET_CLOCK} Ohne Internet braucht eine Steckdose das nach jedem Stromausfall; ${AUTO_CLOCK}`,
    off: ({ seconds, hasZone }) =>
      `Ihre Uhr geht gegenüber diesem Computer ${duration(Math.abs(seconds))} ${seconds > 0 ? 'vor' : 'nach'}; ${DAYS}.` +
      (hasZone ? '' : ' Eine Zeitzone hat sie auch nicht.'),
    offTodo: `Falls dieser Computer die richtige Zeit hat: ${SET_CLOCK} ${AUTO_CLOCK}`,
    noZone: 'Ihre Uhr geht richtig, hat aber keine Zeitzone; der Tagesverbrauch gilt darum für Tage in UTC.',
    noZoneTodo: SET_CLOCK,
    oldRules: ({ seconds }) =>
      `Ihre Uhr geht richtig, aber die Regeln ihrer Zeitzone sind veraltet: Ihre Ortszeit geht ${duration(Math.abs(seconds))} ` +
      `${seconds > 0 ? 'vor' : 'nach'}; ${DAYS}.`,
    oldRulesTodo: `${SET_CLOCK} ${AUTO_CLOCK}`,
  },

  meter: {
    none: 'Sie hat keinen Zähler.',
    failed: ({ failure }) => `Die Anfrage nach ihrem Zähler ist fehlgeschlagen: ${failure}.`,
    malformed: 'Der Messwert ihres Zählers ergibt keinen Sinn.',
    replug:
      'Die Steckdose funktioniert auch ohne Zähler. Hat sie vorher gemessen: vom Strom trennen, zehn Sekunden warten und wieder einstecken.',
    setClock:
      'Uhr und Zeitzone stellen (siehe Uhr). Zeigt der Zähler unter Last weiter 0: vom Strom trennen, zehn Sekunden warten und wieder einstecken.',
    dead: 'Ihr Zähler misst nicht: Er zeigt 0\u00a0V, was unmöglich ist, solange die Steckdose antwortet. Das kommt vor, bis Uhr und Zeitzone gestellt sind.',
    measures: ({ meters }) => `Sie misst ${meters.join('; ')}.`,
    meter: ({ power, voltage, channel, isOn }) => {
      const where = channel === undefined ? '' : ` (Kanal ${channel})`;
      if (power === undefined) return `nichts${where}`;
      const at = voltage === undefined ? '' : ` bei ${volts(voltage)}`;
      return `${watts(power)}${at}${where}${isOn ? '' : ', während sie aus ist'}`;
    },
    readsZero: ({ voltage }) =>
      `Sie ist eingeschaltet und misst 0\u00a0W bei ${volts(voltage)}. Läuft nichts an ihr, ist das richtig.`,
    isSum: 'Das ist die Summe aller Ausgänge. HomeKit kann sie nicht zeigen; `meross-local energy` zeigt sie.',
    zeroByClock: 'Läuft etwas an ihr: Manche Steckdosen messen nicht, bis Uhr und Zeitzone gestellt sind.',
  },

  batches: {
    oneAtATime: 'Sie beantwortet immer nur eine Anfrage.',
    answers: ({ count, bytes }) => `Sie beantwortet ${count} Anfragen in einer Nachricht (${bytes}\u00a0Bytes).`,
    answersFewer: ({ count, of }) =>
      `Sie hat ${count === 0 ? 'keine' : count} von ${of} Anfragen in einer Nachricht beantwortet.`,
    failed: ({ count, failure }) => `Die Nachricht mit ${count} Anfragen ist fehlgeschlagen: ${failure}.`,
    nothingToDo: 'Nichts zu tun: Das Plugin stellt einer solchen Steckdose die Anfragen einzeln.',
  },

  wifi: {
    notReported: 'Sie meldet ihr WLAN-Signal nicht.',
    malformed: 'Das gemeldete WLAN-Signal ergibt keinen Sinn.',
    failed: ({ failure }) => `Die Anfrage nach ihrem WLAN-Signal ist fehlgeschlagen: ${failure}.`,
    failedTodo:
      'Die Steckdose funktioniert auch ohne diesen Wert. Gehen auch Antworten verloren (siehe Antwortzeiten), das WLAN prüfen.',
    signal: ({ percent }) => `WLAN-Signal ${percent}\u00a0%.`,
    weak: ({ percent }) => `Schwaches WLAN-Signal, ${percent}\u00a0%: Antworten gehen verloren oder kommen spät.`,
    weakTodo:
      'Den Access Point oder die Steckdose versetzen. Große Gegenstände aus Metall und Möbel vor der Steckdose schwächen das Signal.',
  },

  connection: {
    connecting: 'wird aufgebaut',
    online: 'online',
    offline: 'offline',
    upgrading: 'Aktualisierung läuft',
    unknown: 'unbekannt',
    other: 'anderer Zustand',
    'not reported': 'nicht gemeldet',
  },

  broker: {
    none: 'Sie hat keinen MQTT-Broker, ist also in keiner Cloud.',
    near: ({ connection }) => `Ihr MQTT-Broker ist in diesem Netz (Verbindung: ${connection}).`,
    meross: ({ connection }) =>
      `Ihr MQTT-Broker ist die Meross-Cloud (Verbindung: ${connection}). Dieses Plugin braucht diese Verbindung nicht.`,
    elsewhere: ({ connection }) =>
      `Ihr MQTT-Broker ist außerhalb dieses Netzes (Verbindung: ${connection}). Dieses Plugin braucht diese Verbindung nicht.`,
    end:
      'Um die Verbindung zu beenden, der Steckdose keinen Broker geben: `meross-local rekey HOST --broker none`. Manche Firmware ' +
      'kehrt dann in den Kopplungsmodus zurück: Einer solchen Steckdose den Broker dieses Plugins geben. Oder ihren Zugang ' +
      'zum Internet im Router sperren; dann hält "clock": "auto" ihre Uhr richtig.',
    endMeross: 'Mit einem anderen Broker oder keinem erreicht die Meross-App die Steckdose nicht mehr.',
    steps: ({ page }) => `Schritte: ${page}`,
    appLoses: ({ page }) => `Was die App dann nicht mehr kann: ${page}`,
  },

  roundTrips: {
    replies: ({ medianMs, worstMs }) =>
      `Sie antwortet in ${medianMs}\u00a0ms, im schlechtesten Fall in ${worstMs}\u00a0ms.`,
    slow: ({ medianMs, worstMs }) =>
      `Sie antwortet in ${medianMs}\u00a0ms, im schlechtesten Fall in ${worstMs}\u00a0ms: Das ist langsam.`,
    lost: ({ lost, of }) => `${lost} von ${of} Anfragen ${lost === 1 ? 'ist' : 'sind'} fehlgeschlagen.`,
    allLost: ({ of }) => `Zuerst hat sie geantwortet, dann auf keine von ${of} Anfragen.`,
    allLostTodo: `Sie ist unerreichbar geworden oder überlastet. ${WIFI_ADVICE}`,
    lostTodo: WIFI_ADVICE,
  },
};
