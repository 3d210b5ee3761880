import type { BrokerConnection } from '../push/broker-connection.ts';
import type { MerossDevice } from '../device/device.ts';
import type { Message } from '../protocol/envelope.ts';
import type { Reporter } from './reporter.ts';

export interface VoiceOptions {
  readonly mail: () => BrokerConnection | undefined;
  readonly reporter: Reporter;
  /** The plug has network: if it was away, it is back. */
  readonly onSign: () => void;
  readonly debug: (text: string) => void;
}

/** What one plug says by itself, while it has a session at a broker. */
export class Voice {
  readonly #options: VoiceOptions;
  #device: MerossDevice | undefined;

  constructor(options: VoiceOptions) {
    this.#options = options;
  }

  /** What it says is for this device, from now on. */
  attach(device: MerossDevice): void {
    const { mail, reporter } = this.#options;
    const hasSession = (): boolean => mail()?.hasSession(device.info.uuid) ?? false;
    this.#device = device;
    device.setPushActive(hasSession());
    device.onReading(({ kind }) => {
      if (kind === 'reachable' && hasSession()) reporter.pushes();
    });
  }

  detach(): void {
    this.#device = undefined;
  }

  /** It has said something. */
  hear(message: Message): void {
    try {
      this.#device?.receive(message);
    } catch (error) {
      this.#options.debug(`${message.header.namespace}, pushed: ${String(error)}`);
    }
  }

  /** It tells its changes from now on, or does not any more. */
  pushes(isAlive: boolean): void {
    this.#device?.setPushActive(isAlive);
    if (isAlive && this.#device) this.#options.reporter.pushes();
    if (isAlive) this.#options.onSign();
  }
}
