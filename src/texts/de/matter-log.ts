import type { MatterTexts } from '../en/matter-log.ts';

const MEANWHILE = 'Bis dahin erscheinen die Steckdosen über HomeKit (HAP), wie mit "publish": "hap".';

/** What the log says about publishing over Matter, in German. */
export const matter: MatterTexts = {
  oldHomebridge: ({ version }) =>
    `"publish": "matter" braucht Homebridge 2.2 oder neuer, und dies ist Homebridge ${version}.\n` +
    `Homebridge aktualisieren oder "publish" entfernen. ${MEANWHILE}`,
  notEnabled:
    '"publish": "matter" hat keine Wirkung, weil Matter für die Bridge dieses Plugins nicht eingeschaltet ist.\n' +
    'In den Bridge-Einstellungen der Homebridge-Oberfläche einschalten ("matter": {} in "bridge" oder in "_bridge" einer ' +
    `Child Bridge) und neu starten. ${MEANWHILE}`,
  refused: ({ reason }) =>
    `Homebridge konnte nichts über Matter veröffentlichen: ${reason}\n` +
    'Seine eigenen Zeilen mit "[Matter/…]" sagen mehr. Wahrscheinliche Ursachen: "bind" der Bridge nennt eine IP-Adresse statt ' +
    `einer Schnittstelle wie "eth0", oder der Matter-Port ist belegt. Berichtigen und neu starten. ${MEANWHILE}`,
  nowOverMatter: ({ name }) =>
    `${name} wird jetzt über Matter veröffentlicht; die HomeKit-Kachel ist entfernt, mit Raum, Szenen und Automationen.\n` +
    'Zeigt Home die neue Kachel nicht, die Matter-Bridge von Homebridge mit ihrem eigenen Kopplungscode hinzufügen. Summen und Verlauf bleiben.',
  nowOverHomeKit: ({ name }) =>
    `${name} wird jetzt über HomeKit (HAP) veröffentlicht; die Matter-Kachel ist entfernt, mit Raum, Szenen und Automationen.\n` +
    'Summen und Verlauf bleiben.',
  notRemoved: ({ error }) => `Steckdosen konnten nicht aus Matter entfernt werden: ${error}`,
};
