import { reasonOf, TimeIsUp, type Clock } from '../clock.ts';
import { asMerossError, GivenUpError, MalformedError, NoAnswerError, UnreachableError } from '../errors.ts';
import { encode, type Message, type Request } from '../protocol/envelope.ts';
import { newMessageId } from '../protocol/message-id.ts';
import { checkReply } from '../protocol/reply.ts';
import { isSignedWith } from '../protocol/signature.ts';
import type { KnownPlug } from './broker-connection.ts';

interface PendingRequest {
  readonly plug: KnownPlug;
  readonly request: Request;
  readonly resolve: (message: Message) => void;
  readonly reject: (error: Error) => void;
}

export interface PendingRequestsOptions {
  readonly clock: Clock;
  /** The topic for replies: plugs send them to the topic in `header.from`. */
  readonly replyTopic: string;
}

/** The requests that wait for a reply, by message id. */
export class PendingRequests {
  readonly #options: PendingRequestsOptions;
  readonly #pending = new Map<string, PendingRequest>();

  constructor(options: PendingRequestsOptions) {
    this.#options = options;
  }

  /**
   * Signs a request, passes it to `send`, and waits for its reply; errors as in `BrokerConnection.request`.
   * @param send sends the JSON text. @throws {UnreachableError} it cannot be sent
   */
  async request(
    plug: KnownPlug,
    request: Request,
    signal: AbortSignal,
    send: (json: string) => void,
  ): Promise<Message> {
    const { namespace } = request;
    if (signal.aborted) {
      const reason = reasonOf(signal);
      throw reason instanceof TimeIsUp
        ? new UnreachableError('no time was left to send it', { cause: reason, reason: 'no time to send' })
        : reason;
    }
    const messageId = newMessageId();
    const { clock, replyTopic } = this.#options;
    const { uuid, key } = plug;
    const json = encode(request, { messageId, key, uuid, timestamp: clock.epochSeconds(), from: replyTopic });
    const { promise, resolve, reject } = Promise.withResolvers<Message>();
    const onAbort = (): void => {
      const reason = reasonOf(signal);
      const isTimeout = reason instanceof TimeIsUp;
      const context = { namespace, hungUp: false, cause: reason, reason: 'no reply in time' } as const;
      reject(isTimeout ? new NoAnswerError('sent, then silence', context) : reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.#pending.set(messageId, { plug, request, resolve, reject });
    try {
      send(json);
      return await promise;
    } finally {
      this.#pending.delete(messageId);
      signal.removeEventListener('abort', onAbort);
    }
  }

  /**
   * Settles the request that this message replies to, if there is one.
   * @returns whether the message is a reply to a pending request
   */
  settle(uuid: string, message: Message): boolean {
    const { header } = message;
    const pending = this.#pending.get(header.messageId);
    if (pending?.plug.uuid !== uuid || header.method === 'PUSH') return false;
    const { plug, request, resolve, reject } = pending;
    try {
      checkReply(message, { request, messageId: header.messageId, uuid });
      // `checkReply` throws error replies before this check, because a plug with another key signs them with that key.
      if (!isSignedWith(header, plug.key)) {
        throw new MalformedError("the reply is not signed with this plug's key", {
          namespace: request.namespace,
          reason: 'not signed',
        });
      }
      resolve(message);
    } catch (error) {
      reject(asMerossError(error));
    }
    return true;
  }

  /** Rejects the requests to this plug because its session ended; without `uuid`, those to all plugs. */
  endSession(uuid?: string): void {
    for (const { plug, request, reject } of this.#pending.values()) {
      if (uuid !== undefined && plug.uuid !== uuid) continue;
      const { namespace } = request;
      reject(
        new NoAnswerError('the MQTT session ended before the reply', {
          namespace,
          hungUp: true,
          reason: 'broker session ended',
        }),
      );
    }
  }

  /** Rejects everything that is pending, at shutdown. */
  close(): void {
    for (const { reject } of this.#pending.values())
      reject(new GivenUpError('the broker is shutting down', { reason: 'closing' }));
  }
}
