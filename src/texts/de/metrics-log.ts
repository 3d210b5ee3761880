import type { MetricsTexts } from '../en/metrics-log.ts';

const AGAIN = 'Das Plugin versucht es jede Minute wieder; die Steckdosen funktionieren wie gewohnt.';

export const metrics: MetricsTexts = {
  listens: ({ url }) => `Die Messwerte für Prometheus sind unter ${url} zu lesen.`,
  listensInNetwork: ({ url }) =>
    `Die Messwerte für Prometheus sind unter ${url} zu lesen. Jedes Gerät im Netzwerk kann sie lesen.`,
  portInUse: ({ url }) =>
    `Unter ${url} gibt es keine Messwerte: Ein anderes Programm verwendet diesen Port.\n` +
    `Dieses Programm beenden oder "port" von "metrics" ändern. ${AGAIN}`,
  portForbidden: ({ url }) =>
    `Unter ${url} gibt es keine Messwerte: Homebridge darf diesen Port nicht verwenden.\n` +
    `"port" von "metrics" auf eine Zahl über 1023 setzen, zum Beispiel 9464. ${AGAIN}`,
  otherAddress: ({ url }) =>
    `Unter ${url} gibt es keine Messwerte: Dieser Computer hat diese Adresse nicht.\n` +
    `"address" von "metrics" auf eine setzen, die er hat. ${AGAIN}`,
  cannotListen: ({ url, error }) => `Unter ${url} gibt es keine Messwerte: ${error}.\n${AGAIN}`,
  noPort: 'config: "metrics" hat keine Wirkung ohne "port", zum Beispiel 9464.',
};
