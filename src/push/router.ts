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

/** One message, as it came in. */
export interface ReceivedMessage {
  readonly topic: string;
  readonly bytes: Uint8Array;
  /** A broker's stored copy: nobody knows how old. */
  readonly isRetained: boolean;
  /** Who sent it, where a login proves that. */
  readonly sender?: KnownPlug;
}

/** A letter that is from a plug we know. */
export interface RoutedMessage {
  readonly plug: KnownPlug;
  readonly message: Message;
  /**
   * It is signed with the plug's key, and is the reply that was waited for or has an id of the plug's own that was not
   * heard before: the plug has sent it just now.
   */
  readonly isFresh: boolean;
  /** What to send back to the plug, as JSON. */
  readonly reply: string | undefined;
}

export interface RouterOptions extends Pick<BrokerOptions, 'plugs' | 'clock' | 'log' | 'onMessage'> {
  readonly replyTopic: string;
  readonly logLimiter: LogLimiter;
}

/** Sorts what comes in, whoever's broker it came by: what is ours, from whom, new or old, and what it wants back. */
export class Router {
  readonly #options: RouterOptions;
  readonly #replayFilter = new ReplayFilter();
  readonly #pendingRequests: PendingRequests;

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#pendingRequests = new PendingRequests(options);
  }

  /**
   * Opens a letter, and passes on what is new in it: an answer to who waits for it, a PUSH to `onMessage`.
   * @returns undefined for what is not from a plug that we know, or makes no sense
   */
  receive(received: ReceivedMessage): RoutedMessage | undefined {
    if (received.isRetained) return undefined;
    try {
      return this.#route(received);
    } catch (error) {
      // Whatever the reason (even a text nested so deep that it cannot be written again): it ends here.
      const from = received.sender?.uuid ?? clipped(received.topic);
      this.#options.logLimiter.log(
        'debug',
        'nonsense',
        from,
        `MQTT: a message of ${from} makes no sense: ${asMerossError(error).message}.`,
      );
      return undefined;
    }
  }

  /** Errors as in `BrokerConnection.request`. @param send @throws {UnreachableError} it cannot be sent */
  request(plug: KnownPlug, request: Request, signal: AbortSignal, send: (json: string) => void): Promise<Message> {
    return this.#pendingRequests.request(plug, request, signal, send);
  }

  /** This plug's session is over, or everybody's. */
  endSession(uuid?: string): void {
    this.#pendingRequests.endSession(uuid);
  }

  close(): void {
    this.#pendingRequests.close();
  }

  #route({ topic, bytes, sender }: ReceivedMessage): RoutedMessage | undefined {
    if (bytes.length > BOUNDS.messageBytes.most) throw new MalformedError(`it has ${bytes.length} bytes`);
    const json = Buffer.from(bytes).toString('utf8');
    const message = parse(json);
    const { header } = message;
    const plug = this.#agreedSender(topic, header.uuid, sender);
    if (plug === undefined) return undefined;
    const isSigned = isSignedWith(header, plug.key);
    if (this.#pendingRequests.settle(plug.uuid, message)) return { plug, message, isFresh: isSigned, reply: undefined };
    if (!isSigned) this.#logUnsigned(plug.uuid);
    // A plug gives a PUSH an id of its own: one of ours was picked up from a request or its reply, signature included.
    const isFresh = isSigned && !isOurs(header.messageId) && this.#replayFilter.isNew(plug.uuid, header.messageId);
    if (isFresh && header.method === 'PUSH') this.#deliver(plug.uuid, message);
    const nowSeconds = this.#options.clock.epochSeconds();
    // A copy gets its answer too, for a plug that asks again has not had one.
    const reply = replyTo(json, message, { uuid: plug.uuid, key: plug.key, nowSeconds });
    return { plug, message, isFresh, reply };
  }

  /** The topic, the message and the login name the same plug, as far as they name one; and one of them does. */
  #agreedSender(topic: string, headerUuid: string | undefined, sender: KnownPlug | undefined): KnownPlug | undefined {
    const { plugs, replyTopic } = this.#options;
    const topicUuid = topic === replyTopic ? undefined : publisherOf(topic);
    const uuids = [topicUuid, headerUuid, sender?.uuid].filter(uuid => uuid !== undefined);
    const [first] = uuids;
    if (first === undefined || uuids.some(uuid => uuid !== first)) return undefined;
    return sender ?? plugs.byUuid(first);
  }

  #logUnsigned(uuid: string): void {
    this.#options.logLimiter.log(
      'warn',
      'signature',
      uuid,
      `MQTT: messages in the name of plug ${uuid} are not signed with its key, and are not believed.\n` +
        'Was its key changed, or is somebody else at the broker? What its button does is noticed by polling meanwhile.',
    );
  }

  #deliver(uuid: string, message: Message): void {
    const { onMessage, log } = this.#options;
    callSafely(log, `a PUSH of ${uuid} (${clipped(message.header.namespace)})`, () => onMessage(uuid, message));
  }
}
