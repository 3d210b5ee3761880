/** A plug in use, as {@link AskWith} reaches it: it checks which key signed, and can be told another. */
import { reasonOf, sleep, TimeIsUp } from '../../../src/clock.ts';
import { NoAnswerError, RefusedError, UnreachableError, WrongKeyError } from '../../../src/errors.ts';
import { isObject, type JsonObject } from '../../../src/protocol/decode.ts';
import type { Message, Request } from '../../../src/protocol/envelope.ts';
import type { AskWith } from '../../../src/provisioning/rekey-plan.ts';
import type { FakeClock } from '../../support/fake-clock.ts';

export const UUID = '2401010000000000000048e1e9aabbcc';
export const MAC = '48:e1:e9:aa:bb:cc';

/** What it does when told its binding. */
export type Manners =
  | 'takes it'
  | 'takes it at its next start'
  | 'takes the key, and the broker at its next start'
  | 'refuses'
  | 'is silent'
  | 'is silent after doing it'
  | 'hangs up after doing it'
  | 'takes the key, and another broker'
  | 'vanishes'
  | 'is gone already';

interface Binding {
  readonly key: string;
  readonly userId: string;
  readonly host: string;
  readonly port: number;
  readonly secondHost: string;
}

export class LanPlug {
  binding: Binding;
  /** What it was told and goes by after its next start. */
  #pending: Binding | undefined;
  manners: Manners = 'takes it';
  isThere = true;
  isOnline = true;
  tellsBroker = true;
  abilities = ['Appliance.System.All', 'Appliance.System.Debug', 'Appliance.Config.Key'];
  /** Every order, with the key that signed it. */
  readonly orders: { readonly key: string; readonly payload: JsonObject }[] = [];
  readonly asked: string[] = [];
  readonly #clock: FakeClock;
  readonly #signal: AbortSignal;

  constructor(key: string, clock: FakeClock, signal: AbortSignal) {
    this.binding = {
      key,
      userId: '1234567',
      host: 'mqtt-eu.meross.com',
      port: 443,
      secondHost: 'mqtt-eu-2.meross.com',
    };
    this.#clock = clock;
    this.#signal = signal;
  }

  /** Unplugs it, and plugs it in again. */
  restart(): void {
    this.binding = this.#pending ?? this.binding;
    this.isThere = true;
  }

  readonly ask: AskWith = async (key, request, target) => {
    this.asked.push(`${request.method} ${request.namespace}`);
    if (target !== undefined && target.uuid !== UUID) throw new Error('another plug was meant');
    await sleep(this.#clock, 50, this.#signal);
    if (!this.isThere) throw new UnreachableError('no such host on the network');
    if (key !== this.binding.key) throw new WrongKeyError('wrong key', { uuid: UUID });
    if (request.method === 'SET') return this.#obey(key, request);
    return this.#message(request, 'GETACK', this.#account(request.namespace));
  };

  async #obey(key: string, request: Request): Promise<Message> {
    this.orders.push({ key, payload: request.payload });
    const manners = this.orders.length === 1 ? this.manners : 'takes it';
    const wanted = bindingIn(request.payload);
    if (manners === 'is gone already') {
      this.isThere = false;
      throw new UnreachableError('no such host on the network');
    }
    if (manners === 'refuses') throw new RefusedError(5000);
    if (manners === 'takes it at its next start') this.#pending = wanted;
    if (/after doing it|^takes it$/.test(manners)) this.binding = wanted;
    if (manners === 'takes the key, and the broker at its next start') {
      this.#pending = wanted;
      this.binding = { ...this.binding, key: wanted.key };
    }
    if (manners === 'takes the key, and another broker') this.binding = { ...wanted, host: '192.168.1.99' };
    if (manners === 'vanishes') this.isThere = false;
    if (manners.startsWith('is silent')) await this.#silence();
    if (manners === 'hangs up after doing it' || manners === 'vanishes')
      throw new NoAnswerError('hung up', { hungUp: true });
    return this.#message(request, 'SETACK', {});
  }

  async #silence(): Promise<never> {
    await sleep(this.#clock, 4000, this.#signal).catch(() => {
      throw reasonOf(this.#signal);
    });
    throw new NoAnswerError('silence', { hungUp: false, cause: new TimeIsUp() });
  }

  #account(namespace: string): JsonObject {
    const { userId, host, port, secondHost } = this.binding;
    if (namespace.endsWith('Ability')) return { ability: Object.fromEntries(this.abilities.map(name => [name, {}])) };
    if (namespace.endsWith('Debug')) return { debug: { cloud: { secondServer: secondHost, secondPort: port } } };
    const hardware = { type: 'mss305', version: '8.0.0', uuid: UUID, macAddress: MAC };
    const told = this.tellsBroker ? { server: host, port, userId: Number(userId) } : {};
    const system = { hardware, firmware: { version: '8.3.15', ...told }, online: { status: this.isOnline ? 1 : 2 } };
    return { all: { system, digest: {} } };
  }

  #message({ namespace }: Request, method: string, payload: JsonObject): Message {
    return { header: { messageId: '', namespace, method, uuid: UUID, timestamp: 0, sign: '' }, payload };
  }
}

function bindingIn(payload: JsonObject): Binding {
  const { key: binding } = payload;
  const gateway = isObject(binding) ? binding['gateway'] : undefined;
  if (!isObject(binding) || !isObject(gateway)) throw new Error('an order without a binding');
  return {
    key: String(binding['key']),
    userId: String(binding['userId']),
    host: String(gateway['host']),
    port: Number(gateway['port']),
    secondHost: String(gateway['secondHost']),
  };
}
