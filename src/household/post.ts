import { Pause } from '../clock.ts';
import { BrokerStartError } from '../push/broker-start-error.ts';
import type { BrokerConnection } from '../push/broker-connection.ts';
import { ownAddresses, plugMail, type MailWanted } from './mail.ts';

/** How often it is looked whether this computer has other addresses by now, or the port has become free. */
const LOOK_MS = 60_000;

export interface PostOptions extends Omit<MailWanted, 'addresses'> {
  /** This computer's addresses at the moment; its network interfaces, unless told otherwise. */
  readonly addressesNow?: () => readonly string[];
}

/**
 * Keeps the way open on which plugs tell things by themselves, where the user wants one. A computer may be up before its
 * network is, and get another address later; without this way plugs are polled, and nothing is lost.
 */
export class Post {
  readonly #wanted: PostOptions;
  readonly #pause: Pause;
  readonly #told = new Set<string>();
  #mail: BrokerConnection | undefined;
  /** The addresses that it was opened for; undefined while it is not open. */
  #openFor: string | undefined;
  #isClosed = false;

  constructor(wanted: PostOptions) {
    this.#wanted = wanted;
    this.#pause = new Pause(wanted.clock);
  }

  /** Undefined while there is none. */
  get mail(): BrokerConnection | undefined {
    return this.#mail;
  }

  /** Runs until closed. Never rejects. */
  async run(): Promise<void> {
    const { enabled, url } = this.#wanted.config.broker;
    while (enabled && !this.#hasEnded()) {
      await this.#open().catch((error: unknown) => {
        this.#openFor = undefined;
        this.#tell('error', error instanceof BrokerStartError ? error.message : `No broker: ${String(error)}`);
      });
      // One that runs elsewhere is looked after by its client.
      if (url !== undefined && this.#openFor !== undefined) return;
      if (!this.#hasEnded()) await this.#pause.for(LOOK_MS);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#pause.end();
    await this.#mail?.close();
  }

  async #open(): Promise<void> {
    const { addresses: chosen, url } = this.#wanted.config.broker;
    const addresses = chosen.length > 0 ? chosen : (this.#wanted.addressesNow ?? ownAddresses)();
    const isReady = url !== undefined || addresses.length > 0;
    if (!isReady) {
      this.#tell(
        'warn',
        'This computer has no address in a local network yet, so the MQTT broker has nowhere to listen.\n' +
          'It is looked for every minute. Plugs are polled meanwhile.',
      );
      return;
    }
    if (this.#openFor === addresses.join()) return;
    await this.#mail?.close();
    this.#mail = undefined;
    const mail = await plugMail({ ...this.#wanted, addresses });
    if (this.#hasEnded()) return;
    this.#mail = mail;
    this.#openFor = addresses.join();
    await mail.start();
  }

  #hasEnded(): boolean {
    return this.#isClosed;
  }

  #tell(level: 'warn' | 'error', text: string): void {
    if (this.#isClosed || this.#told.has(text)) return;
    this.#told.add(text);
    this.#wanted.log[level](text);
  }
}
