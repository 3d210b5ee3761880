import { Pause } from '../clock.ts';
import { BrokerStartError } from '../push/broker-start-error.ts';
import type { BrokerConnection } from '../push/broker-connection.ts';
import { hostAddresses, createBroker, type BrokerSetup } from './broker-setup.ts';

/** How often it is looked whether this computer has other addresses by now, or the port has become free. */
const RETRY_MS = 60_000;

export interface PushServiceOptions extends Omit<BrokerSetup, 'addresses'> {
  /** This computer's addresses at the moment; its network interfaces, unless told otherwise. */
  readonly addressesNow?: () => readonly string[];
}

/**
 * Keeps the way open on which plugs tell things by themselves, where the user wants one. A computer may be up before its
 * network is, and get another address later; without this way plugs are polled, and nothing is lost.
 */
export class PushService {
  readonly #options: PushServiceOptions;
  readonly #pause: Pause;
  readonly #logged = new Set<string>();
  #broker: BrokerConnection | undefined;
  /** The addresses that it was opened for; undefined while it is not open. */
  #openAddresses: string | undefined;
  #isClosed = false;

  constructor(options: PushServiceOptions) {
    this.#options = options;
    this.#pause = new Pause(options.clock);
  }

  /** Undefined while there is none. */
  get broker(): BrokerConnection | undefined {
    return this.#broker;
  }

  /** Runs until closed. Never rejects. */
  async run(): Promise<void> {
    const { enabled, url } = this.#options.config.broker;
    while (enabled && !this.#hasEnded()) {
      await this.#open().catch((error: unknown) => {
        this.#openAddresses = undefined;
        this.#logOnce('error', error instanceof BrokerStartError ? error.message : `No broker: ${String(error)}`);
      });
      // One that runs elsewhere is looked after by its client.
      if (url !== undefined && this.#openAddresses !== undefined) return;
      if (!this.#hasEnded()) await this.#pause.for(RETRY_MS);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#pause.end();
    await this.#broker?.close();
  }

  async #open(): Promise<void> {
    const { addresses: configured, url } = this.#options.config.broker;
    const addresses = configured.length > 0 ? configured : (this.#options.addressesNow ?? hostAddresses)();
    const isReady = url !== undefined || addresses.length > 0;
    if (!isReady) {
      this.#logOnce(
        'warn',
        'This computer has no address in a local network yet, so the MQTT broker has nowhere to listen.\n' +
          'It is looked for every minute. Plugs are polled meanwhile.',
      );
      return;
    }
    if (this.#openAddresses === addresses.join()) return;
    await this.#broker?.close();
    this.#broker = undefined;
    const broker = await createBroker({ ...this.#options, addresses });
    if (this.#hasEnded()) return;
    this.#broker = broker;
    this.#openAddresses = addresses.join();
    await broker.start();
  }

  #hasEnded(): boolean {
    return this.#isClosed;
  }

  #logOnce(level: 'warn' | 'error', text: string): void {
    if (this.#isClosed || this.#logged.has(text)) return;
    this.#logged.add(text);
    this.#options.log[level](text);
  }
}
