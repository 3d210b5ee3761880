import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Clock } from '../clock.ts';
import type { Certificate } from './certificate.ts';
import { FrameMeter, type Breach } from './frames.ts';
import { Gate, plain, type Turned } from './gate.ts';
import { GuardedStream } from './guarded-stream.ts';
import type { Limits } from './limits.ts';
import { listen, type Listening, type Place } from './listen.ts';
import type { Visit } from './sessions.ts';
import type { Teller } from './teller.ts';
import { tlsOptions } from './tls.ts';

export interface DoorOptions {
  readonly addresses: readonly string[];
  readonly port: number;
  readonly acceptsOldTls: boolean;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly teller: Teller;
  /** Somebody is through: TLS stands, and what comes in is measured. Who it is remains to be seen. */
  readonly onVisit: (visit: Visit) => void;
}

const TURNED: Readonly<Record<Turned, string>> = {
  'not-local': 'is not in the local network',
  'too-often': 'connects too often',
  'too-many': 'opens too many connections',
  'crowded-out': 'was in a crowd of connections that do not log in',
  'too-slow': 'connected and did not log in',
};

const BREACHES: Readonly<Record<Breach, string>> = {
  'not-mqtt': 'does not speak MQTT',
  'too-large': 'sends a packet larger than any of a plug',
  'too-many': 'sends more packets than any plug',
};

/** From the first TCP packet to bytes that may be given to the broker: gate, TLS, meter. */
export class Door {
  readonly #options: DoorOptions;
  readonly #gate: Gate;
  /** What lets a connection count as logged in, by its two ends. */
  readonly #passes = new Map<string, () => void>();
  #tls: Server | undefined;
  #listening: Listening | undefined;

  constructor(options: DoorOptions) {
    const { limits, clock } = options;
    this.#options = options;
    this.#gate = new Gate({ limits, clock, onTurned: (why, address) => this.#tell(why, address, TURNED[why]) });
  }

  get places(): readonly Place[] {
    return this.#listening?.places ?? [];
  }

  /** How many connections there are, and how many of them have not logged in. */
  get census(): { readonly connections: number; readonly waiting: number } {
    return { connections: this.#gate.open, waiting: this.#gate.waiting };
  }

  /** @throws {BrokerError} one of the addresses cannot be listened on */
  async open(certificate: Certificate): Promise<void> {
    const { acceptsOldTls, addresses, port, limits } = this.#options;
    this.#tls = createServer({ ...tlsOptions(certificate, acceptsOldTls), handshakeTimeout: limits.loginMs });
    this.#tls.on('secureConnection', socket => this.#onSecure(socket));
    this.#tls.on('tlsClientError', (error, socket) => this.#onTlsError(error, socket));
    this.#listening = await listen(addresses, port, socket => this.#onConnection(socket));
  }

  /** The certificate that whoever comes from now on gets to see. */
  show(certificate: Certificate): void {
    this.#tls?.setSecureContext(tlsOptions(certificate, this.#options.acceptsOldTls));
  }

  async close(): Promise<void> {
    const closing = this.#listening?.close();
    this.#gate.close();
    await closing;
  }

  #onConnection(socket: Socket): void {
    const enter = this.#gate.admit(socket);
    if (enter === undefined) return;
    const id = idOf(socket);
    this.#passes.set(id, enter);
    socket.once('close', () => this.#passes.delete(id));
    this.#tls?.emit('connection', socket);
  }

  #onSecure(socket: TLSSocket): void {
    const enter = this.#passes.get(idOf(socket));
    if (enter === undefined) {
      socket.destroy();
      return;
    }
    const { limits, clock, onVisit } = this.#options;
    const address = plain(socket.remoteAddress ?? '');
    const meter = new FrameMeter({ limits, clock, firstType: 1 });
    const onBreach = (breach: Breach): void => this.#tell(breach, address, BREACHES[breach]);
    const stream = new GuardedStream(socket, { meter, onBreach });
    onVisit({ address, tls: socket.getProtocol(), stream, enter });
  }

  #onTlsError(error: Error, socket: TLSSocket): void {
    const address = plain(socket.remoteAddress ?? '') || 'a client';
    const code = 'code' in error ? String(error.code) : 'unknown';
    socket.destroy();
    if (code === 'ERR_SSL_UNSUPPORTED_PROTOCOL') {
      this.#tell('tls-version', address, 'speaks only TLS 1.0 or 1.1, which no plug in the config is allowed');
    } else {
      const text = `MQTT: ${address} did not finish the TLS handshake (${code}).`;
      this.#options.teller.tell('debug', 'handshake', address, text);
    }
  }

  #tell(cause: string, address: string, what: string): void {
    this.#options.teller.tell('warn', cause, address, `MQTT: ${address} ${what}; the connection was closed.`);
  }
}

/** The two ends of a connection: the same for a TCP socket and for the TLS one on top of it. */
function idOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return [remoteAddress, remotePort, localAddress, localPort].join(' ');
}
