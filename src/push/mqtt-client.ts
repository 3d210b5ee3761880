import type { Duplex } from 'node:stream';
import { generate, parser, type Packet, type QoS } from 'mqtt-packet';
import type { Clock } from '../clock.ts';

/** How a client introduces itself to a broker. */
export interface MqttLogin {
  /** MQTT 3.1 or 3.1.1. */
  readonly version: 3 | 4;
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Seconds between two signs of life; 0 for none. */
  readonly keepAliveSeconds: number;
}

export interface MqttClientOptions {
  readonly clock: Clock;
  readonly onMessage: (topic: string, bytes: Buffer, isRetained: boolean) => void;
}

/** The broker refused the login. */
export class LoginRefusedError extends Error {
  override readonly name = 'LoginRefusedError';
  /** The return code of its CONNACK. */
  readonly code: number;

  constructor(code: number) {
    super(`the broker refused the login with code ${code}`);
    this.code = code;
  }
}

/** The message of the error where the broker ended the connection without a reason. */
export const BROKER_CLOSED = 'the broker closed the connection';

interface Waiting {
  readonly resolve: (packet: Packet) => void;
  readonly reject: (error: Error) => void;
}

const PROTOCOL_IDS = { 3: 'MQIsdp', 4: 'MQTT' } as const;
/** A connection on which the broker has sent nothing for this many keep-alive intervals is dead. */
const SILENT_INTERVALS = 1.5;
/** Identifiers of packets are 16 bits, and never 0. */
const LAST_ID = 0xffff;

/**
 * One MQTT session over one stream, which ends with it: a clean session that reads with QoS 0 and 1. It neither reconnects
 * nor repeats a message: a command that reaches a plug minutes later does harm.
 */
export class MqttClient {
  /** Resolves when the connection is over, with what broke it, if something did. Never rejects. */
  readonly closed: Promise<Error | undefined>;
  readonly #stream: Duplex;
  readonly #options: MqttClientOptions;
  readonly #waiting = new Map<string, Waiting>();
  #lastId = 0;
  #isConnected = false;
  #failure: Error | undefined;
  #lastReceived = 0;
  #cancelPing = (): void => undefined;

  constructor(stream: Duplex, options: MqttClientOptions) {
    this.#stream = stream;
    this.#options = options;
    const packets = parser({ protocolVersion: 4 });
    packets.on('packet', packet => this.#onPacket(packet));
    packets.on('error', (error: Error) => this.destroy(error));
    stream.on('data', (bytes: Buffer) => {
      this.#lastReceived = options.clock.now();
      packets.parse(bytes);
    });
    stream.on('end', () => this.destroy());
    stream.on('error', error => (this.#failure ??= error));
    this.closed = new Promise(resolve => {
      stream.once('close', () => {
        this.#end();
        resolve(this.#failure);
      });
    });
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /**
   * Logs in. To be called once.
   * @throws {LoginRefusedError}
   * @throws {Error} the connection ended first
   */
  async login({ version, clientId, username, password, keepAliveSeconds }: MqttLogin): Promise<void> {
    const reply = this.#waitFor('connack');
    this.#send({
      cmd: 'connect',
      protocolId: PROTOCOL_IDS[version],
      protocolVersion: version,
      clean: true,
      clientId,
      keepalive: keepAliveSeconds,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password: Buffer.from(password, 'utf8') }),
    });
    const connack = await reply;
    const code = connack.cmd === 'connack' ? (connack.returnCode ?? 0) : 0;
    if (code !== 0) {
      this.destroy();
      throw new LoginRefusedError(code);
    }
    this.#isConnected = true;
    if (keepAliveSeconds > 0) this.#keepAlive(keepAliveSeconds * 1000);
  }

  /** @returns whether the broker grants it @throws {Error} the connection ended first */
  async subscribe(topic: string, qos: 0 | 1): Promise<boolean> {
    const messageId = this.#nextId();
    const reply = this.#waitFor(`suback ${messageId}`);
    this.#send({ cmd: 'subscribe', messageId, subscriptions: [{ topic, qos }] });
    const suback = await reply;
    return suback.cmd === 'suback' && suback.granted.every(granted => typeof granted === 'number' && granted < 0x80);
  }

  /** Sends once, with QoS 0. */
  publish(topic: string, payload: string): void {
    this.#send({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false });
  }

  /** Sends with QoS 1, and waits until the broker has it. @throws {Error} the connection ended first */
  async publishAcknowledged(topic: string, payload: string): Promise<void> {
    const messageId = this.#nextId();
    const reply = this.#waitFor(`puback ${messageId}`);
    this.#send({ cmd: 'publish', messageId, topic, payload, qos: 1, dup: false, retain: false });
    await reply;
  }

  /** Ends the connection at once, for that reason if one is given; `closed` resolves soon after. */
  destroy(reason?: Error): void {
    this.#failure ??= reason;
    this.#stream.destroy();
  }

  #onPacket(packet: Packet): void {
    // What follows a fault in the same chunk is not read.
    if (this.#stream.destroyed) return;
    switch (packet.cmd) {
      case 'publish':
        this.#receive(packet.topic, packet.payload, packet);
        break;
      case 'connack':
        this.#settle('connack', packet);
        break;
      case 'suback':
      case 'puback':
        this.#settle(`${packet.cmd} ${String(packet.messageId)}`, packet);
        break;
      case 'pingresp':
        break;
      default:
        this.destroy(new Error(`unexpected ${packet.cmd}`));
    }
  }

  #receive(
    topic: string,
    payload: string | Buffer,
    { qos, retain, messageId }: { readonly qos: QoS; readonly retain: boolean; readonly messageId?: number },
  ): void {
    // No subscription asks for QoS 2.
    if (qos === 2) {
      this.destroy(new Error('unexpected QoS 2'));
      return;
    }
    if (qos === 1 && messageId !== undefined) this.#send({ cmd: 'puback', messageId });
    this.#options.onMessage(topic, Buffer.from(payload), retain);
  }

  #send(packet: Packet): void {
    if (!this.#stream.destroyed && this.#stream.writable) this.#stream.write(generate(packet));
  }

  /** The same one may come twice only after 65,535 others, and then the first has long been answered. */
  #nextId(): number {
    this.#lastId = this.#lastId === LAST_ID ? 1 : this.#lastId + 1;
    return this.#lastId;
  }

  #waitFor(reply: string): Promise<Packet> {
    const promise = new Promise<Packet>((resolve, reject) => {
      if (this.#stream.destroyed) reject(this.#failure ?? new Error(BROKER_CLOSED));
      else this.#waiting.set(reply, { resolve, reject });
    });
    // The connection may end while the caller waits for something else.
    promise.catch(() => undefined);
    return promise;
  }

  #settle(reply: string, packet: Packet): void {
    this.#waiting.get(reply)?.resolve(packet);
    this.#waiting.delete(reply);
  }

  #keepAlive(ms: number): void {
    const { clock } = this.#options;
    this.#cancelPing = clock.after(ms / 2, () => {
      if (clock.now() - this.#lastReceived > ms * SILENT_INTERVALS) {
        this.destroy(Object.assign(new Error('the broker is silent'), { code: 'ETIMEDOUT' }));
        return;
      }
      this.#send({ cmd: 'pingreq' });
      this.#keepAlive(ms);
    });
  }

  #end(): void {
    this.#isConnected = false;
    this.#cancelPing();
    const error = this.#failure ?? new Error(BROKER_CLOSED);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
