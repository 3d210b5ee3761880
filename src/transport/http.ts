import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { Client, errors as undici } from 'undici';
import { reasonOf, TimeIsUp, type Clock } from '../clock.ts';
import { MalformedError, MerossError, NoAnswerError } from '../errors.ts';
import { encode, parse, type Message, type Request } from '../protocol/envelope.ts';
import { checkReply } from '../protocol/reply.ts';
import { readBody } from './body.ts';
import { postLenient } from './lenient.ts';
import { openSocket } from './socket.ts';
import { formatAddress, type Address, type Transport } from './transport.ts';

/** Sends one POST over a socket that is open already. */
export type Post = (
  socket: Socket,
  request: {
    readonly path: string;
    readonly host: string;
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
  },
) => Promise<Answer>;

/** The head of an answer, and its body as it comes. */
export interface Answer {
  readonly status: number;
  readonly body: AsyncIterable<unknown>;
}

export interface HttpOptions {
  readonly address: Address;
  readonly key: string;
  readonly clock: Clock;
  /** The plug we mean; answers from any other are refused. */
  readonly uuid?: string | undefined;
  /** True for a plug that is known to need the lenient parser. */
  readonly lenient?: boolean;
  /** Told once, when a plug turns out to need the lenient parser. */
  readonly onLenient?: () => void;
}

/**
 * One plug over HTTP: `POST /config`, a new connection for each request, as plugs close theirs after every answer. Not
 * for parallel use: plugs answer one question at a time, and the queue above sees to that.
 */
export class HttpTransport implements Transport {
  readonly address: string;
  readonly #options: HttpOptions;
  #lenient: boolean;

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#lenient = options.lenient ?? false;
    this.address = formatAddress(options.address);
  }

  async request(request: Request, signal: AbortSignal): Promise<Message> {
    if (this.#lenient) return this.#exchange(request, postLenient, signal);
    try {
      return await this.#exchange(request, postStrict, signal);
    } catch (error) {
      if (!isRefusedByParser(error)) throw error;
    }
    const message = await this.#exchange(request, postLenient, signal);
    this.#lenient = true;
    this.#options.onLenient?.();
    return message;
  }

  async #exchange(request: Request, post: Post, signal: AbortSignal): Promise<Message> {
    const { address, key, uuid, clock } = this.#options;
    const host = formatAddress(address).replace(/%[^\]]+/, '');
    const messageId = randomBytes(16).toString('hex');
    const socket = await openSocket(address, signal);
    const hangUp = (): void => {
      socket.destroy();
    };
    signal.addEventListener('abort', hangUp, { once: true });
    try {
      signal.throwIfAborted();
      const body = encode(request, {
        messageId,
        key,
        timestamp: clock.epochSeconds(),
        from: `http://${host}/config`,
      });
      const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
      const answer = await post(socket, { path: '/config', host, body, headers });
      if (answer.status !== 200) throw new MalformedError(`an HTTP answer with status ${String(answer.status)}`);
      const message = parse(await readBody(answer.body));
      checkReply(message, { request, messageId, uuid });
      return message;
    } catch (error) {
      throw this.#meaning(error, request.namespace, signal);
    } finally {
      signal.removeEventListener('abort', hangUp);
      socket.destroy();
    }
  }

  /** What a failure after the connection says about the plug. */
  #meaning(error: unknown, namespace: string, signal: AbortSignal): unknown {
    if (signal.aborted) {
      const reason = reasonOf(signal);
      if (!(reason instanceof TimeIsUp)) return reason;
      return new NoAnswerError('connected, then silence', { namespace, hungUp: false, cause: reason });
    }
    if (error instanceof MerossError) return error;
    if (error instanceof undici.HTTPParserError) {
      return new MalformedError('the answer is not HTTP', { namespace, cause: error });
    }
    return new NoAnswerError('the plug hung up without an answer', { namespace, hungUp: true, cause: error });
  }
}

/** Posts with undici. Its own time-outs are off: the signal keeps the one deadline there is. */
const postStrict: Post = async (socket, { path, host, body, headers }) => {
  let isSpent = false;
  const client = new Client('http://plug', {
    connect: (_options, callback) => {
      // Not in the same tick, and only once: undici 7 loops for ever if its connector calls back before it returns,
      // or hands it a socket that is closed already.
      queueMicrotask(() => {
        if (isSpent) callback(new Error('one connection, one request'), null);
        else callback(null, socket);
        isSpent = true;
      });
    },
    pipelining: 0,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const response = await client.request({ method: 'POST', path, body, headers: { host, ...headers }, reset: true });
  return { status: response.statusCode, body: response.body };
};

function isRefusedByParser(error: unknown): boolean {
  return error instanceof MalformedError && error.cause instanceof undici.HTTPParserError;
}
