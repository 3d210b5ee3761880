import { type Clock, reasonOf, within } from '../clock.ts';
import { asMerossError, NoAnswerError, OtherPlugError, UnreachableError, UnsupportedError } from '../errors.ts';
import type { Cipher } from '../protocol/cipher.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as systemAbility from '../protocol/namespaces/system-ability.ts';
import { HttpStatusError, HttpTransport } from '../transport/http.ts';
import { formatAddress, type Address, type HttpQuirks } from '../transport/transport.ts';
import { agreeOnCipher } from './ecdhe.ts';
import type { PairingTransport, Secrecy } from './pairing-transport.ts';
import { isRefusal } from '../protocol/refusal.ts';
import { ACCESS_POINT_ADDRESS, SETUP_TIMES } from './setup-times.ts';

/** Reads every kind of head at the first try, for nothing here may be sent twice by itself. */
const LENIENT_HTTP: HttpQuirks = { lenient: true, encrypted: false };

export interface AccessPointOptions {
  readonly clock: Clock;
  /** Where the plug is in its own network: 10.10.10.1. */
  readonly address?: Address;
}

/**
 * A plug in pairing mode, over HTTP in its own open Wi-Fi. Only the plug that answered first is listened to.
 *
 * Anybody in reach can read what goes over an open Wi-Fi. So before the first command, and as soon as the plug has listed
 * encryption, a cipher is agreed on with it, see {@link agreeOnCipher}; commands go in clear only where the plug does not
 * list it, or refuses to agree. Where its abilities cannot be had, it may encrypt, so agreeing is tried all the same. Firmware that refuses a query in clear, by whatever means, is asked for its abilities, and then spoken to
 * in the same way.
 */
export class AccessPointTransport implements PairingTransport {
  readonly address: string;
  readonly help =
    'Join the plug’s own Wi-Fi (Meross_…) with this computer, and switch off other network connections if it is still ' +
    'not found. If there is no such Wi-Fi, hold the plug’s button for 5 seconds, until its light alternates between ' +
    'green and orange. Plugs from 2024 on may have no such Wi-Fi at all, and wait for Bluetooth instead.';
  readonly #httpAddress: Address;
  readonly #clock: Clock;
  #key = '';
  #uuid: string | undefined;
  #cipher: Cipher | undefined;
  /** Whether it lists encryption; undefined before it was asked. */
  #listsEncryption: boolean | undefined;
  #hasRefusedCipher = false;
  /** Its first query, other than for its abilities, was sent. */
  #hasSentFirstQuery = false;

  constructor({ clock, address = ACCESS_POINT_ADDRESS }: AccessPointOptions) {
    this.#clock = clock;
    this.#httpAddress = address;
    this.address = formatAddress(address);
  }

  useKey(key: string): void {
    this.#key = key;
  }

  get secrecy(): Secrecy {
    if (this.#cipher) return 'encrypted';
    if (!this.#hasRefusedCipher) return 'clear';
    return this.#listsEncryption === true ? 'refused' : 'refused unlisted';
  }

  async request(request: Request, signal: AbortSignal): Promise<Message> {
    await this.#prepare(request, signal);
    try {
      return await this.#attempt(request, signal);
    } catch (error) {
      if (signal.aborted || !mayWantCipher(error) || !(await this.#mayCipherHelp(request, signal))) throw error;
      this.#cipher = undefined;
      if (!(await this.#agreeAfterFailure(error, signal))) throw error;
      return this.#send(request, signal);
    }
  }

  /** Sends it. The first query gets little time, so that its silence leaves some for a cipher; once, for a plug may be slow. */
  async #attempt(request: Request, signal: AbortSignal): Promise<Message> {
    const isFirst =
      !this.#hasSentFirstQuery && request.method === 'GET' && request.namespace !== systemAbility.NAMESPACE;
    if (!isFirst || this.#cipher || this.#hasRefusedCipher) return this.#send(request, signal);
    this.#hasSentFirstQuery = true;
    return within({ clock: this.#clock, signal }, SETUP_TIMES.firstQueryMs, stop => this.#send(request, stop));
  }

  /** As {@link #agree}; where it is unknown whether the plug encrypts, a failure says no more than the first one did. */
  async #agreeAfterFailure(first: unknown, signal: AbortSignal): Promise<boolean> {
    try {
      return await this.#agreeOnCipher(signal);
    } catch (error) {
      throw error instanceof UnsupportedError && this.#listsEncryption === undefined ? first : error;
    }
  }

  /** Nothing stays open between two questions. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Agrees on a cipher where the plug lists encryption. It is asked whether it does before the first command; without a
   * reply to that, only a refusal to agree shows that commands have to go in clear.
   */
  async #prepare({ namespace, method }: Request, signal: AbortSignal): Promise<void> {
    if (this.#cipher || this.#hasRefusedCipher || namespace === systemAbility.NAMESPACE) return;
    const isCommand = method !== 'GET';
    if (isCommand) await this.#queryAbilities(signal);
    if (this.#listsEncryption ?? isCommand) this.#hasRefusedCipher = !(await this.#agreeOnCipher(signal));
  }

  /**
   * Whether a cipher may be what is missing where the plug has refused: it lists encryption, or does not list anything, and
   * was asked in clear. A plug that has restarted has forgotten what was agreed on; a query, which changes nothing, is worth a second try.
   */
  async #mayCipherHelp({ namespace, method }: Request, signal: AbortSignal): Promise<boolean> {
    if (namespace === systemAbility.NAMESPACE || this.#hasRefusedCipher) return false;
    if (this.#cipher) return method === 'GET';
    await this.#queryAbilities(signal);
    return this.#listsEncryption !== false;
  }

  /** Where it does not list them, it stays unknown whether it encrypts. */
  async #queryAbilities(signal: AbortSignal): Promise<void> {
    if (this.#listsEncryption !== undefined) return;
    try {
      await within({ clock: this.#clock, signal }, SETUP_TIMES.abilitiesMs, stop =>
        this.#send(systemAbility.get(), stop),
      );
    } catch {
      if (signal.aborted) throw reasonOf(signal);
    }
  }

  async #send(request: Request, signal: AbortSignal): Promise<Message> {
    const transport = new HttpTransport({
      address: this.#httpAddress,
      clock: this.#clock,
      key: this.#key,
      uuid: this.#uuid,
      sessionCipher: this.#cipher,
      quirks: LENIENT_HTTP,
    });
    const message = await transport.request(request, signal);
    this.#uuid ??= message.header.uuid;
    if (request.namespace === systemAbility.NAMESPACE) this.#listsEncryption = listsEncryption(message);
    return message;
  }

  /**
   * @returns false where the plug refuses, so that it has to be spoken to in clear
   * @throws {UnsupportedError} it answers, but not so that a cipher comes of it; nothing else has been sent then
   */
  async #agreeOnCipher(signal: AbortSignal): Promise<boolean> {
    try {
      this.#cipher = await within({ clock: this.#clock, signal }, SETUP_TIMES.agreementMs, stop =>
        agreeOnCipher(request => this.#send(request, stop)),
      );
      return true;
    } catch (error) {
      if (signal.aborted) throw reasonOf(signal);
      if (isRefusal(error) || error instanceof HttpStatusError) return false;
      if (error instanceof UnreachableError || error instanceof OtherPlugError) throw error;
      const reason =
        this.#listsEncryption === true ? 'its firmware wants' : 'its abilities are unknown, so it may want';
      throw new UnsupportedError(`${reason} to be set up encrypted, and agreeing on a cipher failed`, {
        cause: asMerossError(error),
      });
    }
  }
}

/** Whether firmware that wants a cipher may refuse so what comes in clear: it hangs up, answers an HTTP status, or is silent. */
function mayWantCipher(error: unknown): boolean {
  return error instanceof NoAnswerError || error instanceof HttpStatusError;
}

function listsEncryption({ payload }: Message): boolean | undefined {
  try {
    return systemAbility.mayEncrypt(systemAbility.parse(payload));
  } catch {
    return undefined;
  }
}
