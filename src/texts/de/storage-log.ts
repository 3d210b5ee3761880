import type { StorageTexts } from '../en/storage-log.ts';

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1).replace('.', ',')} MB`;

export const storage: StorageTexts = {
  damaged: ({ path, movedTo }) =>
    `${path} ist beschädigt, zum Beispiel durch einen Stromausfall.\nDie Datei wurde in ${movedTo} umbenannt, und eine neue wird begonnen.`,
  notRegular: ({ path, movedTo, what }) =>
    `${path} ist ${what}, aber das Plugin braucht dort eine eigene Datei.\n` +
    `Der Eintrag wurde in ${movedTo} umbenannt, und eine neue Datei wird begonnen. Falls er nicht gebraucht wird, löschen.`,
  unreadable: ({ path, reason }) =>
    `${path} kann nicht gelesen werden: ${reason}.\n` +
    'Bis dahin fehlt der Inhalt. Bevor das Plugin eine neue Datei schreibt, benennt es diese um.',
  writtenByLaterVersion: ({ path, beside }) =>
    `${path} wurde von einer neueren Version dieses Plugins geschrieben, die diese Version nicht lesen kann.\n` +
    `Die Datei bleibt für jene Version unverändert. Bis diese wieder installiert ist, wird stattdessen ${beside} verwendet.`,
  unwritable: ({ path, reason }) =>
    `${path} kann nicht geschrieben werden: ${reason}.\n` +
    'Das Plugin versucht es bei jeder Änderung erneut. Bis das gelingt, gehen neue Daten verloren, wenn Homebridge beendet wird.',
  clockWasAhead: ({ path, end, now }) =>
    `Der Verlauf in ${path} endet um ${end} UTC, aber die Uhr dieses Computers zeigt ${now}: Sie ging damals vor oder geht jetzt nach.\n` +
    'Die Uhr über das Netzwerk stellen (NTP). Neue Einträge warten in dieser Datei: Eve bekommt sie, wenn die Uhr sechs ' +
    'Stunden lang so weiterläuft; ging sie nach, werden sie verworfen.',

  inItsPlace: ({ what }) => `an dieser Stelle ist ${what}; woandershin verschieben`,
  oddFiles: {
    folder: 'ein Ordner',
    link: 'ein Link',
    pipe: 'eine Pipe (FIFO)',
    socket: 'ein Socket',
    device: 'ein Gerät',
    'second name': 'eine Datei mit einem zweiten Namen (ein Hardlink)',
  },
  tooLarge: ({ bytes, most }) => `eine Datei mit ${megabytes(bytes)}, größer als die Grenze von ${megabytes(most)}`,
  advice: {
    ENOSPC: 'der Datenträger ist voll; Platz schaffen',
    EDQUOT: 'das Speicherkontingent ist aufgebraucht; Platz schaffen',
    EFBIG: 'die Datei darf nicht weiter wachsen; die Grenzen des Kontos prüfen, unter dem Homebridge läuft',
    EROFS: 'der Datenträger ist nur lesbar eingehängt, was oft auf eine verschlissene SD-Karte hinweist',
    EACCES: 'Homebridge fehlt die Berechtigung; das Konto, unter dem es läuft, zum Besitzer des Ordners machen',
    EPERM: 'Homebridge fehlt die Berechtigung; das Konto, unter dem es läuft, zum Besitzer des Ordners machen',
    EIO: 'der Datenträger meldet einen Fehler; Datenträger oder SD-Karte prüfen',
    ENOTDIR: 'anstelle des Ordners ist dort eine Datei; woandershin verschieben',
    EEXIST: 'anstelle des Ordners ist dort eine Datei; woandershin verschieben',
    EISDIR: 'anstelle der Datei ist dort ein Ordner; woandershin verschieben',
    EMFILE: 'zu viele Dateien sind offen; Homebridge neu starten',
  },
};
