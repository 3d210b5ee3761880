import type { Aedes, AedesPublishPacket, Client } from 'aedes';
import type { EventEmitter } from 'node:events';
import { asMerossError, UnreachableError } from '../../errors.ts';
import type { Message, Request } from '../../protocol/envelope.ts';
import { textOfStartError } from '../broker-start-error.ts';
import { ensureCertificate, type Certificate } from './certificate.ts';
import { Listener } from './listener.ts';
import { accessControl, loggedInPlug } from './access-control.ts';
import { BROKER_LIMITS, type Limits } from '../limits.ts';
import type { ListenAddress } from './listening-sockets.ts';
import type { BrokerOptions, BrokerConnection } from '../broker-connection.ts';
import { Router } from '../router.ts';
import { callSafely } from '../safe-call.ts';
import { BrokerSessions, type ClientConnection } from './broker-sessions.ts';
import { LogLimiter } from '../log-limiter.ts';
import { replyTopic } from '../topics.ts';

export interface EmbeddedBrokerOptions extends BrokerOptions {
  /** The addresses to listen on: this computer's own, on the networks where plugs are. */
  readonly addresses: readonly string[];
  /** 8883 is the usual one. 0 means any free port, a different one for each address. */
  readonly port: number;
  /** What plugs are configured to connect to: the names and addresses in the certificate. */
  readonly hosts: readonly string[];
  /** The file of the certificate, e.g. `<storage>/meross-local-broker.pem`. */
  readonly certificateFile: string;
  /** At least one plug may use TLS 1.0 or 1.1. TLS is negotiated before the login, so every client may then begin with it. */
  readonly acceptsOldTls: boolean;
  readonly limits?: Partial<Limits>;
}

/** How often to check whether the certificate is about to expire. */
const CHECK_CERTIFICATE_MS = 86_400_000;

/** The same in every run, because a plug may still send a reply to a request of the previous run. */
const REPLY_TOPIC = replyTopic('local');

/** The MQTT broker inside this plugin. Only known plugs can log in, and no message is forwarded to another client. */
export class EmbeddedBroker implements BrokerConnection {
  readonly #options: EmbeddedBrokerOptions;
  readonly #limits: Limits;
  readonly #logLimiter: LogLimiter;
  readonly #listener: Listener;
  readonly #sessions: BrokerSessions;
  readonly #router: Router;
  /** The connection behind each stream that aedes reads. */
  readonly #connections = new WeakMap<object, ClientConnection>();
  #starting: Promise<void> | undefined;
  #aedes: Aedes | undefined;
  #cancelCheck = (): void => undefined;

  constructor(options: EmbeddedBrokerOptions) {
    const { clock, log, texts, onSession } = options;
    this.#options = options;
    this.#limits = { ...BROKER_LIMITS, ...options.limits };
    this.#logLimiter = new LogLimiter(log, clock);
    this.#router = new Router({ ...options, replyTopic: REPLY_TOPIC, logLimiter: this.#logLimiter });
    this.#sessions = new BrokerSessions((uuid, isAlive) => {
      if (!isAlive) this.#router.endSession(uuid);
      callSafely(
        log,
        error => texts.sessionNotHandled({ uuid, error }),
        () => onSession(uuid, isAlive),
      );
    });
    const { addresses, port, acceptsOldTls } = options;
    this.#listener = new Listener({
      addresses,
      port,
      acceptsOldTls,
      limits: this.#limits,
      clock,
      logLimiter: this.#logLimiter,
      texts,
      onClientConnection: connection => this.#accept(connection),
    });
  }

  /** The addresses and ports it listens on. */
  get listenAddresses(): readonly ListenAddress[] {
    return this.#listener.listenAddresses;
  }

  /** The current number of connections, of connections that have not logged in, and of plugs that have. */
  get counts(): { readonly connections: number; readonly waiting: number; readonly sessions: number } {
    return { ...this.#listener.counts, sessions: this.#sessions.size };
  }

  async start(): Promise<void> {
    this.#starting ??= this.#startListening();
    await this.#starting;
  }

  async close(): Promise<void> {
    await this.#starting?.catch(() => undefined);
    await this.#closeAll();
  }

  hasSession(uuid: string): boolean {
    return this.#sessions.get(uuid) !== undefined;
  }

  async request(uuid: string, request: Request, signal: AbortSignal): Promise<Message> {
    const { namespace } = request;
    const connection = this.#sessions.get(uuid);
    const plug = this.#options.plugs.byUuid(uuid);
    if (connection === undefined || plug === undefined) {
      throw new UnreachableError('the plug is not connected to the broker', { namespace, reason: 'no broker session' });
    }
    return this.#router.request(plug, request, signal, json => {
      if (!this.#send(connection, json))
        throw new UnreachableError('the plug does not read its messages', { namespace, reason: 'unread messages' });
    });
  }

  async #startListening(): Promise<void> {
    try {
      const { Aedes: Broker } = await import('aedes');
      this.#aedes = await Broker.createBroker({
        ...accessControl({
          plugs: this.#options.plugs,
          replyTopic: REPLY_TOPIC,
          sessions: this.#sessions,
          logLimiter: this.#logLimiter,
          texts: this.#options.texts,
          connectionOf: client => this.#connectionOf(client),
        }),
        connectTimeout: this.#limits.loginMs,
        drainTimeout: this.#limits.unreadMs,
      });
      this.#attachHandlers(this.#aedes);
      await this.#listener.open(await this.#certificate());
      const endpoints = this.listenAddresses.map(({ address, port }) => `${address}:${port}`).join(', ');
      this.#options.log('info', this.#options.texts.listens({ endpoints }));
      this.#checkCertificateLater();
    } catch (error) {
      await this.#closeAll();
      throw error;
    }
  }

  async #closeAll(): Promise<void> {
    this.#cancelCheck();
    this.#router.close();
    await this.#listener.close();
    const aedes = this.#aedes;
    if (aedes) await new Promise<void>(resolve => aedes.close(resolve));
  }

  #attachHandlers(aedes: Aedes): void {
    aedes.on('publish', (packet, client) => this.#onPublish(packet, client));
    aedes.on('unsubscribe', (_topics, client) => this.#onUnsubscribe(client));
    const emitter: EventEmitter = aedes;
    // Without a listener, a mistake inside aedes would end the process.
    emitter.on('error', (error: unknown) => {
      const { log, texts } = this.#options;
      log('error', texts.brokerError({ error: asMerossError(error).message }));
    });
  }

  async #certificate(): Promise<Certificate> {
    const { certificateFile: file, hosts, clock, log, texts } = this.#options;
    const { made, ...certificate } = await ensureCertificate({ file, hosts, nowSeconds: clock.epochSeconds() });
    if (made) log('info', texts.certificateMade({ why: texts.certificateReasons[made], file }));
    return certificate;
  }

  #checkCertificateLater(): void {
    this.#cancelCheck = this.#options.clock.after(CHECK_CERTIFICATE_MS, () => {
      this.#checkCertificateLater();
      this.#certificate().then(
        certificate => this.#listener.setCertificate(certificate),
        (error: unknown) => this.#options.log('error', textOfStartError(error, this.#options.texts)),
      );
    });
  }

  #accept(connection: ClientConnection): void {
    this.#connections.set(connection.stream, connection);
    connection.stream.once('close', () => {
      const plug = loggedInPlug(connection);
      if (plug) this.#sessions.end(plug.uuid, connection);
    });
    this.#aedes?.handle(connection.stream);
  }

  #connectionOf(client: Client | null): ClientConnection | undefined {
    return client ? this.#connections.get(client.conn) : undefined;
  }

  #onPublish({ topic, payload }: AedesPublishPacket, client: Client | null): void {
    const connection = this.#connectionOf(client);
    const uuid = loggedInPlug(connection)?.uuid;
    // Looked up again, because the plug may have been removed from the config since it logged in.
    const sender = uuid === undefined ? undefined : this.#options.plugs.byUuid(uuid);
    if (connection === undefined || sender === undefined) return;
    const routed = this.#router.receive({ topic, bytes: Buffer.from(payload), isRetained: false, sender });
    if (routed?.reply !== undefined) this.#send(connection, routed.reply);
  }

  #onUnsubscribe(client: Client): void {
    const connection = this.#connectionOf(client);
    const plug = loggedInPlug(connection);
    if (connection === undefined || plug === undefined) return;
    connection.topic = undefined;
    this.#sessions.update(plug.uuid, connection);
  }

  /** @returns false if the message cannot be sent. Closes a connection that leaves too much unread. */
  #send({ client, stream, topic, address }: ClientConnection, payload: string): boolean {
    if (client === undefined || topic === undefined || stream.destroyed) return false;
    if (stream.writableLength > this.#limits.unreadBytes) {
      this.#logLimiter.log('warn', 'unread', address, this.#options.texts.notReading({ address }));
      stream.destroy();
      return false;
    }
    client.publish({ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false }, () => undefined);
    return true;
  }
}
