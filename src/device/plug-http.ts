import { reasonOf, TimeIsUp, type Clock } from '../clock.ts';
import { NoAnswerError, UnreachableError } from '../errors.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import { TIMES } from '../settings.ts';
import { HttpStatusError, isAlwaysClear } from '../transport/http.ts';
import type { RequestTerms, Transport } from '../transport/transport.ts';
import { UnprovenEndpointError, type Proof, type ObservedEndpoint } from './proof.ts';

export interface PlugHttpOptions {
  readonly http: Transport;
  readonly clock: Clock;
  /** The plug lists LAN encryption, so it may require encrypted bodies. */
  readonly encryptable: boolean;
  /** The plug is known to require encrypted bodies. */
  readonly encrypted: boolean;
  /** Called when `encrypted` turns out to be wrong. */
  readonly onEncrypted: (encrypted: boolean) => void;
  /** Both kinds of body were tried before and failed. A slow reply then gets the full time. */
  readonly hasTriedBoth?: boolean;
  readonly onTriedBoth?: () => void;
  /** Undefined until the plug is known. Commands need it. */
  readonly proof: Proof | undefined;
  readonly mustBeSigned: (uuid: string) => boolean;
  /** Whether the plug is known to answer this request, so that a hang-up on it is no refusal. */
  readonly isAnswered: (request: Request) => boolean;
}

/**
 * HTTP to one plug: finds out whether bodies have to be encrypted, and writes a command only over a connection to a
 * proven endpoint.
 */
export class PlugHttp {
  readonly #options: PlugHttpOptions;
  #encrypted: boolean;
  /** The plug has answered a query that shows which kind of body it requires. */
  #isSettled = false;
  #hasTriedBoth = false;

  constructor(options: PlugHttpOptions) {
    this.#options = options;
    this.#encrypted = options.encrypted;
    this.#hasTriedBoth = options.hasTriedBoth === true;
  }

  /** Whether a request was sent both in clear and encrypted. */
  get hasTriedBoth(): boolean {
    return this.#hasTriedBoth;
  }

  /** The plug has to identify itself before the next command. */
  withdrawProof(): void {
    this.#options.proof?.withdraw();
  }

  /** Errors as in {@link Transport.request}. */
  async query(request: Request, signal: AbortSignal): Promise<Message> {
    const { proof } = this.#options;
    let observed: ObservedEndpoint | undefined;
    const message = await this.#send(request, signal, {
      checkEndpoint: async endpoint => {
        observed = await proof?.observe(endpoint);
      },
    });
    proof?.renew(observed);
    return message;
  }

  /**
   * Sends a command to a proven endpoint. Without one, System.All identifies the plug first.
   *
   * @param onProof receives the reply to System.All
   * @throws {UnreachableError} the name or address leads to a different endpoint each time; nothing was sent
   * @throws as {@link query}
   */
  async command(request: Request, signal: AbortSignal, onProof: (message: Message) => void): Promise<Message> {
    const { proof } = this.#options;
    for (let tries = 0; tries < 2; tries += 1) {
      if (proof?.isLikely !== true) onProof(await this.query(systemAll.get(), signal));
      try {
        return await this.#send(request, signal, {
          checkEndpoint: async endpoint => {
            if (proof) proof.assertProven(await proof.observe(endpoint));
          },
        });
      } catch (error) {
        if (!(error instanceof UnprovenEndpointError)) throw error;
        proof?.withdraw();
      }
    }
    throw new UnreachableError('its address leads to a different endpoint each time', {
      namespace: request.namespace,
      reason: 'changing endpoint',
    });
  }

  #send(request: Request, signal: AbortSignal, terms: RequestTerms): Promise<Message> {
    const { http, encryptable, mustBeSigned } = this.#options;
    const allTerms = { ...terms, mustBeSigned, encrypted: this.#encrypted };
    return encryptable && !isAlwaysClear(request)
      ? this.#sendEitherBody(request, signal, allTerms)
      : http.request(request, signal, allTerms);
  }

  /** Sends the kind of body that the plug is known to require; after a failure, once the other kind. */
  async #sendEitherBody(request: Request, signal: AbortSignal, allTerms: RequestTerms): Promise<Message> {
    const { http, onEncrypted } = this.#options;
    const encrypted = this.#encrypted;
    const isUndecided = !this.#isSettled && !this.#hasTriedBoth && request.method === 'GET';
    try {
      const message = await (isUndecided
        ? this.#sendBriefly(request, signal, allTerms)
        : http.request(request, signal, allTerms));
      this.#isSettled = true;
      return message;
    } catch (error) {
      if (signal.aborted || !this.#mayNeedOtherBody(request, error, isUndecided)) throw error;
      this.#hasTriedBoth = true;
      this.#options.onTriedBoth?.();
      let message: Message;
      try {
        message = await http.request(request, signal, { ...allTerms, encrypted: !encrypted });
      } catch (retryError) {
        // The first request was sent, so the error must not be "nothing was sent". A failure of both shows nothing new.
        if (!isInconclusive(retryError)) throw retryError;
        // The plug may just be slow, so it gets the rest of the time.
        if (!isUndecided || !isSilence(error)) throw error;
        // If no time is left, this fails at once, and the first error counts.
        return http.request(request, signal, allTerms).catch((lastError: unknown) => {
          throw isInconclusive(lastError) ? error : lastError;
        });
      }
      this.#encrypted = !encrypted;
      this.#isSettled = true;
      onEncrypted(this.#encrypted);
      return message;
    }
  }

  /** Leaves time for the other kind of body: a plug that requires encryption may be silent on a clear body. */
  async #sendBriefly(request: Request, outer: AbortSignal, terms: RequestTerms): Promise<Message> {
    const { http, clock } = this.#options;
    const limit = new AbortController();
    let cancel = (): void => undefined;
    const stop = (): void => limit.abort(reasonOf(outer));
    outer.addEventListener('abort', stop, { once: true });
    if (outer.aborted) stop();
    try {
      return await http.request(request, limit.signal, {
        ...terms,
        checkEndpoint: async endpoint => {
          await terms.checkEndpoint?.(endpoint);
          cancel();
          cancel = clock.after(TIMES.clearTryMs, () => limit.abort(new TimeIsUp('no reply to a clear body')));
        },
      });
    } finally {
      cancel();
      outer.removeEventListener('abort', stop);
    }
  }

  /** Whether a failure may mean that the plug requires the other kind of body. */
  #mayNeedOtherBody(request: Request, error: unknown, isUndecided: boolean): boolean {
    if (isSilence(error)) return isUndecided;
    if (!(error instanceof NoAnswerError) && !(error instanceof HttpStatusError)) return false;
    return !this.#isSettled || this.#options.isAnswered(request);
  }
}

const isSilence = (error: unknown): boolean => error instanceof NoAnswerError && !error.hungUp;

const isInconclusive = (error: unknown): boolean =>
  error instanceof UnreachableError || error instanceof NoAnswerError || error instanceof HttpStatusError;
