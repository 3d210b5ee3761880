import { type Clock, reasonOf, TimeIsUp, within } from '../clock.ts';
import {
  asMerossError,
  MerossError,
  NoAnswerError,
  OtherPlugError,
  UnreachableError,
  UnsupportedError,
} from '../errors.ts';
import type { Cipher } from '../protocol/cipher.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as systemAbility from '../protocol/namespaces/system-ability.ts';
import { HttpStatusError, HttpTransport } from '../transport/http.ts';
import { formatAddress, type Address, type HttpQuirks } from '../transport/transport.ts';
import { agreeOnCipher } from './ecdhe.ts';
import type { PairingTransport, Secrecy } from './pairing-transport.ts';
import { isRefusal } from '../protocol/refusal.ts';
import { ACCESS_POINT_ADDRESS, SETUP_TIMES } from './setup-times.ts';

/** Reads every kind of HTTP head at the first attempt, because nothing here may be sent twice automatically. */
const LENIENT_HTTP: HttpQuirks = { lenient: true, encrypted: false };

export interface AccessPointOptions {
  readonly clock: Clock;
  /** Address of the plug in its own network. Default 10.10.10.1. */
  readonly address?: Address;
}

/**
 * A plug in pairing mode, over HTTP in its own open Wi-Fi. After the first reply, only messages of that plug are
 * accepted.
 *
 * Every computer in range can read the traffic of an open Wi-Fi. Therefore the transport agrees on a cipher with the
 * plug before the first command, and as soon as the plug has listed encryption: see {@link agreeOnCipher}. It sends
 * commands in clear only where the plug does not list encryption or refuses to agree. Where the abilities are unknown,
 * the plug may encrypt, so the transport tries to agree all the same. If firmware refuses a query in clear, by an
 * error, a hang-up or silence, the transport asks for its abilities and continues in the same way.
 */
export class AccessPointTransport implements PairingTransport {
  readonly address: string;
  readonly help =
    'Join the plug’s own Wi-Fi (Meross_…) with this computer, and switch off other network connections if the plug is still ' +
    'not found. If there is no such Wi-Fi, hold the plug’s button for 5 seconds, until its light alternates between ' +
    'green and orange. Plugs from 2024 on may have no such Wi-Fi, and use Bluetooth instead.';
  readonly #httpAddress: Address;
  readonly #clock: Clock;
  #key = '';
  #uuid: string | undefined;
  #cipher: Cipher | undefined;
  /** Whether the plug lists encryption; undefined before it was asked. */
  #listsEncryption: boolean | undefined;
  #hasRefusedCipher = false;
  /** Whether the first query, other than the one for the abilities, was sent. */
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

  /**
   * Sends the request. The first query gets a short limit, which leaves time for a cipher if the plug is silent; only
   * once, because a plug may be slow.
   */
  async #attempt(request: Request, signal: AbortSignal): Promise<Message> {
    const isFirst =
      !this.#hasSentFirstQuery && request.method === 'GET' && request.namespace !== systemAbility.NAMESPACE;
    if (!isFirst || this.#cipher || this.#hasRefusedCipher) return this.#send(request, signal);
    this.#hasSentFirstQuery = true;
    return within({ clock: this.#clock, signal }, SETUP_TIMES.firstQueryMs, stop => this.#send(request, stop));
  }

  /**
   * As {@link #agree}. Where it is unknown whether the plug encrypts, this failure adds nothing, so the first one is
   * thrown.
   */
  async #agreeAfterFailure(first: unknown, signal: AbortSignal): Promise<boolean> {
    try {
      return await this.#agreeOnCipher(signal);
    } catch (error) {
      throw error instanceof UnsupportedError && this.#listsEncryption === undefined ? first : error;
    }
  }

  /** No connection stays open between two requests. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * Agrees on a cipher where the plug lists encryption. Before the first command, the plug is asked for its abilities;
   * if it does not reply, only a refusal to agree shows that commands have to go in clear.
   */
  async #prepare({ namespace, method }: Request, signal: AbortSignal): Promise<void> {
    if (this.#cipher || this.#hasRefusedCipher || namespace === systemAbility.NAMESPACE) return;
    const isCommand = method !== 'GET';
    if (isCommand) await this.#queryAbilities(signal);
    if (this.#listsEncryption ?? isCommand) this.#hasRefusedCipher = !(await this.#agreeOnCipher(signal));
  }

  /**
   * Whether a refused request may succeed with a cipher: the plug lists encryption, or has listed nothing, and was
   * asked in clear. A plug that has restarted has forgotten the cipher; a query changes nothing, so it is worth a
   * second attempt.
   */
  async #mayCipherHelp({ namespace, method }: Request, signal: AbortSignal): Promise<boolean> {
    if (namespace === systemAbility.NAMESPACE || this.#hasRefusedCipher) return false;
    if (this.#cipher) return method === 'GET';
    await this.#queryAbilities(signal);
    return this.#listsEncryption !== false;
  }

  /** If the plug does not list its abilities, it stays unknown whether it encrypts. */
  async #queryAbilities(signal: AbortSignal): Promise<void> {
    if (this.#listsEncryption !== undefined) return;
    try {
      await within({ clock: this.#clock, signal }, SETUP_TIMES.abilitiesMs, stop =>
        this.#send(systemAbility.get(), stop),
      );
    } catch (error) {
      if (signal.aborted) throw abortFailure(error, signal);
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
   * @returns false where the plug refuses, so that commands have to go in clear
   * @throws {UnsupportedError} the plug replies, but no cipher results; nothing else has been sent
   */
  async #agreeOnCipher(signal: AbortSignal): Promise<boolean> {
    try {
      this.#cipher = await within({ clock: this.#clock, signal }, SETUP_TIMES.agreementMs, stop =>
        agreeOnCipher(request => this.#send(request, stop)),
      );
      return true;
    } catch (error) {
      if (signal.aborted) throw abortFailure(error, signal);
      if (isRefusal(error) || error instanceof HttpStatusError) return false;
      if (error instanceof UnreachableError || error instanceof OtherPlugError) throw error;
      const reason =
        this.#listsEncryption === true ? 'its firmware requires' : 'its abilities are unknown, so it may require';
      throw new UnsupportedError(`${reason} encryption, and agreeing on a cipher failed`, {
        cause: asMerossError(error),
      });
    }
  }
}

/** The failure of a step that `signal` has ended: the plug was silent if the time was up, else the reason of the abort. */
function abortFailure(error: unknown, signal: AbortSignal): unknown {
  const reason = reasonOf(signal);
  if (!(reason instanceof TimeIsUp)) return reason;
  return error instanceof MerossError ? error : new NoAnswerError('no reply in time', { hungUp: false, cause: reason });
}

/**
 * Whether firmware that requires a cipher may refuse a request in clear like this: by a hang-up, an HTTP status or
 * silence.
 */
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
