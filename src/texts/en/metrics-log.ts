const AGAIN = 'The plugin tries again every minute; plugs work as usual.';

/** What the log says about the page for Prometheus. */
export const metrics = {
  /** @param url where the page is */
  listens: ({ url }: { readonly url: string }) => `Metrics for Prometheus are at ${url}.`,
  listensInNetwork: ({ url }: { readonly url: string }) =>
    `Metrics for Prometheus are at ${url}. Every device in your network can read them.`,
  portInUse: ({ url }: { readonly url: string }) =>
    `There are no metrics at ${url}: another program uses that port.\n` +
    `Stop that program, or change "port" of "metrics". ${AGAIN}`,
  portForbidden: ({ url }: { readonly url: string }) =>
    `There are no metrics at ${url}: Homebridge may not use that port.\n` +
    `Set "port" of "metrics" to a number above 1023, such as 9464. ${AGAIN}`,
  otherAddress: ({ url }: { readonly url: string }) =>
    `There are no metrics at ${url}: this computer does not have that address.\n` +
    `Set "address" of "metrics" to one that it has. ${AGAIN}`,
  /** @param error a message or code of the system */
  cannotListen: ({ url, error }: { readonly url: string; readonly error: string }) =>
    `There are no metrics at ${url}: ${error}.\n${AGAIN}`,
  noPort: 'config: "metrics" has no effect without a "port", such as 9464.',
};

export type MetricsTexts = typeof metrics;
