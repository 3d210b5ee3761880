import { connect, type TLSSocket } from 'node:tls';
import { generate, parser, type Packet, type QoS } from 'mqtt-packet';
import type { Credentials } from './credentials.ts';
import type { MqttSettings } from './mqtt-options.ts';

/** How one message is published. */
export interface PublishOptions {
  readonly qos?: QoS;
  readonly retain?: boolean;
}

export interface BrokerLinkOptions {
  readonly host: string;
  readonly port: number;
  readonly credentials: Credentials;
  readonly settings: MqttSettings;
  /** The broker has accepted the CONNECT. */
  readonly onConnect: () => void;
  readonly onMessage: (topic: string, text: string) => void;
  /** Once, also where the connection could not be opened. */
  readonly onClose: () => void;
}

const dialTimeoutMs = 10_000;

/** One connection of the firmware to a broker: TLS with any certificate, clean session, no will. */
export class BrokerLink {
  readonly #options: BrokerLinkOptions;
  readonly #socket: TLSSocket;
  readonly #dialTimer: NodeJS.Timeout;
  #pingTimer: NodeJS.Timeout | undefined;
  /** Messages that the broker has not acknowledged. */
  readonly #unacknowledged = new Set<number>();
  #subscribed: ((isGranted: boolean) => void) | undefined;
  #lastId = 0;
  #isEnding = false;

  constructor(options: BrokerLinkOptions) {
    this.#options = options;
    const { host, port } = options;
    this.#socket = connect({ host, port, rejectUnauthorized: false }, () => this.#logIn());
    this.#dialTimer = setTimeout(() => this.destroy(), dialTimeoutMs);
    const packets = parser();
    packets.on('packet', packet => this.#receive(packet));
    packets.on('error', () => this.destroy());
    this.#socket.on('data', (bytes: Buffer) => void packets.parse(bytes));
    this.#socket.on('error', () => this.destroy());
    this.#socket.on('close', () => {
      clearTimeout(this.#dialTimer);
      clearInterval(this.#pingTimer);
      this.#subscribed?.(false);
      options.onClose();
    });
  }

  /** Whether the broker grants it; false too if the connection ends first. */
  subscribe(topic: string): Promise<boolean> {
    return new Promise(resolve => {
      this.#subscribed = resolve;
      this.#send({ cmd: 'subscribe', messageId: this.#nextId(), subscriptions: [{ topic, qos: 1 }] });
    });
  }

  publish(topic: string, payload: string, { qos = 0, retain = false }: PublishOptions): void {
    if (qos === 0) {
      this.#send({ cmd: 'publish', topic, payload, qos, retain, dup: false });
      return;
    }
    const messageId = this.#nextId();
    this.#unacknowledged.add(messageId);
    this.#send({ cmd: 'publish', messageId, topic, payload, qos, retain, dup: false });
  }

  /** Sends a DISCONNECT and ends, after the broker has acknowledged every message. */
  end(): void {
    this.#isEnding = true;
    if (this.#unacknowledged.size > 0) return;
    this.#send({ cmd: 'disconnect' });
    this.#socket.end();
  }

  /** Ends at once, without a DISCONNECT. */
  destroy(): void {
    this.#socket.destroy();
  }

  #logIn(): void {
    const { settings, credentials } = this.#options;
    const { clientId, username, password } = credentials;
    this.#send({
      cmd: 'connect',
      ...(settings.version === '3.1'
        ? { protocolId: 'MQIsdp', protocolVersion: 3 }
        : { protocolId: 'MQTT', protocolVersion: 4 }),
      clean: true,
      keepalive: settings.keepAliveSeconds,
      clientId,
      username,
      password: Buffer.from(password),
    });
  }

  #receive(packet: Packet): void {
    switch (packet.cmd) {
      case 'connack':
        clearTimeout(this.#dialTimer);
        if (packet.returnCode === 0) this.#connected();
        else this.destroy();
        break;
      case 'suback':
        this.#subscribed?.(packet.granted[0] !== 0x80);
        break;
      case 'publish':
        if (packet.qos === 1 && packet.messageId !== undefined)
          this.#send({ cmd: 'puback', messageId: packet.messageId });
        this.#options.onMessage(packet.topic, packet.payload.toString('utf8'));
        break;
      case 'pubrec':
        this.#send({ cmd: 'pubrel', messageId: packet.messageId ?? 0 });
        break;
      case 'puback':
      case 'pubcomp':
        this.#unacknowledged.delete(packet.messageId ?? 0);
        if (this.#isEnding) this.end();
        break;
      default:
    }
  }

  #connected(): void {
    const pingMs = this.#options.settings.keepAliveSeconds * 750;
    this.#pingTimer = setInterval(() => this.#send({ cmd: 'pingreq' }), pingMs);
    this.#options.onConnect();
  }

  #send(packet: Packet): void {
    if (this.#socket.writable) this.#socket.write(generate(packet));
  }

  #nextId(): number {
    this.#lastId = (this.#lastId % 0xffff) + 1;
    return this.#lastId;
  }
}
