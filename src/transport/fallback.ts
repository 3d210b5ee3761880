import { NoAnswerError, UnreachableError } from '../errors.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import type { Transport } from './transport.ts';

/**
 * Two ways to the same plug: the second is tried where nothing got through on the first. What was sent and not answered
 * is not sent again here: the plug may have done it, and whoever asked decides.
 */
export class FallbackTransport implements Transport {
  readonly #first: Transport;
  readonly #second: Transport;
  readonly #isSecondOpen: () => boolean;

  constructor(first: Transport, second: Transport, isSecondOpen: () => boolean) {
    this.#first = first;
    this.#second = second;
    this.#isSecondOpen = isSecondOpen;
  }

  get address(): string {
    return this.#first.address;
  }

  async request(request: Request, signal: AbortSignal): Promise<Message> {
    try {
      return await this.#first.request(request, signal);
    } catch (error) {
      const isUndelivered = error instanceof UnreachableError || (error instanceof NoAnswerError && error.hungUp);
      if (!isUndelivered || signal.aborted || !this.#isSecondOpen()) throw error;
      return this.#second.request(request, signal);
    }
  }
}
