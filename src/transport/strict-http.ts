import type { Socket } from 'node:net';
import type { Client as UndiciClient, Dispatcher } from 'undici';
import type { HttpReply } from './http-reply.ts';
import type { HttpRequest } from './http-sender.ts';

/**
 * undici's client alone. Its index also loads fetch, WebSocket and a cache, which nothing here uses: 10 MB more, and 60 ms of
 * processor time. A later undici may have the file elsewhere; then its index is used.
 */
const Client = await loadClient();

async function loadClient(): Promise<typeof UndiciClient> {
  try {
    return (await import('undici/lib/dispatcher/client.js')).default;
  } catch {
    return (await import('undici')).Client;
  }
}

/**
 * Posts to one plug with undici, whose time-outs are off, because the caller that opened the socket keeps the only deadline.
 * One client lasts for all requests, and its handler replaces `client.request`, because a client, a stream and their
 * errors for each request cost half as much as the request itself (docs/decisions.md). Not for parallel use.
 */
export class StrictHttp {
  /** The socket of the next request. */
  #socket: Socket | undefined;
  readonly #client = new Client('http://plug', {
    connect: (_options, callback) => {
      // Not in the same tick, and each socket once: undici 7 loops for ever if its connector calls back before it
      // returns, or hands it a socket that is already closed.
      queueMicrotask(() => {
        const socket = this.#socket;
        this.#socket = undefined;
        if (socket === undefined || socket.destroyed) callback(new Error('one connection, one request'), null);
        else callback(null, socket);
      });
    },
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  /** As {@link HttpSender}. */
  send(socket: Socket, { path, host, body, headers }: HttpRequest, reply: HttpReply): void {
    this.#socket = socket;
    this.#client.dispatch(
      { method: 'POST', path, body, headers: { host, ...headers }, reset: true },
      new ReplyHandler(socket, reply),
    );
  }
}

/** Passes on what undici reads of one reply. */
class ReplyHandler implements Dispatcher.DispatchHandler {
  readonly #socket: Socket;
  readonly #reply: HttpReply;
  #hasHead = false;

  constructor(socket: Socket, reply: HttpReply) {
    this.#socket = socket;
    this.#reply = reply;
  }

  onRequestStart(): void {
    // Required by undici, which takes a handler without it for one of its older interface.
  }

  onResponseStart(_controller: unknown, status: number): void {
    this.#hasHead = true;
    this.#reply.receiveStatus(status);
    this.#closeIfSettled();
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#reply.receive(chunk);
    this.#closeIfSettled();
  }

  onResponseEnd(): void {
    this.#reply.end();
    this.#closeIfSettled();
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (!this.#hasHead && isParserError(error))
      this.#reply.fail(new NotStrictHttpError('the HTTP head is not strict HTTP', { cause: error }));
    else this.#reply.breakOff(error);
  }

  /** Before undici does, because it would close the socket with an error, and Node then formats that error's stack. */
  #closeIfSettled(): void {
    if (this.#reply.isSettled) this.#socket.destroy();
  }
}

/** The head of the reply is not strict HTTP: its lines end in a bare LF, or it is no HTTP at all. */
export class NotStrictHttpError extends Error {}

/** If the head announces a length, undici reports a wrong length when it cannot read the blank line. */
function isParserError(error: Error): boolean {
  return error.name === 'HTTPParserError' || error.name === 'ResponseContentLengthMismatchError';
}
