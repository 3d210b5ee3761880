import type { Clock } from '../clock.ts';
import { asMerossError, NoAnswerError, UnsupportedError } from '../errors.ts';
import type { Cipher } from '../protocol/cipher.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as systemAbility from '../protocol/namespaces/system-ability.ts';
import { HttpTransport } from '../transport/http.ts';
import { formatAddress, type Address, type Manner } from '../transport/transport.ts';
import { agreeOnCipher } from './ecdhe.ts';
import type { Exchange } from './exchange.ts';
import { ACCESS_POINT } from './settings.ts';

/** Reads every kind of head at the first try, for nothing here may be sent twice by itself. */
const PATIENT: Manner = { lenient: true, encrypted: false };

export interface AccessPointOptions {
  readonly clock: Clock;
  /** Where the plug is in its own network: 10.10.10.1. */
  readonly address?: Address;
}

/**
 * A plug in pairing mode, over HTTP in its own open Wi-Fi. Only the plug that answered first is listened to.
 *
 * Firmware that hangs up on plain questions is spoken to through a cipher agreed on with it, see {@link agreeOnCipher}.
 */
export class AccessPoint implements Exchange {
  readonly address: string;
  readonly help =
    'Join the plug’s own Wi-Fi (Meross_…) with this computer, and switch off other network connections if it is still ' +
    'not found. If there is no such Wi-Fi, hold the plug’s button for 5 seconds, until its light alternates between ' +
    'green and orange. Plugs from 2024 on may have no such Wi-Fi at all, and wait for Bluetooth instead.';
  readonly #where: Address;
  readonly #clock: Clock;
  #key = '';
  #uuid: string | undefined;
  #session: Cipher | undefined;
  /** It has answered something that a plug which encrypts does not answer in clear. */
  #isPlain = false;

  constructor({ clock, address = ACCESS_POINT }: AccessPointOptions) {
    this.#clock = clock;
    this.#where = address;
    this.address = formatAddress(address);
  }

  useKey(key: string): void {
    this.#key = key;
  }

  async request(request: Request, signal: AbortSignal): Promise<Message> {
    const isAbility = request.namespace === systemAbility.NAMESPACE;
    try {
      const message = await this.#send(request, signal);
      this.#isPlain ||= !isAbility && this.#session === undefined;
      return message;
    } catch (error) {
      const mayWantCipher = !isAbility && !this.#isPlain && this.#session === undefined;
      if (!(error instanceof NoAnswerError) || !error.hungUp || !mayWantCipher || signal.aborted) throw error;
      const session = await this.#agree(error, signal);
      this.#session = session;
      return this.#send(request, signal);
    }
  }

  /** Nothing stays open between two questions. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  async #send(request: Request, signal: AbortSignal): Promise<Message> {
    const transport = new HttpTransport({
      address: this.#where,
      clock: this.#clock,
      key: this.#key,
      uuid: this.#uuid,
      session: this.#session,
      manner: PATIENT,
    });
    const message = await transport.request(request, signal);
    this.#uuid ??= message.header.uuid;
    return message;
  }

  /** @throws the hang-up itself, where it was no matter of encryption */
  async #agree(hangUp: NoAnswerError, signal: AbortSignal): Promise<Cipher> {
    const ability = await this.#send(systemAbility.get(), signal).catch(() => undefined);
    if (ability === undefined || !systemAbility.mayEncrypt(systemAbility.parse(ability.payload))) throw hangUp;
    try {
      return await agreeOnCipher(request => this.#send(request, signal));
    } catch (error) {
      if (signal.aborted) throw error;
      throw new UnsupportedError('its firmware wants to be set up encrypted, and agreeing on a cipher failed', {
        cause: asMerossError(error),
      });
    }
  }
}
