import { reasonOf, TimeIsUp } from '../../../src/clock.ts';
import { NoAnswerError, RefusedError, UnreachableError, type MerossError } from '../../../src/errors.ts';
import { plugInfo, type PlugInfo } from '../../../src/device/plug-info.ts';
import type { Message, Request } from '../../../src/protocol/envelope.ts';
import * as systemAll from '../../../src/protocol/namespaces/system-all.ts';
import type { Transport } from '../../../src/transport/transport.ts';
import type { FakeClock } from '../../support/fake-clock.ts';

/**
 * The outcome of a request. `answered`: a proper reply. `refused`: an ERROR. `hung up`: the plug hangs up and does nothing.
 * `unanswered`: the plug does it, and hangs up before it replies. `no way`: no connection.
 */
export type Fate = 'answered' | 'refused' | 'hung up' | 'unanswered' | 'no way';

type Payload = Readonly<Record<string, unknown>>;

const REPLY_MS = 20;

const FAILURES: Readonly<Record<Exclude<Fate, 'answered'>, () => MerossError>> = {
  refused: () => new RefusedError(5000),
  'hung up': () => new NoAnswerError('hung up', { hungUp: true }),
  unanswered: () => new NoAnswerError('hung up', { hungUp: true }),
  'no way': () => new UnreachableError('refused'),
};

/** A plug with relays, a meter, a light and rules, without a network, on a clock that the test moves. */
export class ScriptedPlug implements Transport {
  readonly address = 'a scripted plug';
  readonly uuid = '24010100000000000034fa4e00000001';
  readonly relays: Map<number, boolean>;
  /** The values of its meter; undefined for a plug that does not reply to the query. */
  watts: number | undefined = 0;
  /** Its clock, zone and rules; undefined for a plug that does not report them. */
  time: { timestamp: number; timezone: string; timeRule: readonly unknown[] } | undefined;
  /** Whether it applies a time that it receives, or only acknowledges it. */
  appliesTime = true;
  /** 1 when the light is dark, as on the wire. */
  dndMode: unknown = 0;
  /** By id, as they were sent. */
  readonly rules = new Map<string, Payload>();
  readonly requests: Request[] = [];
  fate: (request: Request) => Fate = () => 'answered';
  readonly #clock: FakeClock;
  readonly #abilities: readonly string[];
  #timeSetMs = 0;

  /** @param abilities without `Appliance.` */
  constructor(clock: FakeClock, channels: readonly number[] = [0], abilities: readonly string[] = ALL) {
    this.#clock = clock;
    this.#abilities = abilities;
    this.relays = new Map(channels.map(channel => [channel, true]));
  }

  get info(): PlugInfo {
    const abilities = Object.fromEntries(this.#abilities.map(name => [`Appliance.${name}`, {}]));
    return plugInfo(systemAll.parse(this.#all()), abilities);
  }

  /** Sends a push. */
  systemAllMessage(): Message {
    return this.#message('GETACK', systemAll.NAMESPACE, this.#all());
  }

  /** The requests about this, as `GET`, `SET`, `DELETE`, oldest first. */
  methodsFor(name: string): readonly string[] {
    return this.requests.filter(({ namespace }) => namespace === `Appliance.${name}`).map(({ method }) => method);
  }

  request(request: Request, signal: AbortSignal): Promise<Message> {
    this.requests.push(request);
    const fate = this.fate(request);
    return new Promise<Message>((resolve, reject) => {
      const cancel = this.#clock.after(REPLY_MS, () => {
        signal.removeEventListener('abort', stop);
        if (fate !== 'answered' && fate !== 'unanswered') {
          reject(FAILURES[fate]());
          return;
        }
        const reply = this.#reply(request);
        if (fate === 'unanswered' || reply === undefined) reject(FAILURES.unanswered());
        else resolve(reply);
      });
      const stop = (): void => {
        cancel();
        const reason = reasonOf(signal);
        reject(reason instanceof TimeIsUp ? new NoAnswerError('silent', { hungUp: false }) : reason);
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
  }

  #reply({ method, namespace, payload }: Request): Message | undefined {
    const [, name = ''] = namespace.split('Appliance.');
    const replyPayload = this.#perform(`${method} ${name}`, payload);
    return replyPayload && this.#message(`${method}ACK`, namespace, replyPayload);
  }

  #perform(what: string, payload: Payload): Payload | undefined {
    switch (what) {
      case 'GET System.All':
        return this.#all();
      case 'GET Control.ToggleX':
        return { togglex: this.#rows()[0] };
      case 'SET Control.ToggleX': {
        const row = memberOf(payload, 'togglex');
        this.relays.set(Number(row['channel']), row['onoff'] === 1);
        return {};
      }
      case 'GET Control.Electricity': {
        if (this.watts === undefined) return undefined;
        return { electricity: { channel: 0, current: 0, voltage: 2300, power: Math.round(this.watts * 1000) } };
      }
      case 'GET System.Time':
        return this.time && { time: this.#timeNow() };
      case 'SET System.Time':
        if (this.appliesTime) this.setTime(memberOf(payload, 'time'));
        return {};
      case 'GET System.DNDMode':
        return { DNDMode: { mode: this.dndMode } };
      case 'SET System.DNDMode':
        this.dndMode = memberOf(payload, 'DNDMode')['mode'];
        return {};
      case 'GET Digest.TriggerX':
        return { digest: [...this.rules.values()].map(({ id, channel }) => ({ id, channel, count: 1 })) };
      case 'GET Control.TriggerX':
        return { digest: {}, triggerx: this.rules.get(idIn(payload)) ?? {} };
      case 'SET Control.TriggerX':
        this.rules.set(idIn(payload), memberOf(payload, 'triggerx'));
        return {};
      case 'DELETE Control.TriggerX':
        this.rules.delete(idIn(payload));
        return {};
      default:
        return undefined;
    }
  }

  #all(): Payload {
    const hardware = { type: 'mss310', version: '2.0.0', uuid: this.uuid, macAddress: '48:e1:e9:00:00:01' };
    const system = { hardware, firmware: { version: '2.1.17' }, ...(this.time && { time: this.#timeNow() }) };
    return { all: { system, digest: { togglex: this.#rows() } } };
  }

  /** Sets its clock, which runs on from there. */
  setTime({ timestamp, timezone, timeRule }: Payload): void {
    this.#timeSetMs = this.#clock.now();
    this.time = {
      timestamp: Number(timestamp ?? this.time?.timestamp ?? 0),
      timezone: typeof timezone === 'string' ? timezone : '',
      timeRule: Array.isArray(timeRule) ? timeRule : [],
    };
  }

  #timeNow(): Payload {
    const passed = Math.floor((this.#clock.now() - this.#timeSetMs) / 1000);
    return { ...this.time, timestamp: (this.time?.timestamp ?? 0) + passed };
  }

  #rows(): readonly Payload[] {
    return [...this.relays].map(([channel, on]) => ({ channel, onoff: on ? 1 : 0, lmTime: 0 }));
  }

  #message(method: string, namespace: string, payload: Payload): Message {
    return { header: { messageId: '', method, namespace, uuid: this.uuid, timestamp: 0, sign: '' }, payload };
  }
}

const ALL = ['Control.ToggleX', 'Control.Electricity', 'System.DNDMode', 'Control.TriggerX', 'Digest.TriggerX'];

function memberOf(payload: Payload, key: string): Payload {
  const member = payload[key];
  return typeof member === 'object' && member !== null && !Array.isArray(member) ? { ...member } : {};
}

const idIn = (payload: Payload): string => String(memberOf(payload, 'triggerx')['id']);
