import { once } from 'node:events';
import type { IClientOptions, MqttClient } from 'mqtt';
import type { Account, Gateway } from '../account.ts';
import { announcementText } from '../envelope.ts';
import type { JsonObject } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import type { ToggleRow } from '../relays.ts';
import type { RequestLog } from '../request-log.ts';
import { sleep } from '../sleep.ts';
import { togglePush } from './announcements.ts';
import { credentialsOf } from './credentials.ts';
import { MailLog, type SeenMail } from './mail.ts';
import type { MqttSettings } from './options.ts';
import { Session } from './session.ts';
import { startUp } from './start-up.ts';

/** How a plug gets on with its broker, for tests to look at and to make it misbehave. */
export interface PlugMqtt {
  /** Whether the broker has taken its CONNECT. */
  readonly isConnected: boolean;
  /** Whether the broker has answered what the plug asks first. */
  readonly isSettled: boolean;
  /** How often it has dialled, and how often the broker took it. */
  readonly dials: number;
  readonly connections: number;
  /** Every message, oldest first: live lists. */
  readonly sent: readonly SeenMail[];
  readonly received: readonly SeenMail[];
  /** Sends whatever it is told to wherever it is told to; false when it is not connected. */
  publish(topic: string, text: string, options?: { readonly qos?: 0 | 1 | 2; readonly retain?: boolean }): boolean;
  /** Sends a PUSH signed with its key; false when it is not connected. */
  push(namespace: string, payload: JsonObject): boolean;
  /** Loses the connection without a DISCONNECT; it dials again after its pause. */
  drop(): void;
}

const dialTimeoutMs = 10_000;
const farewellMs = 500;

/** The firmware's side of MQTT: dials, starts up, listens, and dials again. Does nothing without settings. */
export class BrokerLink implements PlugMqtt {
  readonly #core: PlugCore;
  readonly #log: RequestLog;
  readonly #settings: MqttSettings | undefined;
  readonly #sent = new MailLog();
  readonly #received = new MailLog();
  #running: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;
  #session: Session | undefined;
  #isSettled = false;
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

  get isSettled(): boolean {
    return this.#isSettled;
  }

  get dials(): number {
    return this.#dials;
  }

  get connections(): number {
    return this.#connections;
  }

  get sent(): readonly SeenMail[] {
    return this.#sent.mails;
  }

  get received(): readonly SeenMail[] {
    return this.#received.mails;
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

  /** Tells what one turn of the relays has changed. */
  turned(rows: readonly ToggleRow[]): void {
    this.#session?.say(togglePush(this.#core, rows));
  }

  /** Dials the broker that the plug has been told, if any, and goes on until `stop`. */
  start(): void {
    const { account } = this.#core;
    if (this.#settings === undefined || this.#running !== undefined) return;
    this.#core.onlineStatus = 0;
    if (account.gateway === undefined || account.gateway.host === '') return;
    const abort = new AbortController();
    this.#running = { abort, done: this.#run(this.#settings, account, account.gateway, abort.signal) };
  }

  /** Ends the connection: as a power cut does, or after what is on its way. */
  async stop(how: 'at once' | 'in good order' = 'at once'): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    running?.abort.abort(how);
    await running?.done;
  }

  /** Dials anew with the account of now, unless a fault lets it stay with the old one. */
  async redial(): Promise<void> {
    if (this.#running === undefined || this.#core.faults.keepsBroker) return;
    await this.stop('in good order');
    this.start();
  }

  async #run(settings: MqttSettings, account: Account, gateway: Gateway, stopped: AbortSignal): Promise<void> {
    const { host, port, secondHost = host, secondPort = port } = gateway;
    const places = [
      { host, port },
      { host: secondHost, port: secondPort },
    ];
    const { connect } = await import('mqtt');
    for (let turn = 0; !stopped.aborted; turn += 1) {
      this.#dials += 1;
      const place = places[turn % places.length];
      const client = connect({ ...clientOptions(settings), ...credentialsOf(this.#core, account), ...place });
      await this.#attend(client, settings, stopped);
      await sleep(settings.reconnectMs, stopped);
    }
  }

  // Until the client's connection has ended, or never came about.
  async #attend(client: MqttClient, settings: MqttSettings, stopped: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const hangUp = (): void => {
      client.end(true);
    };
    const stop = (): void => {
      if (stopped.reason !== 'in good order') hangUp();
      else void farewell(client, ended.signal).then(hangUp);
    };
    const closed = once(ended.signal, 'abort');
    client.on('close', () => {
      ended.abort();
    });
    client.on('error', hangUp);
    client.on('connect', () => void this.#converse(client, settings, ended.signal));
    stopped.addEventListener('abort', stop, { once: true });
    if (stopped.aborted) hangUp();
    await closed;
    stopped.removeEventListener('abort', stop);
    hangUp();
    if (this.#session !== undefined) this.#core.onlineStatus = 2;
    this.#session = undefined;
    this.#isSettled = false;
  }

  async #converse(client: MqttClient, settings: MqttSettings, ended: AbortSignal): Promise<void> {
    const core = this.#core;
    const around = { core, log: this.#log, sent: this.#sent, received: this.#received };
    const session = new Session(client, around, ended);
    client.on('message', (topic, bytes) => {
      session.receive(topic, bytes.toString('utf8'));
    });
    this.#session = session;
    this.#connections += 1;
    core.onlineStatus = 1;
    try {
      await client.subscribeAsync(`/appliance/${core.uuid}/subscribe`, { qos: 1 });
    } catch {
      // A broker that does not let it listen is of no use to it.
      session.drop();
      return;
    }
    const isSettled = await startUp(core, settings, session);
    if (this.#session === session) this.#isSettled = isSettled;
  }
}

/** Lets what is on its way arrive; a broker that takes nothing is not waited for. */
async function farewell(client: MqttClient, ended: AbortSignal): Promise<void> {
  client.end(false);
  await sleep(farewellMs, ended);
}

/** How the firmware dials: TLS whatever the certificate says, clean session, no will. */
function clientOptions({ version, keepAliveSeconds }: MqttSettings): IClientOptions {
  return {
    protocol: 'mqtts',
    rejectUnauthorized: false,
    protocolId: version === '3.1' ? 'MQIsdp' : 'MQTT',
    protocolVersion: version === '3.1' ? 3 : 4,
    keepalive: keepAliveSeconds,
    clean: true,
    reconnectPeriod: 0,
    resubscribe: false,
    connectTimeout: dialTimeoutMs,
  };
}
