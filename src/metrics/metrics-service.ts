import { Pause, type Clock } from '../clock.ts';
import type { MetricsConfig } from '../config.ts';
import type { PluginLog } from '../plugin-log.ts';
import type { MetricsTexts } from '../texts/en/metrics-log.ts';
import type { MeasuredPlug } from './measured-plug.ts';
import { MetricsServer } from './metrics-server.ts';
import { metricsPage } from './plug-metrics.ts';

/** The time between two attempts to listen. */
const RETRY_MS = 60_000;

export interface MetricsServiceOptions {
  readonly config: MetricsConfig;
  readonly clock: Clock;
  readonly log: PluginLog;
  /** The plugs at this moment; nothing is asked of them. */
  readonly plugs: () => readonly MeasuredPlug[];
}

interface ListenPlace {
  readonly address: string;
  readonly port: number;
}

/** Lets Prometheus read the metrics, if the config has a port for them. Plugs work as well without. */
export class MetricsService {
  readonly #options: MetricsServiceOptions;
  readonly #pause: Pause;
  readonly #logged = new Set<string>();
  #server: MetricsServer | undefined;
  #isClosed = false;

  constructor(options: MetricsServiceOptions) {
    this.#options = options;
    this.#pause = new Pause(options.clock);
  }

  /** Resolves when the server listens, or the service was closed. Never rejects. */
  async run(): Promise<void> {
    const { port, address } = this.#options.config;
    if (port === undefined) return;
    while (!this.#hasEnded()) {
      if (await this.#open({ address, port })) return;
      await this.#pause.for(RETRY_MS);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#pause.end();
    await this.#server?.close();
  }

  /** @returns whether the server listens */
  async #open(place: ListenPlace): Promise<boolean> {
    const { log, plugs } = this.#options;
    const server = new MetricsServer({ ...place, page: () => metricsPage(plugs()) });
    this.#server = server;
    try {
      await server.open();
    } catch (error) {
      const text = failureText(log.texts.metrics, urlOf(place), error);
      if (!this.#logged.has(text)) log.warn(text);
      this.#logged.add(text);
      return false;
    }
    // Closed meanwhile: `close` of a server that is about to listen does not stop it.
    if (this.#hasEnded()) await server.close();
    else {
      const { listens, listensInNetwork } = log.texts.metrics;
      const isForThisComputer = /^(?:127\.|::1$)/.test(place.address);
      log.info((isForThisComputer ? listens : listensInNetwork)({ url: urlOf(place) }));
    }
    return true;
  }

  #hasEnded(): boolean {
    return this.#isClosed;
  }
}

const urlOf = ({ address, port }: ListenPlace): string =>
  `http://${address.includes(':') ? `[${address}]` : address}:${port}/metrics`;

function failureText(texts: MetricsTexts, url: string, cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  if (code === 'EADDRINUSE') return texts.portInUse({ url });
  if (code === 'EACCES') return texts.portForbidden({ url });
  if (code === 'EADDRNOTAVAIL') return texts.otherAddress({ url });
  return texts.cannotListen({ url, error: code });
}
