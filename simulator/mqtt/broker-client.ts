import { once } from 'node:events';
import type { Account, Gateway } from '../account.ts';
import { announcementText } from '../envelope.ts';
import type { JsonObject } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import type { ToggleRow } from '../relays.ts';
import type { RequestLog } from '../request-log.ts';
import { sleep } from '../sleep.ts';
import { togglePush } from './announcements.ts';
import type { BrokerLink } from './broker-link.ts';
import { credentialsOf, type Credentials } from './credentials.ts';
import { MessageLog, type SeenMessage } from './message-log.ts';
import type { MqttSettings } from './mqtt-options.ts';
import { BrokerSession } from './broker-session.ts';
import { startUp } from './start-up.ts';

/** The MQTT side of a plug, for tests to observe and to make it misbehave. */
export interface PlugMqtt {
  /** Whether the broker has accepted its CONNECT. */
  readonly isConnected: boolean;
  /** Whether the broker has answered the first messages. */
  readonly isStartUpDone: boolean;
  /** How often it has tried to connect, and how often the broker accepted. */
  readonly dials: number;
  readonly connections: number;
  /** Every message, oldest first: live lists. */
  readonly sent: readonly SeenMessage[];
  readonly received: readonly SeenMessage[];
  /** Publishes any text to any topic; false if it is not connected. */
  publish(topic: string, text: string, options?: { readonly qos?: 0 | 1 | 2; readonly retain?: boolean }): boolean;
  /** Sends a PUSH signed with its key; false if it is not connected. */
  push(namespace: string, payload: JsonObject): boolean;
  /** Loses the connection without a DISCONNECT; connects again after its pause. */
  drop(): void;
}

const gracefulCloseMs = 500;

/** The MQTT client of the firmware: connects, starts up, subscribes, and reconnects. Does nothing without settings. */
export class BrokerClient implements PlugMqtt {
  readonly #core: PlugCore;
  readonly #log: RequestLog;
  readonly #settings: MqttSettings | undefined;
  readonly #sent = new MessageLog();
  readonly #received = new MessageLog();
  #running: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;
  #session: BrokerSession | undefined;
  #isStartUpDone = false;
  #dials = 0;
  #connections = 0;

  constructor(core: PlugCore, log: RequestLog, settings: MqttSettings | undefined) {
    this.#core = core;
    this.#log = log;
    this.#settings = settings;
  }

  get isConnected(): boolean {
    return this.#session !== undefined;
  }

  get isStartUpDone(): boolean {
    return this.#isStartUpDone;
  }

  get dials(): number {
    return this.#dials;
  }

  get connections(): number {
    return this.#connections;
  }

  get sent(): readonly SeenMessage[] {
    return this.#sent.messages;
  }

  get received(): readonly SeenMessage[] {
    return this.#received.messages;
  }

  publish(
    topic: string,
    text: string,
    { qos = 1, retain = false }: { qos?: 0 | 1 | 2; retain?: boolean } = {},
  ): boolean {
    this.#session?.publish(topic, text, { qos, retain });
    return this.isConnected;
  }

  push(namespace: string, payload: JsonObject): boolean {
    const text = announcementText(this.#core, { method: 'PUSH', namespace, payload });
    return this.publish(`/appliance/${this.#core.uuid}/publish`, text);
  }

  drop(): void {
    this.#session?.drop();
  }

  /** Publishes what one switching of the relays has changed. */
  turned(rows: readonly ToggleRow[]): void {
    this.#session?.announce(togglePush(this.#core, rows));
  }

  /** Connects to the broker that is set, if any, and keeps reconnecting until `stop`. */
  start(): void {
    const { account } = this.#core;
    if (this.#settings === undefined || this.#running !== undefined) return;
    this.#core.onlineStatus = 0;
    if (account.gateway === undefined || account.gateway.host === '') return;
    const abort = new AbortController();
    this.#running = { abort, done: this.#run(this.#settings, account, account.gateway, abort.signal) };
  }

  /** Ends the connection: as by a power cut, or after pending messages have been sent. */
  async stop(mode: 'at once' | 'in good order' = 'at once'): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    running?.abort.abort(mode);
    await running?.done;
  }

  /** Connects anew with the present account, unless a fault keeps the old one. */
  async redial(): Promise<void> {
    if (this.#running === undefined || this.#core.faults.keepsBroker) return;
    await this.stop('in good order');
    this.start();
  }

  async #run(settings: MqttSettings, account: Account, gateway: Gateway, stopped: AbortSignal): Promise<void> {
    const { host, port, secondHost = host, secondPort = port } = gateway;
    const endpoints = [
      { host, port },
      { host: secondHost, port: secondPort },
    ];
    const { BrokerLink: Link } = await import('./broker-link.ts');
    for (let attempt = 0; !stopped.aborted; attempt += 1) {
      this.#dials += 1;
      const { host: dialled, port: at } = endpoints[attempt % endpoints.length] ?? gateway;
      const endpoint = { host: dialled, port: at, credentials: credentialsOf(this.#core, account) };
      await this.#runConnection(Link, endpoint, settings, stopped);
      await sleep(settings.reconnectMs, stopped);
    }
  }

  // Until the connection has ended, or has failed to open.
  async #runConnection(
    Link: typeof BrokerLink,
    endpoint: { readonly host: string; readonly port: number; readonly credentials: Credentials },
    settings: MqttSettings,
    stopped: AbortSignal,
  ): Promise<void> {
    const ended = new AbortController();
    const closed = once(ended.signal, 'abort');
    const link = new Link({
      ...endpoint,
      settings,
      onConnect: () => void this.#onConnect(link, settings, ended.signal),
      onMessage: (topic, text) => this.#session?.receive(topic, text),
      onClose: () => ended.abort(),
    });
    const stop = (): void => {
      if (stopped.reason !== 'in good order') link.destroy();
      else void closeGracefully(link, ended.signal);
    };
    stopped.addEventListener('abort', stop, { once: true });
    if (stopped.aborted) link.destroy();
    await closed;
    stopped.removeEventListener('abort', stop);
    if (this.#session !== undefined) this.#core.onlineStatus = 2;
    this.#session = undefined;
    this.#isStartUpDone = false;
  }

  async #onConnect(link: BrokerLink, settings: MqttSettings, ended: AbortSignal): Promise<void> {
    const core = this.#core;
    const context = { core, log: this.#log, sent: this.#sent, received: this.#received };
    const session = new BrokerSession(link, context, ended);
    this.#session = session;
    this.#connections += 1;
    core.onlineStatus = 1;
    if (!(await link.subscribe(`/appliance/${core.uuid}/subscribe`))) {
      // A broker that refuses its subscription is of no use to it.
      session.drop();
      return;
    }
    const isStartUpDone = await startUp(core, settings, session);
    if (this.#session === session) this.#isStartUpDone = isStartUpDone;
  }
}

/** Waits for pending messages; a broker that accepts none is not waited for. */
async function closeGracefully(link: BrokerLink, ended: AbortSignal): Promise<void> {
  link.end();
  await sleep(gracefulCloseMs, ended);
  link.destroy();
}
