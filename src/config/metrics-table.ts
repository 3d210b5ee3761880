import { numberWithin, PORT } from './kinds.ts';
import { optional, withDefault, type Table } from './option.ts';
import { OWN_ADDRESS } from './own-address-kind.ts';

/** The page that Prometheus reads. */
export const METRICS = {
  location: ({ locations }) => locations.metrics,
  options: {
    /** Undefined: off. An empty block, as the settings form may leave one, turns nothing on. */
    port: optional(numberWithin(PORT), {
      title: 'Metrics for Prometheus: port (TCP)',
      description: 'If set, http://127.0.0.1:PORT/metrics lists watts, kWh and state of every plug. Empty: off.',
      more: 'See [metrics](metrics.md); 9464 is a port that nothing else uses.',
      otherwise: ({ next }) => next.noMetrics,
    }),
    address: withDefault(OWN_ADDRESS, '127.0.0.1', {
      title: 'Metrics for Prometheus: listen on',
      description:
        'The address of this computer on which others in your network may read the metrics. Empty: only this computer.',
      synonyms: ['host', 'bind', 'listen'],
    }),
  },
} as const satisfies Table;
