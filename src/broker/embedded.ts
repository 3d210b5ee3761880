import type { Aedes, AedesPublishPacket, Client } from 'aedes';
import type { EventEmitter } from 'node:events';
import { asMerossError, UnreachableError } from '../errors.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import { ensureCertificate, type Certificate, type Reason } from './certificate.ts';
import { Door } from './door.ts';
import { houseRules, plugOf } from './doorman.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { Place } from './listen.ts';
import type { MailOptions, PlugMail } from './mail.ts';
import { Mailroom } from './mailroom.ts';
import { safely } from './safely.ts';
import { Sessions, type Visit } from './sessions.ts';
import { Teller } from './teller.ts';
import { replyTopic } from './topics.ts';

export interface EmbeddedOptions extends MailOptions {
  /** The addresses to listen on: this computer's own, on the networks where plugs are. */
  readonly addresses: readonly string[];
  /** 8883 is customary. 0 is any free one, another for each address. */
  readonly port: number;
  /** What plugs were told to connect to: the names and addresses in the certificate. */
  readonly hosts: readonly string[];
  /** Where the certificate is kept, e.g. `<storage>/meross-local-broker.pem`. */
  readonly certificateFile: string;
  /** Some plug is allowed TLS 1.0 and 1.1: then the door has to be open for it before it can say who it is. */
  readonly acceptsOldTls: boolean;
  readonly limits?: Partial<Limits>;
}

/** How often it is looked whether the certificate is about to expire. */
const CHECK_CERTIFICATE_MS = 86_400_000;

/** The same in every run: a plug may still have an answer to send to the run before. */
const REPLIES = replyTopic('local');

const MADE: Readonly<Record<Reason, string>> = {
  first: 'a certificate was made for it',
  expiring: 'its certificate was about to expire, and was renewed',
  'other-hosts': 'a certificate with its new address was made',
  damaged: 'its certificate was damaged and made anew; the damaged file is kept beside it',
};

/** A broker of our own: only plugs we know get in, and what they say goes nowhere but here. */
export class EmbeddedBroker implements PlugMail {
  readonly #options: EmbeddedOptions;
  readonly #limits: Limits;
  readonly #teller: Teller;
  readonly #door: Door;
  readonly #sessions: Sessions;
  readonly #mailroom: Mailroom;
  /** The connection behind each stream that aedes reads. */
  readonly #visits = new WeakMap<object, Visit>();
  #starting: Promise<void> | undefined;
  #aedes: Aedes | undefined;
  #cancelCheck = (): void => undefined;

  constructor(options: EmbeddedOptions) {
    const { clock, log, onSession } = options;
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#teller = new Teller(log, clock);
    this.#mailroom = new Mailroom({ ...options, replyTopic: REPLIES, teller: this.#teller });
    this.#sessions = new Sessions((uuid, isAlive) => {
      if (!isAlive) this.#mailroom.hangUp(uuid);
      safely(log, `the session of ${uuid}`, () => onSession(uuid, isAlive));
    });
    const { addresses, port, acceptsOldTls } = options;
    this.#door = new Door({
      addresses,
      port,
      acceptsOldTls,
      limits: this.#limits,
      clock,
      teller: this.#teller,
      onVisit: visit => this.#welcome(visit),
    });
  }

  /** Where it listens. */
  get places(): readonly Place[] {
    return this.#door.places;
  }

  /** How much it holds at the moment: connections, those of them that have not logged in, and plugs that have. */
  get census(): { readonly connections: number; readonly waiting: number; readonly sessions: number } {
    return { ...this.#door.census, sessions: this.#sessions.size };
  }

  async start(): Promise<void> {
    this.#starting ??= this.#open();
    await this.#starting;
  }

  async close(): Promise<void> {
    await this.#starting?.catch(() => undefined);
    await this.#shut();
  }

  hasSession(uuid: string): boolean {
    return this.#sessions.of(uuid) !== undefined;
  }

  async request(uuid: string, request: Request, signal: AbortSignal): Promise<Message> {
    const { namespace } = request;
    const visit = this.#sessions.of(uuid);
    const plug = this.#options.plugs.byUuid(uuid);
    if (visit === undefined || plug === undefined) {
      throw new UnreachableError('the plug is not connected to the broker', { namespace });
    }
    return this.#mailroom.request(plug, request, signal, json => {
      if (!this.#send(visit, json)) throw new UnreachableError('the plug does not read what it is sent', { namespace });
    });
  }

  async #open(): Promise<void> {
    try {
      const { Aedes: Broker } = await import('aedes');
      this.#aedes = await Broker.createBroker({
        ...houseRules({
          plugs: this.#options.plugs,
          replyTopic: REPLIES,
          sessions: this.#sessions,
          teller: this.#teller,
          visitOf: client => this.#visitOf(client),
        }),
        connectTimeout: this.#limits.loginMs,
        drainTimeout: this.#limits.unreadMs,
      });
      this.#listenTo(this.#aedes);
      await this.#door.open(await this.#certificate());
      const where = this.places.map(({ address, port }) => `${address}:${port}`).join(', ');
      this.#options.log('info', `The MQTT broker listens at ${where}.`);
      this.#checkCertificateLater();
    } catch (error) {
      await this.#shut();
      throw error;
    }
  }

  async #shut(): Promise<void> {
    this.#cancelCheck();
    this.#mailroom.close();
    await this.#door.close();
    const aedes = this.#aedes;
    if (aedes) await new Promise<void>(resolve => aedes.close(resolve));
  }

  #listenTo(aedes: Aedes): void {
    aedes.on('publish', (packet, client) => this.#onPublish(packet, client));
    aedes.on('unsubscribe', (_topics, client) => this.#onUnsubscribe(client));
    const emitter: EventEmitter = aedes;
    // Without a listener, a mistake inside aedes would end the process.
    emitter.on('error', (error: unknown) => {
      this.#options.log('error', `The MQTT broker: ${asMerossError(error).message}.`);
    });
  }

  async #certificate(): Promise<Certificate> {
    const { certificateFile: file, hosts, clock, log } = this.#options;
    const { made, ...certificate } = await ensureCertificate({ file, hosts, nowSeconds: clock.epochSeconds() });
    if (made) log('info', `The MQTT broker: ${MADE[made]} (${file}).`);
    return certificate;
  }

  #checkCertificateLater(): void {
    this.#cancelCheck = this.#options.clock.after(CHECK_CERTIFICATE_MS, () => {
      this.#checkCertificateLater();
      this.#certificate().then(
        certificate => this.#door.show(certificate),
        (error: unknown) => this.#options.log('error', asMerossError(error).message),
      );
    });
  }

  #welcome(visit: Visit): void {
    this.#visits.set(visit.stream, visit);
    visit.stream.once('close', () => {
      const plug = plugOf(visit);
      if (plug) this.#sessions.end(plug.uuid, visit);
    });
    this.#aedes?.handle(visit.stream);
  }

  #visitOf(client: Client | null): Visit | undefined {
    return client ? this.#visits.get(client.conn) : undefined;
  }

  #onPublish({ topic, payload }: AedesPublishPacket, client: Client | null): void {
    const visit = this.#visitOf(client);
    const uuid = plugOf(visit)?.uuid;
    // Asked anew: the plug may have left the config since it logged in.
    const sender = uuid === undefined ? undefined : this.#options.plugs.byUuid(uuid);
    if (visit === undefined || sender === undefined) return;
    const opened = this.#mailroom.open({ topic, bytes: Buffer.from(payload), isRetained: false, sender });
    if (opened?.answer !== undefined) this.#send(visit, opened.answer);
  }

  #onUnsubscribe(client: Client): void {
    const visit = this.#visitOf(client);
    const plug = plugOf(visit);
    if (visit === undefined || plug === undefined) return;
    visit.topic = undefined;
    this.#sessions.update(plug.uuid, visit);
  }

  /** @returns false if it cannot hear us; one that does not read is cut off */
  #send({ client, stream, topic, address }: Visit, payload: string): boolean {
    if (client === undefined || topic === undefined || stream.destroyed) return false;
    if (stream.writableLength > this.#limits.unreadBytes) {
      const text = `MQTT: ${address} does not read what it is sent; the connection was closed.`;
      this.#teller.tell('warn', 'unread', address, text);
      stream.destroy();
      return false;
    }
    client.publish({ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false }, () => undefined);
    return true;
  }
}
