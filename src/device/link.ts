import { deadline, Pause, type Clock, type Deadline } from '../clock.ts';
import { GivenUpError, MalformedError, MerossError } from '../errors.ts';
import { mayEncrypt } from '../protocol/namespaces/system-ability.ts';
import { TIMES } from '../settings.ts';
import { backOffMs } from './back-off.ts';
import { connect, type Introduction, type MakeTransport } from './connect.ts';
import { MerossDevice } from './device.ts';
import type { Feature } from './feature.ts';

export interface LinkOptions {
  readonly transport: MakeTransport;
  /** The plug that must be there, where the user named one. */
  readonly uuid?: string | undefined;
  readonly features: readonly Feature[];
  readonly clock: Clock;
  readonly pollMs: number;
  readonly phase: number;
  /** A plug answers, and its device is running: for the first time, or as another kind of plug than before. */
  readonly onDevice: (device: MerossDevice) => void;
  /** There is no device yet, and this is why; told at every try. */
  readonly onFailure: (error: MerossError) => void;
}

/**
 * Keeps one address connected to a device: asks what is there until it answers, and again when the plug has changed.
 * Once there is a device, that one watches over its plug by itself.
 */
export class PlugLink {
  readonly #options: LinkOptions;
  #attempt: Deadline | undefined;
  #device: MerossDevice | undefined;
  readonly #pause: Pause;
  #closed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#pause = new Pause(options.clock);
  }

  /** Runs until closed. Never rejects. */
  async run(delayMs: number): Promise<void> {
    await this.#pause.for(delayMs);
    for (let failures = 0; !this.#closed;) {
      const introduction = await this.#introduction();
      if (introduction instanceof MerossError) {
        if (this.#isClosed()) return;
        this.#options.onFailure(introduction);
        failures += 1;
        await this.#pause.for(backOffMs(failures - 1, introduction));
      } else {
        failures = 0;
        await this.#live(introduction);
      }
    }
  }

  /** Does not wait for the next try: somebody wants something of the plug. */
  retryNow(): void {
    this.#pause.end();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#attempt?.abort(new GivenUpError('closed'));
    this.#pause.end();
    await this.#device?.close();
  }

  async #live({ info, message }: Introduction): Promise<void> {
    const { transport, features, clock, pollMs, phase, onDevice } = this.#options;
    const device = new MerossDevice({
      info,
      transport: transport({ uuid: info.uuid, encryptable: mayEncrypt(info.abilities) }),
      features: features.filter(feature => feature.supports(info)),
      clock,
      pollMs,
      phase,
    });
    this.#device = device;
    device.start(message);
    onDevice(device);
    await device.changed;
    await device.close();
  }

  async #introduction(): Promise<Introduction | MerossError> {
    const { clock, transport, uuid } = this.#options;
    this.#attempt = deadline(clock, TIMES.pollMs);
    try {
      return await connect(transport, this.#attempt.signal, uuid);
    } catch (error) {
      return error instanceof MerossError ? error : new MalformedError('an unexpected failure', { cause: error });
    } finally {
      this.#attempt.cancel();
      this.#attempt = undefined;
    }
  }

  #isClosed(): boolean {
    return this.#closed;
  }
}
