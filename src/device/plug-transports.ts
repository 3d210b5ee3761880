import type { Clock } from '../clock.ts';
import { NoAnswerError, UnreachableError } from '../errors.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import { TIMES } from '../settings.ts';
import type { Transport } from '../transport/transport.ts';
import type { PlugHttp } from './plug-http.ts';

export interface PlugTransportsOptions {
  readonly http: PlugHttp;
  /** The plug's broker session, whatever the plug's address; undefined while there is none. */
  readonly mqtt: () => Transport | undefined;
  readonly clock: Clock;
  /** Whether the plug is known to answer this request, so that a hang-up on it is no refusal. */
  readonly isAnswered: (request: Request) => boolean;
}

/**
 * Chooses the transport: HTTP, or MQTT if nothing could be sent over HTTP. A request that was sent and not answered is
 * not repeated here: the plug may have carried it out, and the caller decides.
 *
 * While HTTP fails, MQTT goes first, so that no request waits for HTTP in vain; once a minute, HTTP is tried again.
 */
export class PlugTransports {
  readonly #options: PlugTransportsOptions;
  #mqttFirstUntil = -Infinity;

  constructor(options: PlugTransportsOptions) {
    this.#options = options;
  }

  query(request: Request, signal: AbortSignal): Promise<Message> {
    return this.#send(request, signal, () => this.#options.http.query(request, signal));
  }

  /** @param onProof receives the reply of a plug that had to identify itself first */
  command(request: Request, signal: AbortSignal, onProof: (message: Message) => void): Promise<Message> {
    return this.#send(request, signal, () => this.#options.http.command(request, signal, onProof));
  }

  #send(request: Request, signal: AbortSignal, sendHttp: () => Promise<Message>): Promise<Message> {
    const mqtt = this.#options.mqtt();
    return mqtt ? this.#overEither(mqtt, request, signal, sendHttp) : this.#overHttp(request, sendHttp);
  }

  async #overEither(
    mqtt: Transport,
    request: Request,
    signal: AbortSignal,
    sendHttp: () => Promise<Message>,
  ): Promise<Message> {
    if (this.#options.clock.now() < this.#mqttFirstUntil) {
      try {
        return await this.#overMqtt(mqtt, request, signal);
      } catch (error) {
        if (!(error instanceof UnreachableError) || signal.aborted) throw error;
        return this.#overHttp(request, sendHttp);
      }
    }
    try {
      return await this.#overHttp(request, sendHttp);
    } catch (error) {
      if (!this.#isUndelivered(request, error) || signal.aborted) throw error;
      return this.#overMqtt(mqtt, request, signal);
    }
  }

  async #overHttp(request: Request, sendHttp: () => Promise<Message>): Promise<Message> {
    try {
      const message = await sendHttp();
      this.#mqttFirstUntil = -Infinity;
      return message;
    } catch (error) {
      const isSilence = error instanceof NoAnswerError && !error.hungUp;
      if (isSilence || this.#isUndelivered(request, error)) {
        this.#mqttFirstUntil = this.#options.clock.now() + TIMES.heartbeatMs;
      }
      throw error;
    }
  }

  async #overMqtt(mqtt: Transport, request: Request, signal: AbortSignal): Promise<Message> {
    try {
      const message = await mqtt.request(request, signal);
      // A reply over MQTT does not prove which plug is at the address.
      this.#options.http.withdrawProof();
      return message;
    } catch (error) {
      // MQTT failed as well: a broker session can be dead for minutes before it is closed.
      if (error instanceof UnreachableError || error instanceof NoAnswerError) this.#mqttFirstUntil = -Infinity;
      throw error;
    }
  }

  #isUndelivered(request: Request, error: unknown): boolean {
    if (error instanceof UnreachableError) return true;
    return error instanceof NoAnswerError && error.hungUp && this.#options.isAnswered(request);
  }
}
