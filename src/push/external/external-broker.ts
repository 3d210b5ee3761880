import { randomBytes } from 'node:crypto';
import { deadline, sleep, within } from '../../clock.ts';
import { UnreachableError } from '../../errors.ts';
import type { Message, Request } from '../../protocol/envelope.ts';
import * as systemAll from '../../protocol/namespaces/system-all.ts';
import { PresenceTracker } from './presence-tracker.ts';
import { FrameMeter, type FrameLimits } from '../frame-meter.ts';
import { GuardedStream } from '../guarded-stream.ts';
import { BROKER_LIMITS } from '../limits.ts';
import type { MqttClient } from '../mqtt-client.ts';
import type { BrokerOptions, BrokerConnection } from '../broker-connection.ts';
import { Router } from '../router.ts';
import { connectToBroker, parseBrokerUrl, type ExternalBrokerAddress } from './external-broker-address.ts';
import { explainConnectionFailure } from './connection-failure.ts';
import { callSafely } from '../safe-call.ts';
import { LogLimiter } from '../log-limiter.ts';
import { ALL_PLUGS_TOPIC, replyTopic, topicTo } from '../topics.ts';

export interface ExternalBrokerOptions extends BrokerOptions {
  /** `mqtts://192.168.1.5:8883`, in the local network. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** PEM: the issuer of the broker's certificate; a self-signed one is its own issuer. */
  readonly ca?: string | undefined;
  /**
   * Whether to send the replies that plugs expect from their broker (`broker-reply.ts`); true by default. A broker like
   * mosquitto only forwards messages, and newer plugs leave a broker that never replies and return to pairing mode.
   * Set it to false only where another client of that broker already replies to them.
   */
  readonly repliesToPlugs?: boolean;
  /** Between two attempts to connect, in milliseconds. */
  readonly retryMs?: number;
}

/** The user trusts this broker, so these limits only bound our memory, whatever other clients send through it. */
const INCOMING_LIMITS: FrameLimits = {
  connectBytes: BROKER_LIMITS.connectBytes,
  packetBytes: 256 * 1024,
  packetsPerSecond: 1000,
  packetsAtOnce: 5000,
};

const RETRY_MS = 5000;
const CONNECT_TIMEOUT_MS = 10_000;
/** How long a plug has to reply to a probe. */
const PROBE_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_SECONDS = 60;
const NO_REPLY = Object.assign(new Error('no reply in time'), { code: 'ETIMEDOUT' });

/**
 * A broker that the user runs already: plugs connect to it, and this plugin subscribes to their topics. A message there may
 * come from any client, so only its signature proves that a plug sent it.
 */
export class ExternalBroker implements BrokerConnection {
  readonly #options: ExternalBrokerOptions;
  readonly #address: ExternalBrokerAddress;
  /** Different in each run, because two Homebridge instances may share a broker. */
  readonly #instance = randomBytes(4).toString('hex');
  readonly #logLimiter: LogLimiter;
  readonly #router: Router;
  readonly #presence: PresenceTracker;
  readonly #closing = new AbortController();
  #client: MqttClient | undefined;
  #stream: GuardedStream | undefined;
  #running: Promise<void> | undefined;

  /** @throws {BrokerStartError} the URL is not that of an MQTT broker in the local network */
  constructor(options: ExternalBrokerOptions) {
    const { clock, log, texts, onSession } = options;
    this.#options = options;
    this.#address = parseBrokerUrl(options.url);
    this.#logLimiter = new LogLimiter(log, clock);
    this.#router = new Router({ ...options, replyTopic: replyTopic(this.#instance), logLimiter: this.#logLimiter });
    this.#presence = new PresenceTracker(
      clock,
      (uuid, isAlive) =>
        callSafely(
          log,
          error => texts.sessionNotHandled({ uuid, error }),
          () => onSession(uuid, isAlive),
        ),
      uuid => void this.#probe(uuid),
    );
  }

  /** Starts to connect, and keeps trying: a broker that is down now may start later. */
  async start(): Promise<void> {
    const { MqttClient: Client } = await import('../mqtt-client.ts');
    this.#running ??= this.#run(Client);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#router.close();
    this.#client?.destroy();
    this.#stream?.destroy();
    await this.#running;
    this.#presence.clear();
  }

  /** Whether the plug has sent a message lately. A request may also reach a plug that has not. */
  hasSession(uuid: string): boolean {
    return this.#presence.has(uuid);
  }

  async request(uuid: string, request: Request, signal: AbortSignal): Promise<Message> {
    const { namespace } = request;
    const plug = this.#options.plugs.byUuid(uuid);
    if (plug === undefined) throw new UnreachableError('the plug is not known', { namespace, reason: 'unknown plug' });
    return this.#router.request(plug, request, signal, json => {
      if (!this.#send(uuid, json))
        throw new UnreachableError('the MQTT broker is not connected', { namespace, reason: 'broker not connected' });
    });
  }

  /** One connection after the other, until closed. Never rejects. */
  async #run(Client: typeof MqttClient): Promise<void> {
    const { clock, retryMs = RETRY_MS } = this.#options;
    while (!this.#isClosed()) {
      const stream = this.#connect();
      const client = new Client(stream, {
        clock,
        onMessage: (topic, bytes, isRetained) => this.#onMessage(topic, bytes, isRetained),
      });
      this.#stream = stream;
      this.#client = client;
      try {
        await this.#logIn(client);
        const failure = await client.closed;
        if (failure !== undefined) this.#logFailure(failure);
      } catch (error) {
        this.#logFailure(error instanceof Error ? error : new Error(String(error)));
      }
      client.destroy();
      await client.closed;
      this.#router.endSession();
      this.#presence.clear();
      await sleep(clock, retryMs, this.#closing.signal).catch(() => undefined);
    }
  }

  #connect(): GuardedStream {
    const { clock, ca } = this.#options;
    const socket = connectToBroker(this.#address, ca);
    const meter = new FrameMeter({ limits: INCOMING_LIMITS, clock, firstType: 2 });
    return new GuardedStream(socket, { meter, onViolation: violation => this.#logFailure(new Error(violation)) });
  }

  /** @throws {Error} the broker refuses the login or the subscription, or does not reply in time */
  async #logIn(client: MqttClient): Promise<void> {
    const { username, password, clock, texts, log } = this.#options;
    const { text } = this.#address;
    const login = {
      version: 4,
      clientId: `hb-meross-${this.#instance}`,
      username,
      password,
      keepAliveSeconds: KEEP_ALIVE_SECONDS,
    } as const;
    const isGranted = await within({ clock, signal: this.#closing.signal }, CONNECT_TIMEOUT_MS, async signal => {
      signal.addEventListener('abort', () => client.destroy(NO_REPLY));
      await client.login(login);
      return client.subscribe(ALL_PLUGS_TOPIC, 1);
    });
    if (!isGranted) throw new Error('subscription refused');
    if (this.#isClosed()) return;
    this.#logLimiter.reset('external-broker', text);
    log('info', texts.listensAtBroker({ broker: text }));
  }

  #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Sends a query to the plug. Any signed reply, even an error, proves that the plug is connected. */
  async #probe(uuid: string): Promise<void> {
    const limit = deadline(this.#options.clock, PROBE_TIMEOUT_MS);
    await this.request(uuid, systemAll.get(), limit.signal).catch(() => undefined);
    limit.cancel();
  }

  #onMessage(topic: string, bytes: Uint8Array, isRetained: boolean): void {
    const routed = this.#router.receive({ topic, bytes, isRetained });
    if (routed === undefined) return;
    const { plug, message, isFresh, reply } = routed;
    if (isFresh) this.#presence.received(plug.uuid, message);
    if (reply !== undefined && this.#options.repliesToPlugs !== false) this.#send(plug.uuid, reply);
  }

  /** @returns false if it cannot be sent */
  #send(uuid: string, json: string): boolean {
    if (this.#client?.isConnected !== true || this.#stream === undefined) return false;
    if (this.#stream.writableLength > BROKER_LIMITS.unreadBytes) {
      this.#stream.destroy();
      return false;
    }
    this.#client.publish(topicTo(uuid), json);
    return true;
  }

  #logFailure(error: Error): void {
    if (this.#isClosed()) return;
    const { text } = this.#address;
    this.#logLimiter.log('warn', 'external-broker', text, explainConnectionFailure(error, text, this.#options.texts));
  }
}
