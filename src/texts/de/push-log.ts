import type { PushTexts, RefusedLogin } from '../en/push-log.ts';

const UNTIL_THEN = 'und Homebridge neu starten. Bis dahin werden die Steckdosen abgefragt.';

const CREDENTIALS = '"username" und "password" von "broker" auf das setzen, was er erwartet.';

const ISSUER = {
  reason: 'seinem Zertifikat wird nicht vertraut',
  remedy: '"ca" von "broker" auf das Zertifikat des Ausstellers setzen.',
};

const OTHER_CLIENTS = 'Prüfen, was andere Clients unter /appliance/# senden.';

export const push: PushTexts = {
  listens: ({ endpoints }) => `Der MQTT-Broker nimmt Verbindungen an unter ${endpoints}.`,
  noAddressYet:
    'Dieser Computer hat noch keine Adresse in einem lokalen Netzwerk, daher kann der MQTT-Broker keine Verbindungen annehmen.\n' +
    'Das Plugin prüft das jede Minute. Bis dahin werden die Steckdosen abgefragt.',
  couldNotStart: ({ error }) => `Der MQTT-Broker konnte nicht starten: ${error}`,
  brokerError: ({ error }) => `Der MQTT-Broker hat einen Fehler gemeldet: ${error}.`,
  certificateMade: ({ why, file }) => `Der MQTT-Broker ${why} (${file}).`,
  certificateReasons: {
    first: 'hat sein Zertifikat erstellt',
    expiring: 'hat sein Zertifikat erneuert, das bald abgelaufen wäre',
    'other-hosts': 'hat ein neues Zertifikat erstellt, weil sich seine Adressen geändert haben',
    damaged: 'hat sein Zertifikat ersetzt, das beschädigt war und neben dem neuen liegt',
  },

  sessionNotHandled: ({ uuid, error }) => notHandled(`die Sitzung von ${uuid}`, error),
  pushNotHandled: ({ uuid, namespace, error }) => notHandled(`ein PUSH von ${uuid} (${namespace})`, error),
  notSigned: ({ uuid }) =>
    `MQTT: Nachrichten der Steckdose ${uuid} sind nicht mit deren Schlüssel signiert und werden ignoriert.\n` +
    'Ihr Schlüssel hat sich geändert, oder ein anderer Client des Brokers sendet sie. Die Steckdose wird stattdessen abgefragt.',

  mayNotPublish: ({ sender, topic }) => forbidden(sender, `veröffentlicht unter ${topic}`),
  mayNotUseQos2: ({ sender }) => forbidden(sender, 'veröffentlicht mit QoS 2'),
  mayNotSubscribe: ({ sender, topic }) => forbidden(sender, `abonniert ${topic}`),
  loginRefused: {
    'no-plug': ({ address }) =>
      `MQTT: ${address} wurde abgewiesen: Die Anmeldung ist nicht die einer Meross-Steckdose.`,
    'unknown-plug': login =>
      `${refused(login)}: Sie steht nicht in der Konfiguration oder hat noch nicht geantwortet.\nIn "devices" eintragen; dann verbindet sie sich von selbst.`,
    'wrong-password': login =>
      `${refused(login)}: Ihr Schlüssel ist ein anderer als der in der Konfiguration.\n"key" auf den Schlüssel dieser Steckdose setzen und Homebridge neu starten.`,
    'other-plug': login => `${refused(login)}: Ihre Client-ID ist die einer anderen Steckdose.`,
    'old-tls': login =>
      `${refused(login)}: Sie unterstützt nur TLS 1.0 oder 1.1, was für diese Steckdose nicht erlaubt ist.\nUm es zu erlauben, in ihrem Eintrag von "devices" "oldTls": true setzen.`,
  },
  notReading: ({ address }) =>
    `MQTT: ${address} liest seine Nachrichten nicht, daher wurde die Verbindung geschlossen.`,
  connectionClosed: ({ address, problem }) =>
    `MQTT: ${address ?? 'Ein Client'} ${problem}, daher wurde die Verbindung geschlossen.`,
  connectionProblems: {
    'not-local': 'ist nicht im lokalen Netzwerk',
    'too-often': 'verbindet sich zu oft',
    'too-many': 'öffnet zu viele Verbindungen',
    'crowded-out': 'war nicht angemeldet, als es zu viele solche Verbindungen gab',
    'too-slow': 'hat sich nicht rechtzeitig angemeldet',
    'tls-version': 'unterstützt nur TLS 1.0 oder 1.1, was die Konfiguration für keine Steckdose erlaubt',
  },
  frameViolations: {
    'not-mqtt': 'sendet kein MQTT',
    'too-large': 'hat ein Paket gesendet, das für eine Steckdose zu groß ist',
    'too-many': 'hat für eine Steckdose zu viele Pakete gesendet',
  },

  cannotListen: ({ at, reason, remedy }) =>
    `Der MQTT-Broker kann unter ${at} keine Verbindungen annehmen: ${reason}.\n${remedy} ${UNTIL_THEN}`,
  listenFailures: {
    'port in use': {
      reason: 'ein anderes Programm verwendet diesen Port',
      remedy:
        'Jenes Programm beenden, "port" von "broker" ändern (auch in den Steckdosen) oder "url" von "broker" setzen, um jenes Programm zu verwenden,',
    },
    'port not allowed': {
      reason: 'Homebridge darf diesen Port nicht verwenden',
      remedy: '"port" von "broker" auf eine Zahl über 1023 setzen, z. B. 8883,',
    },
    'foreign address': {
      reason: 'das ist keine Adresse dieses Computers',
      remedy: '"addresses" von "broker" auf dessen Adressen setzen',
    },
  },
  listenRemedy: 'Dieses Problem beheben',
  certificateUnusable: ({ file, code }) =>
    `Das Zertifikat des MQTT-Brokers kann weder gelesen noch erstellt werden: ${file} (${code ?? 'unbekannt'}).\n` +
    `Dem Konto, unter dem Homebridge läuft, das Schreiben in diesem Ordner erlauben ${UNTIL_THEN}`,
  caUnreadable: ({ file, code }) =>
    `Die Zertifikatsdatei von "broker.ca" kann nicht gelesen werden: ${file} (${code ?? 'unbekannt'}).\n` +
    `Auf eine PEM-Datei setzen, die Homebridge lesen darf, ${UNTIL_THEN}`,
  noBrokerUrl:
    '"url" von "broker" in der Konfiguration ist nicht die URL eines MQTT-Brokers.\n' +
    'Zum Beispiel mqtts://192.168.1.5:8883 verwenden, oder mqtt://192.168.1.5:1883 ohne TLS.',
  brokerNotLocal: ({ host }) =>
    `"url" von "broker" in der Konfiguration verweist auf ${host}, was nicht im lokalen Netzwerk ist.\n` +
    'Dieses Plugin sendet nichts ins Internet. Einen Broker im eigenen Netzwerk verwenden.',

  listensAtBroker: ({ broker }) => `Empfang von Steckdosen über den MQTT-Broker ${broker}.`,
  brokerUnusable: ({ broker, reason, remedy }) =>
    `Der MQTT-Broker ${broker} ist nicht verwendbar: ${reason}.\n${remedy} Das Plugin versucht es weiter; bis dahin werden die Steckdosen abgefragt.`,
  brokerFailures: {
    'nothing listens': {
      reason: 'dort nimmt nichts Verbindungen an',
      remedy: 'Läuft der Broker, und stimmt der Port?',
    },
    'no host': { reason: 'kein solches Gerät im Netzwerk', remedy: 'Ist der Computer an, und stimmt die Adresse?' },
    'no connection': {
      reason: 'keine Verbindung innerhalb der Frist',
      remedy: 'Ist der Computer an, und stimmt die Adresse?',
    },
    'unknown name': {
      reason: 'der Name ist in diesem Netzwerk nicht bekannt',
      remedy: 'In "url" stattdessen die Adresse verwenden.',
    },
    'wrong password': { reason: 'er lehnt Benutzername oder Passwort ab', remedy: CREDENTIALS },
    'login refused': { reason: 'er lehnt diese Anmeldung ab', remedy: CREDENTIALS },
    'self-signed': { ...ISSUER, remedy: '"ca" von "broker" auf dieses Zertifikat setzen.' },
    'unknown issuer': ISSUER,
    'other name': {
      reason: 'sein Zertifikat gilt für einen anderen Namen',
      remedy: '"url" von "broker" auf einen Namen oder eine Adresse aus dem Zertifikat setzen.',
    },
    expired: { reason: 'sein Zertifikat ist abgelaufen', remedy: 'Das Zertifikat erneuern.' },
    closed: { reason: 'er beendet die Verbindung', remedy: 'Der Grund steht in seinem eigenen Log.' },
    'subscription refused': {
      reason: 'er erlaubt die Topics der Steckdosen nicht',
      remedy: '/appliance/# für diesen Benutzer erlauben.',
    },
    'not-mqtt': {
      reason: 'er sendet kein MQTT',
      remedy: 'Stimmt der Port, und ist es der mit oder ohne TLS wie in "url"?',
    },
    'too-large': { reason: 'er hat eine für eine Steckdose zu große Nachricht gesendet', remedy: OTHER_CLIENTS },
    'too-many': { reason: 'er hat zu viele Nachrichten auf einmal gesendet', remedy: OTHER_CLIENTS },
  },
  brokerRemedy: 'Das Protokoll des Brokers prüfen.',
};

const refused = ({ address, mac }: RefusedLogin): string =>
  `MQTT: Die Steckdose ${mac} unter ${address} wurde abgewiesen`;

const forbidden = (sender: string | undefined, attempt: string): string =>
  `MQTT: ${sender ?? 'Ein Client'} ${attempt}, was nicht erlaubt ist und abgewiesen wurde.`;

const notHandled = (subject: string, error: string | undefined): string =>
  `MQTT: Verarbeitung fehlgeschlagen, ${subject}: ${error ?? 'ein unbekannter Fehler'}. Bitte melden.`;
