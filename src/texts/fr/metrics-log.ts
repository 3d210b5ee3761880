import type { MetricsTexts } from '../en/metrics-log.ts';

const AGAIN = 'Le plugin réessaie chaque minute ; les prises fonctionnent comme d’habitude.';

export const metrics: MetricsTexts = {
  listens: ({ url }) => `Les mesures pour Prometheus se lisent à ${url}.`,
  listensInNetwork: ({ url }) =>
    `Les mesures pour Prometheus se lisent à ${url}. Tout appareil du réseau peut les lire.`,
  portInUse: ({ url }) =>
    `Il n’y a pas de mesures à ${url} : un autre programme utilise ce port.\n` +
    `Arrêtez ce programme, ou changez "port" dans "metrics". ${AGAIN}`,
  portForbidden: ({ url }) =>
    `Il n’y a pas de mesures à ${url} : Homebridge n’a pas le droit d’utiliser ce port.\n` +
    `Donnez à "port" dans "metrics" un nombre supérieur à 1023, par exemple 9464. ${AGAIN}`,
  otherAddress: ({ url }) =>
    `Il n’y a pas de mesures à ${url} : cet ordinateur n’a pas cette adresse.\n` +
    `Donnez à "address" dans "metrics" une adresse qu’il a. ${AGAIN}`,
  cannotListen: ({ url, error }) => `Il n’y a pas de mesures à ${url} : ${error}.\n${AGAIN}`,
  noPort: 'config : "metrics" n’a pas d’effet sans "port", par exemple 9464.',
};
