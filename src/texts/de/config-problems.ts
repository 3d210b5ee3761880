import type { ConfigTexts } from '../en/config-problems.ts';

const PLUG_ADDRESS = '"192.168.1.20"';
const A_NETWORK = 'ein Netzwerk wie "192.168.1.0/24" ist nötig';

const noPlugToShow = (found: string): string =>
  `${found}, daher gibt es keine Steckdose anzuzeigen; jede Steckdose mit ihrer Adresse eintragen, zum Beispiel
  "devices": [
    { "host": "192.168.1.20", "key": "der Schlüssel der Steckdose" }
  ]`;

export const config: ConfigTexts = {
  refused: ({ found, needed, next }) => `${found}; ${needed}. ${next}`,
  usedAsWritten: ({ found, oddity }) =>
    `${found}, der ${oddity}, vielleicht versehentlich mitkopiert. Er wird verwendet wie geschrieben: Falls eine Steckdose ihn nicht akzeptiert, hier korrigieren.`,
  noDevices: noPlugToShow('fehlt'),
  emptyDevices: noPlugToShow('hat keinen Eintrag'),

  found: {
    missing: 'fehlt',
    null: 'ist null (nichts)',
    list: 'ist eine Liste',
    emptyText: 'ist ein leerer Text',
    hiddenText: ({ length }) => `ist ein Text aus ${String(length)} Zeichen`,
    text: ({ quoted }) => `ist ${quoted} (Text)`,
    hiddenNumber: 'ist eine Zahl',
    number: ({ value }) => `ist ${value.toString()} (Zahl)`,
    hiddenBoolean: 'ist true oder false',
    boolean: ({ value }) => `ist ${value.toString()}`,
    block: 'ist ein Block in { }',
    other: ({ type }) => `ist vom Typ ${type}`,
  },

  needs: {
    block: 'ein Block in { } ist nötig',
    unquoted: ({ value }) => `${value} ohne Anführungszeichen schreiben`,
    trueOrFalse: 'true oder false ist nötig, ohne Anführungszeichen',
    number: ({ min, max }) => `eine Zahl von ${min.toString()} bis ${max.toString()} ist nötig`,
    wholeNumber: ({ min, max }) => `eine ganze Zahl von ${min.toString()} bis ${max.toString()} ist nötig`,
    textUpTo: ({ most }) => `ein Text aus 1 bis ${most.toString()} Zeichen ist nötig`,
    oneOf: ({ words }) => `eines von ${words} ist nötig`,
    quoted: 'in Anführungszeichen schreiben',
    quotedText: 'ein Text in Anführungszeichen ist nötig',
    uuid: 'die 32 Ziffern und Buchstaben sind nötig, die die Steckdose als UUID meldet, ohne Bindestriche',
    notASecret: 'das ist ein Schlüssel oder Passwort dieser Konfiguration und darf nicht angezeigt werden',
    anotherPlug: ({ earlier }) => `${earlier} nennt diese Steckdose schon`,
    anotherChannel: ({ earlier }) => `${earlier} nennt diesen Kanal schon`,

    address: `die Adresse der Steckdose ist nötig, zum Beispiel ${PLUG_ADDRESS}`,
    shorterAddress: ({ most }) => `eine Adresse aus höchstens ${most.toString()} Zeichen ist nötig`,
    noBrackets: 'nur eine IPv6-Adresse wird in [ ] geschrieben, zum Beispiel "[fe80::1]"',
    bracketsForPort: 'eine IPv6-Adresse mit Port wird mit [ ] geschrieben, zum Beispiel "[fe80::1]:80"',
    bracketsOrPort: ({ address, port, whole }) =>
      `"[${address}]:${port}" schreiben, falls ${port} der Port ist, sonst "[${whole}]"`,
    port: 'der Port nach dem ":" muss eine ganze Zahl von 1 bis 65535 sein',
    localAddress:
      'eine öffentliche Adresse wird abgelehnt, weil dieses Plugin nie ein Paket ins Internet sendet; eine Steckdose hat eine private Adresse ' +
      '(10.x.x.x, 172.16.x.x bis 172.31.x.x, 192.168.x.x, 169.254.x.x, 127.x.x.x, oder IPv6 fc00::/7, fe80::/10, ::1)',
    localName:
      'nur das DNS des Internets kennt diesen Namen, und dieses Plugin sendet nie ein Paket ins Internet; die Adresse der ' +
      `Steckdose schreiben, zum Beispiel ${PLUG_ADDRESS}, oder einen Namen des eigenen Netzwerks, zum Beispiel "plug" oder einen mit der Endung .local, .lan oder ` +
      '.home.arpa',
    ipv4: `eine IPv4-Adresse hat vier Zahlen von 0 bis 255 ohne führende Nullen, zum Beispiel ${PLUG_ADDRESS}`,
    name: `ein Name besteht aus Buchstaben, Ziffern, Bindestrichen und Punkten; eine Adresse sieht aus wie ${PLUG_ADDRESS}`,
    noUrl: ({ bare }) =>
      `nur die Adresse ist nötig, ohne "http://" und Pfad: ${
        bare === undefined ? `die Adresse der Steckdose schreiben, zum Beispiel ${PLUG_ADDRESS}` : `"${bare}" schreiben`
      }`,

    network: A_NETWORK,
    privateNetwork: 'nur ein privates Netzwerk wird durchsucht, weil dieses Plugin nie ein Paket ins Internet sendet',
    smallerNetwork: ({ prefix }) =>
      `höchstens 1024 Adressen werden durchsucht: /${prefix.toString()} bis /32 schreiben, oder mehrere Netzwerke`,
    networks: 'eine Liste wie ["192.168.1.0/24"] ist nötig',
    aNetwork: 'mindestens ein Netzwerk ist nötig, zum Beispiel "192.168.1.0/24"',
    discovery: 'false oder die zu durchsuchenden Netzwerke sind nötig: { "subnets": ["192.168.1.0/24"] }',

    brokerUrl: 'eine URL wie "mqtts://192.168.1.5:8883" ist nötig',
    noUserInUrl: 'den Benutzer stattdessen in "username" und "password" schreiben',
    bracketsInUrl: 'die Adresse in [ ] schreiben, zum Beispiel "mqtts://[fe80::1]:8883"',
    ownAddress: 'eine Adresse dieses Computers im lokalen Netzwerk ist nötig, zum Beispiel "192.168.1.10"',
    ownAddresses: 'eine Liste wie ["192.168.1.10"] ist nötig',
    broker: 'ein Block wie { "enabled": true, "port": 8883 } ist nötig',

    devices: 'eine Liste wie [{ "host": "192.168.1.20" }] ist nötig',
    device: 'ein Block wie { "host": "192.168.1.20" } ist nötig',
    outlets: 'eine Liste wie [{ "channel": 1, "name": "TV" }] ist nötig',
    outlet: 'ein Block wie { "channel": 1, "name": "TV" } ist nötig',
    appliance: 'ein Block wie { "runsAboveWatts": 10, "finishedAfterMinutes": 3 } ist nötig',
    sensor: 'ein Block wie { "aboveWatts": 10, "kind": "occupancy" } ist nötig',
    limits: 'ein Block wie { "overloadWatts": 2000, "overloadSeconds": 10 } ist nötig',
    noStandbyOfLocked:
      'diese Steckdose ist gesperrt und darf im Stand-by nicht ausgeschaltet werden; "standbyWatts" oder "locked" entfernen',
    belowOverload: ({ watts }) => `eine Zahl unter "overloadWatts", ${watts.toString()}, ist nötig`,
    key: ({ keyPage }) =>
      'den Schlüssel hier schreiben, oder einmal auf der obersten Ebene für alle Steckdosen. Für eine Steckdose, die wirklich einen leeren Schlüssel hat, ' +
      `"key": "" ausschreiben; für eine mit der Meross-App eingerichtete Steckdose siehe ${keyPage}`,
  },

  next: {
    defaultIsUsed: ({ value }) => `Bis dahin gilt der Standardwert ${value}.`,
    plugLeftOut: 'Bis dahin wird diese Steckdose ausgelassen; die anderen laufen.',
    lockedPlugLeftOut: 'Sicherheitshalber wird diese Steckdose bis dahin ausgelassen; die anderen laufen.',
    entryLeftOut: 'Der Eintrag wird bis dahin ausgelassen; die anderen laufen.',
    plugListedOnce: 'Eine Steckdose wird nur einmal eingetragen: Dieser Eintrag wird ausgelassen.',
    ignored: 'Es wird ignoriert.',
    leftOut: 'Der Wert wird ausgelassen.',
    entryIgnored: 'Dieser Eintrag wird ignoriert.',
    entryIgnoredUntilThen: 'Bis dahin wird dieser Eintrag ignoriert.',
    outletNameOfPlug: 'Bis dahin bekommt der Ausgang den Namen, den er in der Steckdose hat.',
    namedAfterModel: 'Bis dahin dient das Modell als Name.',
    withoutKeyLeftOut: 'Bis dahin werden Steckdosen ohne eigenen Schlüssel ausgelassen.',
    noPlugRuns: 'Bis dahin läuft keine Steckdose, und das Zubehör bleibt, wie es ist.',
    nothingSearched: 'Bis dahin wird kein Netzwerk durchsucht.',
    networkNotSearched: 'Bis dahin wird es nicht durchsucht.',
    brokerIsOff: 'Bis dahin ist der Broker aus.',
    listensOnAll: 'Bis dahin gelten alle Adressen.',
    noneIsUsed: 'Bis dahin gilt diese Angabe nicht.',
    overloadNotEnded: 'Bis dahin wird eine Überlast nicht beendet.',
    standbyNotEnded: 'Bis dahin wird der Stand-by nicht beendet.',
  },

  unknownKey: ({ hint }) => `ist hier nicht bekannt; ${hint} Es wird ignoriert.`,
  hiddenKey:
    'ist hier nicht bekannt und wird nicht angezeigt, weil es wie ein Schlüssel oder Passwort aussieht. Es wird ignoriert.',
  knownKeys: ({ known }) => `bekannt sind ${known}.`,
  didYouMean: ({ quoted }) => `war ${quoted} gemeint?`,
  didYouMeanThere: ({ quoted, location }) => `war ${quoted} gemeint? Das gehört ${location}.`,
  belongs: ({ location }) => `es gehört ${location}.`,
  locations: {
    platform: 'auf die oberste Ebene des Blocks, neben "devices"',
    device: 'in einen Eintrag von "devices"',
    outlet: 'in einen Eintrag von "outlets" einer Steckdose',
    appliance: 'in "appliance" einer Steckdose',
    sensor: 'in "sensor" einer Steckdose',
    limits: 'in "limits" einer Steckdose',
    discovery: 'in "discovery"',
    broker: 'in "broker"',
  },
  needless: {
    account:
      'ein Meross-Konto ist nicht nötig, weil das Plugin direkt mit den Steckdosen spricht, mit deren Schlüssel.',
    mac: 'die MAC-Adresse ist nicht nötig, weil eine Steckdose an ihrer UUID erkannt wird.',
    model: 'das Modell wird aus der Steckdose gelesen.',
    port: 'den Port stattdessen nach der Adresse schreiben: "host": "192.168.1.20:80".',
  },

  strayEnds: {
    both: ({ first, last }) =>
      first === last ? `mit ${first} beginnt und endet` : `mit ${first} beginnt und mit ${last} endet`,
    first: ({ first }) => `mit ${first} beginnt`,
    last: ({ last }) => `mit ${last} endet`,
  },
  strayCharacters: {
    lineBreak: 'einem Zeilenumbruch',
    tab: 'einem Tabulator',
    space: 'einem Leerzeichen',
    quotationMark: 'einem Anführungszeichen',
  },
};
