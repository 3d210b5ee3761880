import { reasonOf, TimeIsUp } from '../../src/clock.ts';
import { NoAnswerError, UnreachableError } from '../../src/errors.ts';
import type { Message, Request } from '../../src/protocol/envelope.ts';
import type { Transport } from '../../src/transport/transport.ts';
import type { FakeClock } from './fake-clock.ts';

/** What becomes of one request. */
export interface Fate {
  readonly delayMs: number;
  /**
   * `lost`: it never arrives. `mute`: it is carried out, and the answer is lost. `refused`: no connection.
   * `hung up`: the plug closes without doing it.
   */
  readonly outcome: 'answered' | 'lost' | 'mute' | 'refused' | 'hung up';
}

export const ANSWERED: Fate = { delayMs: 20, outcome: 'answered' };

/** A plug without a network, for tests that own the time. */
export class FakePlug implements Transport {
  readonly address = 'a fake plug';
  readonly uuid = '24010100000000000034fa4e00000000'.slice(0, 32);
  readonly relays: Map<number, boolean>;
  readonly requests: Request[] = [];
  /** Decides what becomes of the next request. */
  fate: () => Fate = () => ANSWERED;
  /** What it does when told of several outlets at once: all of it, the first only, or a hang-up. */
  honours: 'all' | 'first' | 'none' = 'all';
  mostInFlight = 0;
  firmwareVersion = '2.1.17';
  /** What its own clock says, in seconds since 1970; 0 for one that does not say. */
  timestamp = 0;
  #inFlight = 0;
  readonly #clock: FakeClock;

  constructor(clock: FakeClock, channels: readonly number[] = [0]) {
    this.#clock = clock;
    this.relays = new Map(channels.map(channel => [channel, false]));
  }

  get sets(): readonly Request[] {
    return this.requests.filter(({ method }) => method === 'SET');
  }

  request(request: Request, signal: AbortSignal): Promise<Message> {
    this.requests.push(request);
    this.#inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.#inFlight);
    const isRefused = this.honours === 'none' && Array.isArray(request.payload['togglex']);
    const { delayMs, outcome } = isRefused ? { delayMs: 1, outcome: 'hung up' as const } : this.fate();
    return new Promise<Message>((resolve, reject) => {
      const settle = (): void => {
        if (outcome === 'lost') return;
        if (outcome === 'answered' || outcome === 'mute') this.#perform(request);
        if (outcome === 'answered') resolve(this.#reply(request));
        if (outcome === 'refused') reject(new UnreachableError('refused'));
        if (outcome === 'hung up') reject(new NoAnswerError('hung up', { hungUp: true }));
      };
      const cancel = this.#clock.after(delayMs, settle);
      const stop = (): void => {
        cancel();
        const reason = reasonOf(signal);
        reject(reason instanceof TimeIsUp ? new NoAnswerError('silent', { hungUp: false }) : reason);
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    }).finally(() => {
      this.#inFlight -= 1;
    });
  }

  #perform({ method, payload }: Request): void {
    if (method !== 'SET') return;
    const rows: readonly unknown[] = [payload['togglex']].flat();
    for (const row of this.honours === 'first' ? rows.slice(0, 1) : rows) {
      if (typeof row !== 'object' || row === null || !('channel' in row) || !('onoff' in row)) continue;
      this.relays.set(Number(row.channel), row.onoff === 1);
    }
  }

  #reply({ method, namespace }: Request): Message {
    if (method !== 'GET') return this.message(`${method}ACK`, namespace, {});
    const relay = { channel: 0, onoff: this.relays.get(0) === true ? 1 : 0 };
    return this.message('GETACK', namespace, namespace.endsWith('.ToggleX') ? { togglex: relay } : this.state());
  }

  /** A message of this plug, as the transport hands it on. */
  message(method: string, namespace: string, payload: Readonly<Record<string, unknown>>): Message {
    return {
      header: { messageId: '', method, namespace, uuid: this.uuid, timestamp: this.timestamp, sign: '' },
      payload,
    };
  }

  /** The payload of System.All. */
  state(): Readonly<Record<string, unknown>> {
    const togglex = [...this.relays].map(([channel, on]) => ({ channel, onoff: on ? 1 : 0, lmTime: 0 }));
    const hardware = { type: 'mss310', version: '2.0.0', uuid: this.uuid, macAddress: '48:e1:e9:00:00:00' };
    return {
      all: { system: { hardware, firmware: { version: this.firmwareVersion } }, digest: { togglex } },
    };
  }
}
