import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import { isOwnHost } from './host-header.ts';
import type { MetricsPage } from './plug-metrics.ts';

/** A scrape is one small request; a real Prometheus opens one connection. */
const LIMITS = { connections: 16, headerBytes: 8192, requestMs: 5000 };

export interface MetricsServerOptions {
  readonly address: string;
  readonly port: number;
  /** Makes the page, for each request anew. */
  readonly page: () => Promise<MetricsPage>;
}

/** Answers GET /metrics, and nothing else. */
export class MetricsServer {
  readonly #options: MetricsServerOptions;
  readonly #server: Server;

  constructor(options: MetricsServerOptions) {
    this.#options = options;
    this.#server = createServer(
      {
        maxHeaderSize: LIMITS.headerBytes,
        headersTimeout: LIMITS.requestMs,
        requestTimeout: LIMITS.requestMs,
        connectionsCheckingInterval: LIMITS.requestMs,
      },
      (request, response) => void this.#respond(request, response),
    );
    this.#server.maxConnections = LIMITS.connections;
  }

  /** @returns the port, also if 0 was asked for @throws {Error} an error of the system, such as `EADDRINUSE` */
  open(): Promise<number> {
    const { address, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host: address, port }, () => {
        this.#server.off('error', reject);
        // E.g. no file descriptors left: the server goes on, and Prometheus asks again.
        this.#server.on('error', () => undefined);
        const bound = this.#server.address();
        resolve(typeof bound === 'object' && bound !== null ? bound.port : port);
      });
    });
  }

  /** Stops listening, and closes every connection. */
  close(): Promise<void> {
    return new Promise(resolve => {
      // An error here means that the server was not listening.
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #respond({ headers, url = '', method }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOwnHost(headers.host, hostname()))
      return end(response, 403, 'Use the address of this computer, not a name for it.\n');
    if (url.replace(/\?.*$/s, '') !== '/metrics') return end(response, 404, 'The metrics are at /metrics.\n');
    if (method !== 'GET') return end(response, 405, 'The metrics can only be read.\n', { allow: 'GET' });
    try {
      const { contentType, text } = await this.#options.page();
      end(response, 200, text, { 'content-type': contentType });
    } catch (error) {
      end(response, 500, `The metrics cannot be shown: ${String(error)}\n`);
    }
  }
}

function end(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response
    .writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    })
    .end(text);
}
