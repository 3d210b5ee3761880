import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Clock } from '../../clock.ts';
import type { Certificate } from './certificate.ts';
import { FrameMeter, type FrameViolation } from '../frame-meter.ts';
import { ConnectionLimiter, plainAddress } from './connection-limiter.ts';
import { GuardedStream } from '../guarded-stream.ts';
import type { Limits } from '../limits.ts';
import { listen, type ListeningSockets, type ListenAddress } from './listening-sockets.ts';
import type { ClientConnection } from './broker-sessions.ts';
import type { LogLimiter } from '../log-limiter.ts';
import type { PushTexts } from '../../texts/en/push-log.ts';
import { tlsOptions } from './tls-options.ts';

export interface ListenerOptions {
  readonly addresses: readonly string[];
  readonly port: number;
  readonly acceptsOldTls: boolean;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly logLimiter: LogLimiter;
  readonly texts: PushTexts;
  /** Called once TLS is established. The stream is metered; the client has not logged in yet. */
  readonly onClientConnection: (connection: ClientConnection) => void;
}

/** Turns TCP connections into metered streams for the broker: limiter, TLS, frame meter. */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #limiter: ConnectionLimiter;
  /** By connection id: the function that marks a connection as logged in. */
  readonly #loginCallbacks = new Map<string, () => void>();
  #tls: Server | undefined;
  #sockets: ListeningSockets | undefined;

  constructor(options: ListenerOptions) {
    const { limits, clock, texts } = options;
    this.#options = options;
    this.#limiter = new ConnectionLimiter({
      limits,
      clock,
      onRejected: (reason, address) => this.#logClosed(reason, address, texts.connectionProblems[reason]),
    });
  }

  get listenAddresses(): readonly ListenAddress[] {
    return this.#sockets?.listenAddresses ?? [];
  }

  /** How many connections are open, and how many of them have not logged in. */
  get counts(): { readonly connections: number; readonly waiting: number } {
    return { connections: this.#limiter.openCount, waiting: this.#limiter.waiting };
  }

  /** @throws {BrokerStartError} one of the addresses cannot be listened on */
  async open(certificate: Certificate): Promise<void> {
    const { acceptsOldTls, addresses, port, limits } = this.#options;
    this.#tls = createServer({ ...tlsOptions(certificate, acceptsOldTls), handshakeTimeout: limits.loginMs });
    this.#tls.on('secureConnection', socket => this.#onSecure(socket));
    this.#tls.on('tlsClientError', (error, socket) => this.#onTlsError(error, socket));
    this.#sockets = await listen(addresses, port, socket => this.#onConnection(socket));
  }

  /** Uses this certificate for new connections. */
  setCertificate(certificate: Certificate): void {
    this.#tls?.setSecureContext(tlsOptions(certificate, this.#options.acceptsOldTls));
  }

  async close(): Promise<void> {
    const closing = this.#sockets?.close();
    this.#limiter.close();
    await closing;
  }

  #onConnection(socket: Socket): void {
    const markLoggedIn = this.#limiter.admit(socket);
    if (markLoggedIn === undefined) return;
    const id = connectionId(socket);
    this.#loginCallbacks.set(id, markLoggedIn);
    socket.once('close', () => this.#loginCallbacks.delete(id));
    this.#tls?.emit('connection', socket);
  }

  #onSecure(socket: TLSSocket): void {
    const markLoggedIn = this.#loginCallbacks.get(connectionId(socket));
    if (markLoggedIn === undefined) {
      socket.destroy();
      return;
    }
    const { limits, clock, texts, onClientConnection } = this.#options;
    const address = plainAddress(socket.remoteAddress ?? '');
    const meter = new FrameMeter({ limits, clock, firstType: 1 });
    const onViolation = (violation: FrameViolation): void =>
      this.#logClosed(violation, address, texts.frameViolations[violation]);
    const stream = new GuardedStream(socket, { meter, onViolation });
    onClientConnection({ address, tls: socket.getProtocol(), stream, markLoggedIn });
  }

  #onTlsError(error: Error, socket: TLSSocket): void {
    const address = plainAddress(socket.remoteAddress ?? '') || undefined;
    const code = 'code' in error ? String(error.code) : 'unknown';
    socket.destroy();
    if (code === 'ERR_SSL_UNSUPPORTED_PROTOCOL') {
      this.#logClosed('tls-version', address, this.#options.texts.connectionProblems['tls-version']);
    } else {
      const client = address ?? 'a client';
      const text = `MQTT: ${client} did not finish the TLS handshake (${code}).`;
      this.#options.logLimiter.log('debug', 'handshake', client, text);
    }
  }

  #logClosed(cause: string, address: string | undefined, problem: string): void {
    const { logLimiter, texts } = this.#options;
    logLimiter.log('warn', cause, address ?? 'a client', texts.connectionClosed({ address, problem }));
  }
}

/** The two endpoints of a connection: the same for a TCP socket and for the TLS socket on top of it. */
function connectionId({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return [remoteAddress, remotePort, localAddress, localPort].join(' ');
}
