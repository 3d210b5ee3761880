import { reasonOf, TimeIsUp, type Clock } from '../../src/clock.ts';
import { NoAnswerError, UnreachableError } from '../../src/errors.ts';
import { encode, parse, type Message, type Request } from '../../src/protocol/envelope.ts';
import { checkReply } from '../../src/protocol/reply.ts';
import type { RequestTerms, Transport } from '../../src/transport/transport.ts';
import type { TestPlug } from './test-plug.ts';

let idCount = 0;

/** An id that no request had before; real ones are random, which takes its time in a test of a whole day. */
export const nextMessageId = (): string => (idCount += 1).toString(16).padStart(32, '0');

/** What a client of a plug knows of it. */
export interface Client {
  /** Default: the key that the plug has when the request is sent. */
  readonly key?: string;
  /** The plug that is meant, where the client knows it. */
  readonly uuid?: string | undefined;
  readonly clock: Clock;
}

/** The way to a {@link TestPlug} that is in use: signs, sends, and judges the reply as a transport of the client does. */
export class TestPlugTransport implements Transport {
  readonly #plug: TestPlug;
  readonly #client: Client;

  constructor(plug: TestPlug, client: Client) {
    this.#plug = plug;
    this.#client = client;
  }

  get address(): string {
    return this.#plug.address;
  }

  async request(request: Request, signal: AbortSignal, terms: RequestTerms = {}): Promise<Message> {
    const { namespace } = request;
    const { uuid, clock, key = this.#plug.core.account.key } = this.#client;
    const { checkEndpoint, encrypted = false, mustBeSigned, onHeader } = terms;
    const messageId = nextMessageId();
    const from = `http://${this.address}/config`;
    const text = encode(request, { messageId, key, timestamp: clock.epochSeconds(), from, uuid });
    const reply = await this.#exchange(text, namespace, {
      signal,
      key,
      isEncrypted: encrypted,
      onConnection: () => checkEndpoint?.(this.#plug.endpoint),
    });
    const message = parse(reply);
    if (message.header.messageId === messageId) onHeader?.(message.header);
    const signature = mustBeSigned && { signature: { key, isNeeded: mustBeSigned } };
    checkReply(message, { request, messageId, uuid, ...signature });
    return message;
  }

  async #exchange(text: string, namespace: string, link: Parameters<TestPlug['exchange']>[1]): Promise<string> {
    const { signal } = link;
    try {
      const reply = await this.#plug.exchange(text, link);
      if (reply === 'no connection') throw new UnreachableError('no connection', { namespace });
      if (reply === 'hang-up') throw new NoAnswerError('hung up', { namespace, hungUp: true });
      if (reply !== 'silence') return reply.text;
      return await untilAborted(signal);
    } catch (error) {
      if (!(error instanceof TimeIsUp)) throw error;
      throw new NoAnswerError('silence', { namespace, hungUp: false, cause: error });
    }
  }
}

/** Rejects with the reason of the signal, as soon as it aborts. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => reject(reasonOf(signal));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
