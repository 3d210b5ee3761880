import { Pause } from '../clock.ts';
import { textOfStartError } from '../push/broker-start-error.ts';
import type { BrokerConnection } from '../push/broker-connection.ts';
import { hostAddresses, createBroker, type BrokerSetup } from './broker-setup.ts';

/** The time between two checks for new addresses of this computer, or for a free port. */
const RETRY_MS = 60_000;

export interface PushServiceOptions extends Omit<BrokerSetup, 'addresses'> {
  /** This computer's current addresses (default: from its network interfaces). */
  readonly addressesNow?: () => readonly string[];
}

/**
 * Keeps the broker running, if the config enables one. A computer may start before its network does, and get another
 * address later. Without a broker plugs are polled, and nothing is lost.
 */
export class PushService {
  readonly #options: PushServiceOptions;
  readonly #pause: Pause;
  readonly #logged = new Set<string>();
  #broker: BrokerConnection | undefined;
  /** The addresses that the broker was started for; undefined while it is not running. */
  #openAddresses: string | undefined;
  #isClosed = false;

  constructor(options: PushServiceOptions) {
    this.#options = options;
    this.#pause = new Pause(options.clock);
  }

  /** Undefined while there is no broker. */
  get broker(): BrokerConnection | undefined {
    return this.#broker;
  }

  /** Runs until closed. Never rejects. */
  async run(): Promise<void> {
    const { enabled, url } = this.#options.config.broker;
    while (enabled && !this.#hasEnded()) {
      await this.#open().catch((error: unknown) => {
        this.#openAddresses = undefined;
        this.#logOnce('error', textOfStartError(error, this.#options.log.texts.push));
      });
      // The client of an external broker reconnects by itself.
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
      this.#logOnce('warn', this.#options.log.texts.push.noAddressYet);
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
