import type { BrokerConnection } from '../push/broker-connection.ts';
import type { MerossDevice } from '../device/device.ts';
import type { Message } from '../protocol/envelope.ts';
import type { PlugLog } from './plug-log.ts';

export interface PlugPushOptions {
  readonly broker: () => BrokerConnection | undefined;
  readonly plugLog: PlugLog;
  /** The plug has logged in to the broker, so it is worth a query if it was unreachable. */
  readonly onOnline: () => void;
  readonly debug: (text: string) => void;
}

/** Passes the pushes of one plug to its device, while the plug has a broker session. */
export class PlugPush {
  readonly #options: PlugPushOptions;
  #device: MerossDevice | undefined;

  constructor(options: PlugPushOptions) {
    this.#options = options;
  }

  /** Pushes go to this device from now on. */
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

  /** The plug has sent a push. */
  receive(message: Message): void {
    try {
      this.#device?.receive(message);
    } catch (error) {
      this.#options.debug(`${message.header.namespace}, pushed: ${String(error)}`);
    }
  }

  /** The broker session has begun, or has ended. */
  setSession(isAlive: boolean): void {
    this.#device?.setPushActive(isAlive);
    if (isAlive && this.#device) this.#options.plugLog.pushActive();
    if (isAlive) this.#options.onOnline();
  }
}
