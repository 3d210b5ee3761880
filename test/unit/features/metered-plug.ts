import { reasonOf } from '../../../src/clock.ts';
import { plugInfo, type PlugInfo } from '../../../src/device/plug-info.ts';
import { NoAnswerError, UnreachableError } from '../../../src/errors.ts';
import type { Message, Request } from '../../../src/protocol/envelope.ts';
import * as systemAll from '../../../src/protocol/namespaces/system-all.ts';
import type { Transport } from '../../../src/transport/transport.ts';
import type { FakeClock } from '../../support/fake-clock.ts';

type Payload = Readonly<Record<string, unknown>>;

/** The values of the meter of one outlet, in plain units. */
export interface OutletMeter {
  on: boolean;
  watts: number;
  volts: number;
  amperes: number;
  monthWattHours: number | undefined;
}

export interface MeteredPlugOptions {
  readonly channels?: readonly number[];
  /** Without `Appliance.Control.`; `ToggleX` is always there. */
  readonly abilities?: readonly string[];
  readonly uuid?: string;
}

const REPLY_MS = 20;
export const ONE_METER = ['Electricity', 'ConsumptionX', 'ConsumptionH'];

/** A plug with a meter whose counters the test sets, on a clock that the test moves. */
export class MeteredPlug implements Transport {
  readonly address = 'a metered plug';
  readonly uuid: string;
  readonly outlets: ReadonlyMap<number, OutletMeter>;
  /** Wh by day, in any order. */
  days = new Map<string, number>();
  /** Wh by the second in which the hour ended. */
  hours = new Map<number, number>();
  /** How many seconds its days are ahead of UTC. */
  utcOffset = 0;
  /** Namespaces on which it hangs up, without `Appliance.`. */
  readonly refuses = new Set<string>();
  isUnreachable = false;
  readonly requests: Request[] = [];
  readonly #clock: FakeClock;
  readonly #abilities: readonly string[];

  constructor(clock: FakeClock, { channels = [0], abilities = ONE_METER, uuid }: MeteredPlugOptions = {}) {
    this.#clock = clock;
    this.uuid = uuid ?? '24010100000000000034fa4e00000002';
    this.#abilities = ['Control.ToggleX', 'System.Time', ...abilities.map(name => `Control.${name}`)];
    this.outlets = new Map(channels.map(channel => [channel, newMeter()]));
  }

  get info(): PlugInfo {
    const abilities = Object.fromEntries(this.#abilities.map(name => [`Appliance.${name}`, {}]));
    return plugInfo(systemAll.parse(this.#all()), abilities);
  }

  /** The meter of an outlet, by default of the only one. */
  outlet(channel = 0): OutletMeter {
    const outlet = this.outlets.get(channel);
    if (!outlet) throw new Error(`there is no outlet ${String(channel)}`);
    return outlet;
  }

  /** Sends a push. */
  systemAllMessage(): Message {
    return this.#message('GETACK', systemAll.NAMESPACE, this.#all());
  }

  /** How many queries for this namespace it received, without `Appliance.`. */
  queryCount(name: string): number {
    return this.requests.filter(({ namespace }) => namespace === `Appliance.${name}`).length;
  }

  request(request: Request, signal: AbortSignal): Promise<Message> {
    this.requests.push(request);
    return new Promise<Message>((resolve, reject) => {
      const cancel = this.#clock.after(REPLY_MS, () => {
        signal.removeEventListener('abort', stop);
        const name = request.namespace.replace('Appliance.', '');
        const payload = this.refuses.has(name) ? undefined : this.#replyPayload(name, request.payload);
        if (this.isUnreachable) reject(new UnreachableError('refused'));
        else if (payload === undefined) reject(new NoAnswerError('hung up', { hungUp: true }));
        else resolve(this.#message(`${request.method}ACK`, request.namespace, payload));
      });
      const stop = (): void => {
        cancel();
        reject(reasonOf(signal));
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
  }

  #replyPayload(name: string, queryCount: Payload): Payload | undefined {
    switch (name) {
      case 'System.All':
        return this.#all();
      case 'System.Time':
        return { time: { timestamp: this.#clock.epochSeconds(), timezone: '', timeRule: [[0, this.utcOffset, 0]] } };
      case 'Control.ToggleX':
        return 'togglex' in queryCount && Object.keys(queryCount).length > 0 ? this.#toggled(queryCount) : undefined;
      case 'Control.Electricity':
        return { electricity: { ...this.#measured(0), voltage: Math.round(this.outlet().volts * 10) } };
      case 'Control.ElectricityX':
        return { electricity: [...this.outlets.keys()].map(channel => this.#measuredOf(channel)) };
      case 'Control.ConsumptionX':
        return { consumptionx: [...this.days].map(([date, value]) => ({ date, value, time: 0 })) };
      case 'Control.ConsumptionH': {
        const data = [...this.hours].map(([timestamp, value]) => ({ timestamp, value }));
        return { consumptionH: [{ channel: 0, total: 0, data }] };
      }
      default:
        return undefined;
    }
  }

  #toggled({ togglex }: Payload): Payload {
    for (const [channel, outlet] of this.outlets) {
      const row = togglex;
      if (typeof row !== 'object' || row === null || !('onoff' in row) || !('channel' in row)) continue;
      if (row.channel === channel) outlet.on = row.onoff === 1;
    }
    return { togglex: this.#rows() };
  }

  #measured(channel: number): Payload {
    const { on, watts, amperes } = this.outlet(channel);
    return { channel, power: on ? Math.round(watts * 1000) : 0, current: on ? Math.round(amperes * 1000) : 0 };
  }

  #measuredOf(channel: number): Payload {
    const { volts, monthWattHours: mConsume } = this.outlet(channel);
    return {
      ...this.#measured(channel),
      voltage: Math.round(volts * 1000),
      ...(mConsume !== undefined && { mConsume }),
    };
  }

  #rows(): readonly Payload[] {
    return [...this.outlets].map(([channel, { on }]) => ({ channel, onoff: on ? 1 : 0, lmTime: 0 }));
  }

  #all(): Payload {
    const hardware = { type: 'mss305', version: '8.0.0', uuid: this.uuid, macAddress: '48:e1:e9:00:00:02' };
    return { all: { system: { hardware, firmware: { version: '8.3.15' } }, digest: { togglex: this.#rows() } } };
  }

  #message(method: string, namespace: string, payload: Payload): Message {
    return { header: { messageId: '', method, namespace, uuid: this.uuid, timestamp: 0, sign: '' }, payload };
  }
}

const newMeter = (): OutletMeter => ({ on: true, watts: 0, volts: 230, amperes: 0, monthWattHours: 0 });
