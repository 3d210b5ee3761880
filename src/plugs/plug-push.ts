import type { BrokerConnection } from '../push/broker-connection.ts';
import type { MerossDevice } from '../device/device.ts';
import type { Message } from '../protocol/envelope.ts';
import type { PlugLog } from './plug-log.ts';

export interface PlugPushOptions {
  readonly broker: () => BrokerConnection | undefined;
  readonly plugLog: PlugLog;
  /** The plug has network: if it was away, it is back. */
  readonly onOnline: () => void;
  readonly debug: (text: string) => void;
}

/** What one plug says by itself, while it has a session at a broker. */
export class PlugPush {
  readonly #options: PlugPushOptions;
  #device: MerossDevice | undefined;

  constructor(options: PlugPushOptions) {
    this.#options = options;
  }

  /** What it says is for this device, from now on. */
  attach(device: MerossDevice): void {
    const { broker, plugLog } = this.#options;
    const hasSession = (): boolean => broker()?.hasSession(device.info.uuid) ?? false;
    this.#device = device;
    device.setPushActive(hasSession());
    device.onReading(({ kind }) => {
      if (kind === 'reachable' && hasSession()) plugLog.pushActive();
    });
  }

  detach(): void {
    this.#device = undefined;
  }

  /** It has said something. */
  receive(message: Message): void {
    try {
      this.#device?.receive(message);
    } catch (error) {
      this.#options.debug(`${message.header.namespace}, pushed: ${String(error)}`);
    }
  }

  /** It tells its changes from now on, or does not any more. */
  setSession(isAlive: boolean): void {
    this.#device?.setPushActive(isAlive);
    if (isAlive && this.#device) this.#options.plugLog.pushActive();
    if (isAlive) this.#options.onOnline();
  }
}
