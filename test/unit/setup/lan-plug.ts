/** A plug in use, as {@link SendWithKey} reaches it: it checks which key signed, and accepts another. */
import { reasonOf, sleep, TimeIsUp } from '../../../src/clock.ts';
import { NoAnswerError, RefusedError, UnreachableError, WrongKeyError } from '../../../src/errors.ts';
import { isObject, type JsonObject } from '../../../src/protocol/decode.ts';
import type { Message, Request } from '../../../src/protocol/envelope.ts';
import type { SendWithKey } from '../../../src/setup/rekey-plan.ts';
import type { FakeClock } from '../../support/fake-clock.ts';

export const UUID = '2401010000000000000048e1e9aabbcc';
export const MAC = '48:e1:e9:aa:bb:cc';

/** How it reacts to a new binding. */
export type CommandBehaviour =
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
  /** The new binding, which it uses after its next start. */
  #pending: Binding | undefined;
  behaviour: CommandBehaviour = 'takes it';
  isReachable = true;
  isOnline = true;
  reportsBroker = true;
  abilities = ['Appliance.System.All', 'Appliance.System.Debug', 'Appliance.Config.Key'];
  /** Every order, with the key that signed it. */
  readonly commands: { readonly key: string; readonly payload: JsonObject }[] = [];
  readonly requested: string[] = [];
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
    this.isReachable = true;
  }

  readonly send: SendWithKey = async (key, request, target) => {
    this.requested.push(`${request.method} ${request.namespace}`);
    if (target !== undefined && target.uuid !== UUID) throw new Error('another plug was meant');
    await sleep(this.#clock, 50, this.#signal);
    if (!this.isReachable) throw new UnreachableError('no such host on the network');
    if (key !== this.binding.key) throw new WrongKeyError('wrong key', { uuid: UUID });
    if (request.method === 'SET') return this.#execute(key, request);
    return this.#message(request, 'GETACK', this.#payloadOf(request.namespace));
  };

  async #execute(key: string, request: Request): Promise<Message> {
    this.commands.push({ key, payload: request.payload });
    const behaviour = this.commands.length === 1 ? this.behaviour : 'takes it';
    const wanted = bindingIn(request.payload);
    if (behaviour === 'is gone already') {
      this.isReachable = false;
      throw new UnreachableError('no such host on the network');
    }
    if (behaviour === 'refuses') throw new RefusedError(5000);
    if (behaviour === 'takes it at its next start') this.#pending = wanted;
    if (/after doing it|^takes it$/.test(behaviour)) this.binding = wanted;
    if (behaviour === 'takes the key, and the broker at its next start') {
      this.#pending = wanted;
      this.binding = { ...this.binding, key: wanted.key };
    }
    if (behaviour === 'takes the key, and another broker') this.binding = { ...wanted, host: '192.168.1.99' };
    if (behaviour === 'vanishes') this.isReachable = false;
    if (behaviour.startsWith('is silent')) await this.#silence();
    if (behaviour === 'hangs up after doing it' || behaviour === 'vanishes')
      throw new NoAnswerError('hung up', { hungUp: true });
    return this.#message(request, 'SETACK', {});
  }

  async #silence(): Promise<never> {
    await sleep(this.#clock, 4000, this.#signal).catch(() => {
      throw reasonOf(this.#signal);
    });
    throw new NoAnswerError('silence', { hungUp: false, cause: new TimeIsUp() });
  }

  #payloadOf(namespace: string): JsonObject {
    const { userId, host, port, secondHost } = this.binding;
    if (namespace.endsWith('Ability')) return { ability: Object.fromEntries(this.abilities.map(name => [name, {}])) };
    if (namespace.endsWith('Debug')) return { debug: { cloud: { secondServer: secondHost, secondPort: port } } };
    const hardware = { type: 'mss305', version: '8.0.0', uuid: UUID, macAddress: MAC };
    const brokerFields = this.reportsBroker ? { server: host, port, userId: Number(userId) } : {};
    const system = {
      hardware,
      firmware: { version: '8.3.15', ...brokerFields },
      online: { status: this.isOnline ? 1 : 2 },
    };
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
