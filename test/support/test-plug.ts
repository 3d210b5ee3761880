import { noAccount, type Account } from '../../simulator/account.ts';
import { respond } from '../../simulator/behaviours/index.ts';
import { headerOf, messageText, readEnvelope, signatureOf, type Envelope } from '../../simulator/envelope.ts';
import { noFaults } from '../../simulator/faults.ts';
import type { WifiNetwork } from '../../simulator/wifi-networks.ts';
import { PlugCore } from '../../simulator/plug-core.ts';
import { errorReply, type PlugReply } from '../../simulator/plug-message.ts';
import { RequestLog } from '../../simulator/request-log.ts';
import { processRequest } from '../../simulator/request-processing.ts';
import type { PlugMode } from '../../simulator/wifi.ts';
import { sleep, type Clock } from '../../src/clock.ts';
import { plugInfo, type PlugInfo } from '../../src/device/plug-info.ts';
import type { JsonObject } from '../../src/protocol/decode.ts';
import { parse, type Message, type Request } from '../../src/protocol/envelope.ts';
import * as systemAll from '../../src/protocol/namespaces/system-all.ts';
import type { Endpoint, RequestTerms, Transport } from '../../src/transport/transport.ts';
import type { Fate, Outcome } from './fate.ts';
import { abilitiesOf, testModel, type ModelOptions, type TestModel } from './test-model.ts';
import { TestMeter } from './test-meter.ts';
import { nextMessageId, TestPlugTransport, type Client } from './test-plug-transport.ts';

export interface TestPlugOptions extends ModelOptions {
  /** Factory-new: in pairing mode, without a key. Default false. */
  readonly isNew?: boolean;
  /** The Wi-Fi networks within its reach; default none. */
  readonly networks?: readonly WifiNetwork[];
  /** How long a request takes, default 20. */
  readonly delayMs?: number;
  /** Its user and broker; by default it reports none. */
  readonly account?: Omit<Account, 'key'>;
  /** Whether its meter counts what flows; default false: its counters report what the test sets. */
  readonly counts?: boolean;
}

/** A request to the plug, and the key that signed it; undefined for a key that is not known. */
export interface SentRequest {
  readonly method: string;
  readonly namespace: string;
  readonly payload: JsonObject;
  readonly key: string | undefined;
  /** The mode in which the plug can be reached on the link that it was sent over. */
  readonly mode: PlugMode;
}

/** What comes back of the text of a request. */
export type Reply = { readonly text: string } | 'silence' | 'hang-up' | 'no connection';

/** How a request reaches the plug. */
export interface Link {
  readonly signal: AbortSignal;
  /** The mode in which the plug can be reached on this link, default `home`; in any other there is no connection. */
  readonly mode?: PlugMode;
  /** The key that signs the request, where the sender knows it. */
  readonly key?: string;
  /** Whether the body is encrypted. */
  readonly isEncrypted?: boolean;
  /** Called when the connection stands. What it throws ends the request unsent. */
  readonly onConnection?: () => void | Promise<void>;
}

const ADDRESS = '192.168.1.20';

/**
 * A plug without a network, on the clock of the test: the core and the behaviours of the simulated plug, and between it
 * and the client nothing but the {@link fate} of each request.
 */
export class TestPlug implements Transport {
  readonly address = ADDRESS;
  endpoint: Endpoint = { ip: ADDRESS, port: 80 };
  /** What was recorded of it; payloads in `state` may be changed. */
  readonly model: TestModel;
  readonly faults = noFaults();
  /** Relays, clock, rules, account: everything that lasts between two requests. */
  readonly core: PlugCore;
  /** What its meter and its counters report. */
  readonly meter: TestMeter;
  /** Every request that was sent, whatever became of it, oldest first; may be emptied. */
  readonly requests: SentRequest[] = [];
  /** Decides what becomes of the next request. */
  fate: (request: SentRequest) => Fate | Outcome = () => 'answered';
  /** False for a plug without power: there is no connection. */
  isReachable = true;
  /** Other keys that {@link SentRequest.key} can name. */
  readonly knownKeys: string[] = [''];
  mostInFlight = 0;
  #inFlight = 0;
  readonly #clock: Clock;
  readonly #delayMs: number;
  readonly #log = new RequestLog();

  constructor(clock: Clock, options: TestPlugOptions = {}) {
    const { isNew = false, networks = [], delayMs = 20, counts = false } = options;
    this.#clock = clock;
    this.#delayMs = delayMs;
    this.model = testModel(options);
    const account = { ...noAccount, gateway: undefined, ...options.account, key: this.model.key };
    const nothing = (): void => undefined;
    this.core = new PlugCore(
      {
        model: this.model,
        uuid: this.model.uuid,
        account,
        isNew,
        address: ADDRESS,
        faults: this.faults,
        now: () => clock.epochSeconds() * 1000 + (Math.floor(clock.now()) % 1000),
        after: (ms, task) => clock.after(ms, task),
        counts,
        networks,
        scanMs: 0,
        joinMs: 50,
      },
      { modeChanged: nothing, accountChanged: nothing, turned: nothing, powerFails: nothing },
    );
    this.meter = new TestMeter(this.model.state, this.core);
  }

  /** The uuid that it reports. */
  get uuid(): string {
    return this.core.uuid;
  }

  get info(): PlugInfo {
    return plugInfo(systemAll.parse(this.systemAll().payload), Object.fromEntries(this.core.abilities));
  }

  /** The commands among {@link requests}. */
  get sets(): readonly SentRequest[] {
    return this.requests.filter(({ method }) => method === 'SET');
  }

  /** The methods of the requests about a namespace, without `Appliance.`, oldest first. */
  methodsFor(name: string): readonly string[] {
    return this.requests.filter(({ namespace }) => namespace === `Appliance.${name}`).map(({ method }) => method);
  }

  isOn(channel = 0): boolean {
    this.core.alarms.catchUp();
    return this.core.relays.isOn(channel);
  }

  /** Switches a relay, as a press of its button does. */
  turn(channel: number, on: boolean): void {
    this.core.alarms.catchUp();
    this.core.relays.turn(channel, on);
  }

  /** Plugs in an appliance that draws this many watts while the outlet is on. */
  setLoad(watts: number, channel = this.core.relays.outlets[0] ?? 0): void {
    this.core.setLoad(channel, watts);
  }

  /** Its auto-off rules, as they were sent. */
  get rules(): readonly JsonObject[] {
    return this.core.rules.book('triggers').rules;
  }

  rule(id: string): JsonObject | undefined {
    return this.core.rules.book('triggers').find(id)?.rule;
  }

  /** Writes a rule, as another app does. */
  writeRule(rule: JsonObject): void {
    this.core.rules.put('triggers', rule);
  }

  /** Its timers, as they were sent; one that runs once is disabled when it has been executed. */
  get timers(): readonly JsonObject[] {
    return this.core.rules.book('timers').rules;
  }

  /** Writes a timer, as another app does. */
  writeTimer(timer: JsonObject): void {
    this.core.rules.put('timers', timer);
  }

  /** Sets its clock, which goes on from there, its zone or its rules; what is left out stays. */
  setTime(time: {
    readonly timestamp?: number;
    readonly timezone?: string;
    readonly timeRule?: readonly unknown[];
  }): void {
    this.core.time = { ...this.core.time, ...time };
    if (time.timestamp !== undefined) this.core.clock.set(time.timestamp);
    this.core.rules.timeChanged();
  }

  /** It runs other firmware from now on, which may have other abilities, without `Appliance.`. */
  update({
    firmwareVersion,
    abilities,
  }: {
    readonly firmwareVersion?: string;
    readonly abilities?: readonly string[];
  }): void {
    const { firmware } = this.core;
    this.core.firmware = {
      firmwareVersion: firmwareVersion ?? firmware.firmwareVersion,
      abilities: abilities ? abilitiesOf(abilities) : firmware.abilities,
    };
  }

  /** Loses its power and gets it back, after which an account that waits for that is in force. */
  restart(): void {
    this.core.cutPower();
    this.core.restorePower(true);
    this.isReachable = true;
  }

  /** A message from this plug, as a transport returns it. */
  message(method: string, namespace: string, payload: JsonObject): Message {
    const request = { method: '', namespace, payload, messageId: nextMessageId() };
    return parse(JSON.stringify({ header: headerOf(this.core, request, method), payload }));
  }

  /** Its answer to System.All at this moment, though nothing was sent. */
  systemAll(): Message {
    const request = { method: 'GET', namespace: systemAll.NAMESPACE, payload: {}, messageId: nextMessageId() };
    const reply = respond(this.core, request);
    if (reply === undefined) throw new Error('a plug without System.All');
    return this.message(reply.method, systemAll.NAMESPACE, reply.payload);
  }

  /** Over the LAN, signed with the key that the plug has. */
  async request(request: Request, signal: AbortSignal, terms?: RequestTerms): Promise<Message> {
    this.#inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.#inFlight);
    try {
      return await this.transport().request(request, signal, terms);
    } finally {
      this.#inFlight -= 1;
    }
  }

  /** Over the LAN, as a client that has this key and wants the plug with this uuid. */
  transport(client: Omit<Client, 'clock'> = {}): Transport {
    return new TestPlugTransport(this, { ...client, clock: this.#clock });
  }

  /**
   * Takes the text of a request, and returns the text of the reply, or how the plug leaves it unanswered.
   *
   * @throws the reason of the signal, when that aborts before the plug has decided
   */
  async exchange(text: string, link: Link): Promise<Reply> {
    const envelope = readEnvelope(text);
    if (envelope === undefined) return 'hang-up';
    const { mode = 'home', signal } = link;
    const { method, namespace, payload } = envelope.request;
    const request = { method, namespace, payload, key: link.key ?? this.#signingKeyOf(envelope), mode };
    const isThere = this.isReachable && this.core.mode === mode;
    const decided = isThere ? this.fate(request) : 'no connection';
    const fate: Fate = typeof decided === 'string' ? { outcome: decided } : decided;
    const { outcome, delayMs = this.#delayMs, replyMs = 0 } = fate;
    if (outcome !== 'no connection') await link.onConnection?.();
    this.requests.push(request);
    if (delayMs > 0) await sleep(this.#clock, delayMs, signal);
    const reply = await this.#replyTo(envelope, text, outcome, link);
    if (replyMs > 0) await sleep(this.#clock, replyMs, signal);
    return reply;
  }

  async #replyTo(envelope: Envelope, text: string, outcome: Outcome, link: Link): Promise<Reply> {
    const { method, messageId } = envelope.request;
    switch (outcome) {
      case 'answered':
        return this.#execute(envelope, link);
      case 'answer lost':
        await this.#execute(envelope, link);
        return 'silence';
      case 'hung up after doing it':
        await this.#execute(envelope, link);
        return 'hang-up';
      case 'lost':
        return 'silence';
      case 'hung up':
        return 'hang-up';
      case 'no connection':
        return 'no connection';
      case 'refused':
        return this.#reply(envelope, errorReply(5000));
      case 'wrong key':
        return this.#reply(envelope, errorReply(5001));
      case 'acknowledged only':
        return this.#reply(envelope, { method: `${method}ACK`, payload: {} });
      case 'malformed':
        return { text: JSON.stringify({ header: { messageId }, payload: 7 }) };
      case 'echoed':
        return { text: text.slice(0, -20) };
    }
  }

  async #execute(envelope: Envelope, { signal, isEncrypted = false }: Link): Promise<Reply> {
    const logged = this.#log.open(envelope, 'http', { inClear: !isEncrypted });
    const pending = { envelope, logged, clear: !isEncrypted, abandoned: signal };
    const result = await processRequest(this.core, pending);
    if (result.kind === 'silent' || result.kind === 'gone') return 'silence';
    if (result.kind !== 'answered') return 'hang-up';
    logged.end(result.outcome);
    result.sent();
    const { cutChars = 0 } = result.reply;
    return { text: cutChars > 0 ? result.text.slice(0, -cutChars) : result.text };
  }

  #reply({ request }: Envelope, reply: PlugReply): Reply {
    return { text: messageText(this.core, request, reply) };
  }

  #signingKeyOf({ request, timestamp, sign }: Envelope): string | undefined {
    const keys = [this.core.account.key, ...this.knownKeys];
    return keys.find(key => signatureOf(request.messageId, key, timestamp) === sign);
  }
}
