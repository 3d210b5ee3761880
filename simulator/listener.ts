import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { sleep } from './sleep.ts';

const retryMs = 50;
const maxTries = 40;

/** Where something listens. */
export interface Endpoint {
  readonly address: string;
  /** 0 for any free one. */
  readonly port: number;
}

/** A TCP port that can be closed like one whose plug has lost power, and opened again. */
export class Listener {
  readonly #serve: (socket: Socket) => void;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #endpoint: Endpoint;
  #hasListened = false;

  /** @param endpoint with port 0 for any free one, which is kept from then on */
  constructor(endpoint: Endpoint, serve: (socket: Socket) => void) {
    this.#endpoint = endpoint;
    this.#serve = serve;
  }

  /** With port 0 before it has listened, if any free port was asked for. */
  get endpoint(): Endpoint {
    return this.#endpoint;
  }

  /** Whether it listens now. */
  get isOpen(): boolean {
    return this.#server !== undefined;
  }

  /** From the next `open` on it listens there. */
  moveTo(endpoint: Endpoint): void {
    this.#endpoint = endpoint;
  }

  /**
   * Opens the port. While it was closed for a time another process may have been given it: then tries again for two
   * seconds.
   *
   * @throws the error of `listen`, such as EADDRINUSE
   */
  async open(closing: AbortSignal): Promise<void> {
    for (
      let triesLeft = this.#hasListened ? maxTries : 1;
      this.#server === undefined && !closing.aborted;
      triesLeft -= 1
    ) {
      try {
        this.#server = await this.#listen();
      } catch (error) {
        if (triesLeft <= 1) throw error;
        await sleep(retryMs, closing);
      }
    }
  }

  /** Closes the port and destroys every connection. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    // The server says 'close' a little before its sockets do.
    const closed = [server, ...this.#sockets].map(each => once(each, 'close'));
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }

  async #listen(): Promise<Server> {
    const server = createServer({ pauseOnConnect: true, noDelay: true }, socket => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      this.#serve(socket);
    });
    server.listen({ host: this.#endpoint.address, port: this.#endpoint.port });
    await once(server, 'listening');
    // From here on only an accept can fail, which is the client's trouble.
    server.on('error', () => undefined);
    const address = server.address();
    if (address !== null && typeof address === 'object') this.#endpoint = { ...this.#endpoint, port: address.port };
    this.#hasListened = true;
    return server;
  }
}

/** A port at that address that nobody listens on, and that is not the one of `other`. */
export async function freeEndpoint(address: string, other: Endpoint): Promise<Endpoint> {
  const listener = new Listener({ address, port: 0 }, socket => socket.destroy());
  for (;;) {
    await listener.open(new AbortController().signal);
    const { endpoint } = listener;
    await listener.close();
    if (endpoint.address !== other.address || endpoint.port !== other.port) return endpoint;
    listener.moveTo({ address, port: 0 });
  }
}

/** @throws {Error} when it has not listened, so that its port is not known, or there is no listener */
export function endpointOf(listener: Listener | undefined): Endpoint {
  if (listener === undefined) throw new Error('This simulated plug opens no access point');
  if (listener.endpoint.port === 0) throw new Error('This simulated plug has not been started there');
  return listener.endpoint;
}
