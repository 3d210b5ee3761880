import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer, type TLSSocket } from 'node:tls';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { Aedes, type ConnectPacket } from 'aedes';
import { generate } from 'selfsigned';
import { readMessage, type Reply } from './client.ts';

const pems = generate([{ name: 'commonName', value: 'not this host' }], { keySize: 2048, algorithm: 'sha256' });

/** As much of a plug as one has to know to talk to it. */
export interface PlugIdentity {
  readonly uuid: string;
  readonly key: string;
}

/** A message that came to the broker. */
export interface BrokerMessage extends Reply {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
}

/** `<method> <last two parts of the namespace>`, such as "PUSH Control.ToggleX". */
export function nameOf({ header }: Reply): string {
  return `${String(header['method'])} ${String(header['namespace']).replace('Appliance.', '')}`;
}

/** A broker on TLS that sends nothing by itself. */
export class LocalBroker {
  readonly connects: ConnectPacket[] = [];
  readonly subscriptions: { readonly topic: string; readonly qos: number }[] = [];
  readonly messages: BrokerMessage[] = [];
  /** Called with every message that came. */
  onMessage: (message: BrokerMessage) => void = () => undefined;
  /** Whom it lets in. */
  accepts: (password: string) => boolean = () => true;
  readonly #aedes: Aedes;
  readonly #sockets = new Set<TLSSocket>();
  port = 0;

  constructor(aedes: Aedes) {
    this.#aedes = aedes;
    aedes.on('subscribe', subscriptions => this.subscriptions.push(...subscriptions));
    aedes.preConnect = (_client, packet, callback) => {
      this.connects.push(packet);
      callback(null, true);
    };
    aedes.authenticate = (_client, _name, password, done) => {
      done(null, this.accepts(String(password)));
    };
    aedes.on('publish', ({ topic, payload, qos, retain }, client) => {
      if (client === null) return;
      const message = { ...readMessage(payload.toString()), topic, qos, retain };
      this.messages.push(message);
      this.onMessage(message);
    });
  }

  /** What it got, by name. */
  get names(): readonly string[] {
    return this.messages.map(nameOf);
  }

  /** Publishes as the cloud does. */
  publish(topic: string, text: string): void {
    this.#aedes.publish({ cmd: 'publish', topic, payload: text, qos: 1, retain: false, dup: false }, () => undefined);
  }

  /** A signed message to a plug. */
  send(plug: PlugIdentity, method: string, namespace: string, payload: object, header: object = {}): void {
    const messageId = createHash('md5').update(Math.random().toString()).digest('hex');
    const sign = createHash('md5').update(`${messageId}${plug.key}1700000000`).digest('hex');
    const from = '/appliance/homebridge/publish';
    const head = { messageId, namespace, method, payloadVersion: 1, from, timestamp: 1700000000, sign, ...header };
    this.publish(`/appliance/${plug.uuid}/subscribe`, JSON.stringify({ header: head, payload }));
  }

  /** Answers Clock and Bind as the cloud does. */
  replyAs(plug: PlugIdentity, seconds = 1700000000): void {
    this.onMessage = message => {
      const name = nameOf(message);
      const { uuid: _uuid, ...header } = message.header;
      if (name === 'PUSH System.Clock') {
        const reply = {
          header: { ...header, triggerSrc: 'CloudControl' },
          payload: { clock: { timestamp: seconds } },
        };
        this.publish(`/appliance/${plug.uuid}/subscribe`, JSON.stringify(reply));
      }
      if (name === 'SET Control.Bind') this.send(plug, 'SETACK', 'Appliance.Control.Bind', {});
    };
  }

  /** Closes every connection; clients may connect again. */
  disconnectAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Starts on a port of 127.0.0.1, and ends with the test. */
  static async start(t: TestContext): Promise<LocalBroker> {
    const aedes = await Aedes.createBroker({ maxClientsIdLength: 128 });
    const broker = new LocalBroker(aedes);
    const { private: key, cert } = await pems;
    const server = createServer({ key, cert }, socket => {
      broker.#sockets.add(socket);
      socket.on('close', () => broker.#sockets.delete(socket));
      socket.on('error', () => undefined);
      aedes.handle(socket);
    });
    t.after(async () => {
      const closed = once(server, 'close');
      server.close();
      broker.disconnectAll();
      await closed;
      await new Promise<void>(resolve => aedes.close(resolve));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    broker.port = address.port;
    return broker;
  }
}
