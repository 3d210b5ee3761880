/** Servers made of bare sockets: they send exactly the bytes that a test defines. No HTTP library on this side. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { TestContext } from 'node:test';
import { deadline, systemClock } from '../../../src/clock.ts';
import type { Message, Request } from '../../../src/protocol/envelope.ts';
import { HttpTransport, type HttpOptions } from '../../../src/transport/http.ts';

export const UUID = '2401011234567890340148e1e9a1b2c3';
export const KEY = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
export const QUERY: Request = { namespace: 'Appliance.System.All', method: 'GET', payload: { all: {} } };

/** One connection, with everything that was received over it. */
export interface ReceivedRequest {
  readonly socket: Socket;
  /** The request line and the header lines, without the blank line. */
  readonly head: readonly string[];
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** The bytes of the whole request. */
  readonly raw: Buffer;
  /** The `header` in the body. */
  readonly message: Readonly<Record<string, unknown>>;
}

/** The reaction of a server to a complete request. */
export type Behaviour = (received: ReceivedRequest) => void | Promise<void>;

export interface PlainServer {
  readonly host: string;
  readonly port: number;
  /** Every connection, those without a request included. */
  readonly connections: readonly Socket[];
  readonly requests: readonly ReceivedRequest[];
  /** How many connections are not closed yet. */
  readonly open: () => number;
  readonly close: () => Promise<void>;
}

export interface ServerOptions {
  /** Runs at once, before any request. */
  readonly onConnection?: (socket: Socket) => void;
  readonly host?: string;
}

/** A server that ends with the test. */
export async function serve(t: TestContext, behave: Behaviour, options: ServerOptions = {}): Promise<PlainServer> {
  const { onConnection, host = '127.0.0.1' } = options;
  const connections: Socket[] = [];
  const requests: ReceivedRequest[] = [];
  let open = 0;
  // Half open, so that only the test decides when this side hangs up.
  const server = createServer({ allowHalfOpen: true }, socket => {
    connections.push(socket);
    open += 1;
    socket.on('close', () => {
      open -= 1;
    });
    socket.on('error', () => undefined);
    if (onConnection) onConnection(socket);
    let raw = Buffer.alloc(0);
    let isReceived = false;
    socket.on('data', chunk => {
      raw = Buffer.concat([raw, chunk]);
      const received = isReceived ? undefined : readRequest(socket, raw);
      if (received === undefined) return;
      isReceived = true;
      requests.push(received);
      void behave(received);
    });
    // A client that has hung up gets no more.
    socket.on('end', () => socket.end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, host, resolve);
  });
  const close = (): Promise<void> =>
    new Promise(resolve => {
      server.close(() => {
        resolve();
      });
      for (const socket of connections) socket.destroy();
    });
  t.after(close);
  return { host, port: portOf(server.address()), connections, requests, open: () => open, close };
}

export function portOf(address: string | AddressInfo | null): number {
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  return address.port;
}

function readRequest(socket: Socket, raw: Buffer): ReceivedRequest | undefined {
  const end = raw.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = raw.subarray(0, end).toString('latin1').split('\r\n');
  const headers = new Map(
    head.slice(1).map(line => {
      const [name = '', ...value] = line.split(':');
      return [name.toLowerCase(), value.join(':').trim()];
    }),
  );
  const body = raw.subarray(end + 4);
  if (body.length < Number(headers.get('content-length') ?? 0)) return undefined;
  const text = body.toString('utf8');
  return { socket, head, headers, body: text, raw, message: headerIn(text) };
}

function headerIn(text: string): ReceivedRequest['message'] {
  const message: unknown = JSON.parse(text);
  const header = typeof message === 'object' && message !== null && 'header' in message ? message.header : undefined;
  return typeof header === 'object' && header !== null ? { ...header } : {};
}

/** The correct reply to a request, as JSON; `header` and `payload` may be replaced. */
export function replyTo({ message }: ReceivedRequest, { header = {}, payload = { all: {} } }: ReplyParts = {}): string {
  const { messageId, namespace, method } = message;
  const from = `/appliance/${UUID}/publish`;
  const own = { messageId, namespace, method: `${String(method)}ACK`, payloadVersion: 1, from, timestamp: 1, sign: '' };
  return JSON.stringify({ header: { ...own, ...header }, payload });
}

export interface ReplyParts {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** A reply with a correct head, as most plugs send it: no content length, closed at the end. */
export const OK = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n';

/** A plug without faults. */
export const healthy: Behaviour = received => {
  received.socket.end(OK + replyTo(received));
};

/** Sends these bytes a few at a time. */
export async function writeInPieces(socket: Socket, bytes: Buffer, atOnce: number): Promise<void> {
  socket.setNoDelay(true);
  for (let at = 0; at < bytes.length && !socket.destroyed; at += atOnce) {
    socket.write(bytes.subarray(at, at + atOnce));
    await turn();
  }
}

export interface TransportOptions extends Partial<HttpOptions> {
  /** Short for the quirks of a plug that is known to need the lenient parser. */
  readonly lenient?: boolean;
}

export function transportTo(
  { host, port }: Pick<PlainServer, 'host' | 'port'>,
  { lenient = false, ...options }: TransportOptions = {},
): HttpTransport {
  const quirks = { lenient, encrypted: false };
  return new HttpTransport({ address: { host, port }, key: KEY, clock: systemClock, quirks, ...options });
}

/** One request with a deadline. */
export async function send(transport: HttpTransport, ms = 5000, request = QUERY): Promise<Message> {
  const { signal, cancel } = deadline(systemClock, ms);
  try {
    return await transport.request(request, signal);
  } finally {
    cancel();
  }
}

/** The error of a rejection; fails if the promise resolves. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was answered');
}

/** Both parsers of a reply. */
export const PARSERS = [
  { parser: 'strict', lenient: false },
  { parser: 'lenient', lenient: true },
] as const;
