import type { Clock } from '../clock.ts';
import { NoAnswerError, UnreachableError } from '../errors.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import { TIMES } from '../settings.ts';
import type { Transport } from '../transport/transport.ts';
import type { PlugHttp } from './plug-http.ts';

export interface PlugTransportsOptions {
  readonly http: PlugHttp;
  /** The plug's session at a broker, wherever the plug is; undefined while there is none. */
  readonly mqtt: () => Transport | undefined;
  readonly clock: Clock;
  /** Whether the plug is known to answer this, so that a hang-up on it is no refusal. */
  readonly isAnswered: (request: Request) => boolean;
}

/**
 * The choice of transport: HTTP, and MQTT where nothing got through over HTTP. What was sent and not answered is not sent
 * again here: the plug may have done it, and the caller decides.
 *
 * While HTTP fails, MQTT goes first, so that nothing waits for what does not answer; once a minute HTTP has its chance.
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

  /** @param onProof gets the reply of a plug that had to show first that it is at its address */
  command(request: Request, signal: AbortSignal, onProof: (message: Message) => void): Promise<Message> {
    return this.#send(request, signal, () => this.#options.http.command(request, signal, onProof));
  }

  async #send(request: Request, signal: AbortSignal, sendHttp: () => Promise<Message>): Promise<Message> {
    const mqtt = this.#options.mqtt();
    if (mqtt === undefined) return this.#overHttp(request, sendHttp);
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
      // That the plug replies over MQTT says nothing of who is at its address.
      this.#options.http.withdrawProof();
      return message;
    } catch (error) {
      // No better than HTTP: a session can be dead for minutes before that is known.
      if (error instanceof UnreachableError || error instanceof NoAnswerError) this.#mqttFirstUntil = -Infinity;
      throw error;
    }
  }

  #isUndelivered(request: Request, error: unknown): boolean {
    if (error instanceof UnreachableError) return true;
    return error instanceof NoAnswerError && error.hungUp && this.#options.isAnswered(request);
  }
}
