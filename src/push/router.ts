import { asMerossError, MalformedError } from '../errors.ts';
import { BOUNDS } from '../protocol/bounds.ts';
import { clipped } from '../protocol/decode.ts';
import { parse, type Message, type Request } from '../protocol/envelope.ts';
import { isOurs } from '../protocol/message-id.ts';
import { isSignedWith } from '../protocol/signature.ts';
import { replyTo } from './broker-reply.ts';
import { ReplayFilter } from './replay-filter.ts';
import type { KnownPlug, BrokerOptions } from './broker-connection.ts';
import { PendingRequests } from './pending-requests.ts';
import { callSafely } from './safe-call.ts';
import type { LogLimiter } from './log-limiter.ts';
import { publisherOf } from './topics.ts';

/** One message as it was received. */
export interface ReceivedMessage {
  readonly topic: string;
  readonly bytes: Uint8Array;
  /** It is a copy stored by the broker, of unknown age. */
  readonly isRetained: boolean;
  /** The plug that sent it, where a login proves that. */
  readonly sender?: KnownPlug;
}

/** A message from a known plug. */
export interface RoutedMessage {
  readonly plug: KnownPlug;
  readonly message: Message;
  /**
   * The plug has sent it just now: it is signed with the plug's key, and is either the reply to a pending request or has
   * a message id that is new and not one of ours.
   */
  readonly isFresh: boolean;
  /** The reply that the plug expects, as JSON. */
  readonly reply: string | undefined;
}

export interface RouterOptions extends Pick<BrokerOptions, 'plugs' | 'clock' | 'log' | 'texts' | 'onMessage'> {
  readonly replyTopic: string;
  readonly logLimiter: LogLimiter;
}

/** Finds out, for any kind of broker, which plug a message is from, whether it is a copy, and which reply the plug expects. */
export class Router {
  readonly #options: RouterOptions;
  readonly #replayFilter = new ReplayFilter();
  readonly #pendingRequests: PendingRequests;

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#pendingRequests = new PendingRequests(options);
  }

  /**
   * Reads a message, and passes it on if it is new: a reply to its pending request, a PUSH to `onMessage`.
   * @returns undefined if it is not from a known plug, or is malformed
   */
  receive(received: ReceivedMessage): RoutedMessage | undefined {
    if (received.isRetained) return undefined;
    try {
      return this.#route(received);
    } catch (error) {
      // No message may throw further than this, not even JSON nested too deep to be written again.
      const from = received.sender?.uuid ?? clipped(received.topic);
      this.#options.logLimiter.log(
        'debug',
        'malformed',
        from,
        `MQTT: a message from ${from} is malformed: ${asMerossError(error).message}.`,
      );
      return undefined;
    }
  }

  /** Errors as in `BrokerConnection.request`. @param send @throws {UnreachableError} it cannot be sent */
  request(plug: KnownPlug, request: Request, signal: AbortSignal, send: (json: string) => void): Promise<Message> {
    return this.#pendingRequests.request(plug, request, signal, send);
  }

  /** Rejects the requests to this plug because its session ended; without `uuid`, those to all plugs. */
  endSession(uuid?: string): void {
    this.#pendingRequests.endSession(uuid);
  }

  close(): void {
    this.#pendingRequests.close();
  }

  #route({ topic, bytes, sender }: ReceivedMessage): RoutedMessage | undefined {
    if (bytes.length > BOUNDS.messageBytes.most)
      throw new MalformedError(`it has ${bytes.length} bytes, more than ${BOUNDS.messageBytes.most}`);
    const json = Buffer.from(bytes).toString('utf8');
    const message = parse(json);
    const { header } = message;
    const plug = this.#agreedSender(topic, header.uuid, sender);
    if (plug === undefined) return undefined;
    const isSigned = isSignedWith(header, plug.key);
    if (this.#pendingRequests.settle(plug.uuid, message)) return { plug, message, isFresh: isSigned, reply: undefined };
    if (!isSigned) this.#logUnsigned(plug.uuid);
    // A plug gives each PUSH a new id. An id of ours was copied from a request or its reply, with its signature.
    const isFresh = isSigned && !isOurs(header.messageId) && this.#replayFilter.isNew(plug.uuid, header.messageId);
    if (isFresh && header.method === 'PUSH') this.#deliver(plug.uuid, message);
    const nowSeconds = this.#options.clock.epochSeconds();
    // A copy gets its reply too, because a plug that repeats a message has not received one.
    const reply = replyTo(json, message, { uuid: plug.uuid, key: plug.key, nowSeconds });
    return { plug, message, isFresh, reply };
  }

  /** The plug that topic, header and login name, at least one of them; undefined if two of them name different plugs. */
  #agreedSender(topic: string, headerUuid: string | undefined, sender: KnownPlug | undefined): KnownPlug | undefined {
    const { plugs, replyTopic } = this.#options;
    const topicUuid = topic === replyTopic ? undefined : publisherOf(topic);
    const uuids = [topicUuid, headerUuid, sender?.uuid].filter(uuid => uuid !== undefined);
    const [first] = uuids;
    if (first === undefined || uuids.some(uuid => uuid !== first)) return undefined;
    return sender ?? plugs.byUuid(first);
  }

  #logUnsigned(uuid: string): void {
    const { logLimiter, texts } = this.#options;
    logLimiter.log('warn', 'signature', uuid, texts.notSigned({ uuid }));
  }

  #deliver(uuid: string, message: Message): void {
    const { onMessage, log, texts } = this.#options;
    const namespace = clipped(message.header.namespace);
    callSafely(
      log,
      error => texts.pushNotHandled({ uuid, namespace, error }),
      () => onMessage(uuid, message),
    );
  }
}
