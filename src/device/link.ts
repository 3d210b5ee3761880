import { deadline, Pause, type Clock, type Deadline } from '../clock.ts';
import { asMerossError, GivenUpError, type MerossError } from '../errors.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import { mayEncrypt } from '../protocol/namespaces/system-ability.ts';
import { TIMES } from '../settings.ts';
import type { Address, Transport } from '../transport/transport.ts';
import { backOffMs } from './back-off.ts';
import { connect, type Introduction, type MakeTransport } from './connect.ts';
import { MerossDevice } from './device.ts';
import type { Feature } from './feature.ts';
import type { Habits } from './habits.ts';
import type { PlugInfo } from './plug-info.ts';

export interface LinkOptions {
  /** Where to look for the plug now. One try, and the device that comes of it, keep to that place. */
  readonly place: () => Address;
  readonly transport: (place: Address) => MakeTransport;
  /** The plug that must be there, as far as that is known. */
  readonly uuid: () => string | undefined;
  readonly features: readonly Feature[];
  readonly clock: Clock;
  readonly pollMs: number;
  readonly phase: number;
  /** What is remembered of this plug with this firmware. */
  readonly habits?: (info: PlugInfo) => Habits;
  readonly onHabits?: (habits: Habits) => void;
  readonly debug?: (text: string) => void;
  /**
   * A plug has answered and its device is about to run: for the first time, or as another kind of plug than before.
   * What this throws counts as a failure to connect.
   */
  readonly onDevice: (device: MerossDevice, introduction: Introduction, place: Address) => void;
  /** That device runs no more; another one may follow. */
  readonly onEnd: (device: MerossDevice) => void;
  /** There is no device, and this is why; told at every try. */
  readonly onFailure: (error: MerossError, place: Address) => void;
}

/**
 * Keeps a plug connected to a device: asks what is there until it answers, and again when the plug has changed. In
 * between, the device watches over its plug by itself.
 */
export class PlugLink {
  readonly #options: LinkOptions;
  readonly #pause: Pause;
  #question: Deadline | undefined;
  #device: MerossDevice | undefined;
  #isRestarting = false;
  #closed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#pause = new Pause(options.clock);
  }

  /** Runs until closed. Never rejects. */
  async run(delayMs: number): Promise<void> {
    await this.#pause.for(delayMs);
    let failures = 0;
    while (!this.#closed) {
      const place = this.#options.place();
      this.#isRestarting = false;
      try {
        await this.#live(await this.#introduction(place), place);
        failures = 0;
      } catch (error) {
        if (this.#isInterrupted()) continue;
        const why = asMerossError(error);
        this.#options.onFailure(why, place);
        if (!this.#isInterrupted()) await this.#pause.for(backOffMs(failures, why));
        failures += 1;
      }
    }
  }

  /** Does not wait for the next try: somebody wants something of the plug. */
  retryNow(): void {
    this.#pause.end();
  }

  /** Asks anew, for the plug may be somewhere else now; what is under way at the old place is given up. */
  restart(): void {
    this.#isRestarting = true;
    this.#interrupt();
  }

  /** The same, if a device is running; a try that is under way goes on. */
  restartDevice(): void {
    if (this.#device !== undefined) this.restart();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#interrupt();
    await this.#device?.close();
  }

  #interrupt(): void {
    this.#question?.abort(new GivenUpError('closed'));
    this.#pause.end();
    void this.#device?.close();
  }

  #isInterrupted(): boolean {
    return this.#closed || this.#isRestarting;
  }

  async #introduction(place: Address): Promise<Introduction> {
    const { transport, uuid } = this.#options;
    const introduction = await connect(transport(place), (way, request) => this.#ask(way, request), uuid());
    if (this.#isInterrupted()) throw new GivenUpError('closed');
    return introduction;
  }

  async #ask(way: Transport, request: Request): Promise<Message> {
    if (this.#isInterrupted()) throw new GivenUpError('closed');
    this.#question = deadline(this.#options.clock, TIMES.pollMs);
    try {
      return await way.request(request, this.#question.signal);
    } finally {
      this.#question.cancel();
      this.#question = undefined;
    }
  }

  /** Runs a device until its plug has changed, or the link was closed. */
  async #live(introduction: Introduction, place: Address): Promise<void> {
    const { info, message } = introduction;
    const { transport, features, habits, onDevice, onEnd, ...rest } = this.#options;
    const device = new MerossDevice({
      ...rest,
      info,
      transport: transport(place)({ uuid: info.uuid, encryptable: mayEncrypt(info.abilities) }),
      features: features.filter(feature => feature.supports(info)),
      habits: habits?.(info) ?? {},
    });
    this.#device = device;
    try {
      onDevice(device, introduction, place);
      device.start(message);
      await device.ended;
    } finally {
      this.#device = undefined;
      await device.close();
      onEnd(device);
    }
  }
}
