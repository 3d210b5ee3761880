import type { Clock } from '../clock.ts';
import { NoAnswerError, UnreachableError } from '../errors.ts';
import type { Message, Request } from '../protocol/envelope.ts';
import * as systemAbility from '../protocol/namespaces/system-ability.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import * as toggle from '../protocol/namespaces/toggle.ts';
import * as togglex from '../protocol/namespaces/togglex.ts';
import { TIMES } from '../settings.ts';
import type { Transport } from './transport.ts';

export interface FallbackOptions {
  /** The way to an address, which may be another plug's by now. */
  readonly first: Transport;
  /** A way to the plug itself, wherever it is; undefined while there is none. */
  readonly second: () => Transport | undefined;
  readonly clock: Clock;
}

/** What every plug answers: a hang-up on one of these is no refusal. */
const ALWAYS = [systemAbility.NAMESPACE, systemAll.NAMESPACE, togglex.NAMESPACE, toggle.NAMESPACE];

/**
 * Two ways to the same plug: the second is tried where nothing got through on the first. What was sent and not answered
 * is not sent again here: the plug may have done it, and whoever asked decides.
 *
 * While the first fails, the second goes first, so that nobody waits for what does not answer; now and then the first has
 * its chance.
 */
export class FallbackTransport implements Transport {
  readonly #options: FallbackOptions;
  /** What the first way has answered. A hang-up on anything else is how plugs refuse. */
  readonly #answered = new Set(ALWAYS);
  /** What is known of the plug was learned on the second way: who is at the address is not known. */
  #isAddressOpen: boolean;
  #secondFirstUntil = -Infinity;

  constructor(options: FallbackOptions) {
    this.#options = options;
    this.#isAddressOpen = options.second() !== undefined;
  }

  get address(): string {
    return this.#options.first.address;
  }

  async request(request: Request, signal: AbortSignal): Promise<Message> {
    const second = this.#options.second();
    if (second === undefined) return this.#overFirst(request, signal);
    if (this.#options.clock.now() < this.#secondFirstUntil) {
      try {
        return await this.#overSecond(second, request, signal);
      } catch (error) {
        if (!(error instanceof UnreachableError) || signal.aborted) throw error;
        return this.#overFirst(request, signal);
      }
    }
    try {
      return await this.#overFirst(request, signal);
    } catch (error) {
      if (!this.#isUndelivered(request, error) || signal.aborted) throw error;
      return this.#overSecond(second, request, signal);
    }
  }

  async #overFirst(request: Request, signal: AbortSignal): Promise<Message> {
    const { first } = this.#options;
    try {
      // That the plug answered on the second way says nothing of who is at this address: no order goes to a stranger.
      if (request.method !== 'GET' && this.#isAddressOpen) await first.request(systemAll.get(), signal);
      const message = await first.request(request, signal);
      this.#answered.add(request.namespace);
      this.#isAddressOpen = false;
      this.#secondFirstUntil = -Infinity;
      return message;
    } catch (error) {
      const isSilence = error instanceof NoAnswerError && !error.hungUp;
      if (isSilence || this.#isUndelivered(request, error)) this.#secondGoesFirst();
      throw error;
    }
  }

  async #overSecond(second: Transport, request: Request, signal: AbortSignal): Promise<Message> {
    try {
      const message = await second.request(request, signal);
      this.#isAddressOpen = true;
      return message;
    } catch (error) {
      // No better than the first: a session can be dead for minutes before anybody knows.
      if (error instanceof UnreachableError || error instanceof NoAnswerError) this.#secondFirstUntil = -Infinity;
      throw error;
    }
  }

  #secondGoesFirst(): void {
    this.#secondFirstUntil = this.#options.clock.now() + TIMES.heartbeatMs;
  }

  #isUndelivered({ namespace }: Request, error: unknown): boolean {
    if (error instanceof UnreachableError) return true;
    return error instanceof NoAnswerError && error.hungUp && this.#answered.has(namespace);
  }
}
