import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type HttpRequest, readHttpRequest } from './http-request.ts';

/** One client's connection. It may break at any moment, which is never an error here. */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #closed = new AbortController();
  #unread = Buffer.alloc(0);
  #wake: () => void = () => undefined;

  /** @param socket paused; nothing is read of it before the first `next()` */
  constructor(socket: Socket) {
    this.#socket = socket;
    const markClosed = (): void => {
      this.#closed.abort();
      this.#wake();
    };
    // A reset by the client ends in 'close' as well.
    socket.on('error', () => undefined);
    socket.on('end', markClosed);
    socket.on('close', markClosed);
    socket.on('data', (chunk: Buffer) => {
      this.#unread = Buffer.concat([this.#unread, chunk]);
      this.#wake();
    });
    socket.pause();
  }

  /** Aborts when the client has disconnected, or the connection was ended from this side. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** The next request; undefined if the client has disconnected, or sent something else. */
  async next(): Promise<HttpRequest | undefined> {
    this.#socket.resume();
    for (;;) {
      const result = readHttpRequest(this.#unread);
      if (result.kind === 'unreadable') return undefined;
      if (result.kind === 'request') {
        this.#unread = Buffer.from(result.rest);
        return result.request;
      }
      if (this.closed.aborted) return undefined;
      await new Promise<void>(resolve => (this.#wake = resolve));
    }
  }

  /** Sends bytes, no faster than the client takes them. */
  async send(piece: Buffer): Promise<void> {
    if (this.closed.aborted || this.#socket.write(piece)) return;
    // Rejects when the client leaves before it has taken all.
    await once(this.#socket, 'drain', { signal: this.closed }).catch(() => undefined);
  }

  /** Ends the connection in good order, after what was sent. */
  end(): void {
    this.#socket.end();
  }

  /** Closes the connection at once, which is how a plug refuses. */
  hangUp(): void {
    this.#socket.destroy();
  }
}
