/** Where the metrics are, as host and port. */
export interface MetricsPlace {
  readonly address: string;
  readonly port: number;
}

const endpoint = ({ address, port }: MetricsPlace): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`;

/** What the log says about metrics. */
export const METRICS_TEXTS = {
  listening: (place: MetricsPlace): string =>
    `Metrics for Prometheus are at http://${endpoint(place)}/metrics.` +
    (/^(?:127\.|::1$)/.test(place.address) ? '' : ' Every device in your network can read them.'),

  cannotListen: (place: MetricsPlace, code: string): string =>
    `There are no metrics for Prometheus at ${endpoint(place)}: ${REASONS[code] ?? code}.\n` +
    `${REMEDIES[code] ?? 'Solve that problem.'} The plugin tries again every minute; plugs work as usual.`,

  noPort: '"metrics" has no effect without a "port", such as 9464.',
} as const;

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses that port',
  EACCES: 'Homebridge may not use that port',
  EADDRNOTAVAIL: 'this computer does not have that address',
};

const REMEDIES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Stop that program, or change "port" of "metrics".',
  EACCES: 'Set "port" of "metrics" to a number above 1023, such as 9464.',
  EADDRNOTAVAIL: 'Set "address" of "metrics" to one that it has.',
};
