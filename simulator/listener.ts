import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { sleep } from './sleep.ts';

const retryMs = 50;
const maxTries = 40;

/** The address and port of a listener. */
export interface Endpoint {
  readonly address: string;
  /** 0 for any free one. */
  readonly port: number;
}

/** A TCP port that can be closed as by a power cut, and opened again. */
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

  /** Listens at this endpoint from the next `open` on. */
  moveTo(endpoint: Endpoint): void {
    this.#endpoint = endpoint;
  }

  /**
   * Opens the port. While it was closed, another process may have taken it: then tries again for two seconds.
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
    // The server emits 'close' a little before its sockets do.
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
    // From here on only an accept can fail, which concerns the client only.
    server.on('error', () => undefined);
    const address = server.address();
    if (address !== null && typeof address === 'object') this.#endpoint = { ...this.#endpoint, port: address.port };
    this.#hasListened = true;
    return server;
  }
}

/** A free port at that address, other than the port of `other`. */
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

/** @throws {Error} if it has not listened, so that its port is not known, or there is no listener */
export function endpointOf(listener: Listener | undefined): Endpoint {
  if (listener === undefined) throw new Error('This simulated plug opens no access point');
  if (listener.endpoint.port === 0) throw new Error('This simulated plug has not been started there');
  return listener.endpoint;
}
