import { asMerossError, MalformedError } from '../errors.ts';
import { BOUNDS } from '../protocol/bounds.ts';
import { clipped } from '../protocol/decode.ts';
import { parse, type Message, type Request } from '../protocol/envelope.ts';
import { isOurs } from '../protocol/message-id.ts';
import { isSignedWith } from '../protocol/signature.ts';
import { answerTo } from './answers.ts';
import { Heard } from './heard.ts';
import type { KnownPlug, MailOptions } from './mail.ts';
import { Questions } from './questions.ts';
import { safely } from './safely.ts';
import type { Teller } from './teller.ts';
import { speakerOn } from './topics.ts';

/** One message, as it came in. */
export interface Letter {
  readonly topic: string;
  readonly bytes: Uint8Array;
  /** A broker's stored copy: nobody knows how old. */
  readonly isRetained: boolean;
  /** Who sent it, where a login proves that. */
  readonly sender?: KnownPlug;
}

/** A letter that is from a plug we know. */
export interface Opened {
  readonly plug: KnownPlug;
  readonly message: Message;
  /**
   * It is signed with the plug's key, and is the reply that was waited for or has an id of the plug's own that was not
   * heard before: the plug has sent it just now.
   */
  readonly isNews: boolean;
  /** What to send back to the plug, as JSON. */
  readonly answer: string | undefined;
}

export interface MailroomOptions extends Pick<MailOptions, 'plugs' | 'clock' | 'log' | 'onMessage'> {
  readonly replyTopic: string;
  readonly teller: Teller;
}

/** Sorts what comes in, whoever's broker it came by: what is ours, from whom, new or old, and what it wants back. */
export class Mailroom {
  readonly #options: MailroomOptions;
  readonly #heard = new Heard();
  readonly #questions: Questions;

  constructor(options: MailroomOptions) {
    this.#options = options;
    this.#questions = new Questions(options);
  }

  /**
   * Opens a letter, and passes on what is new in it: an answer to who waits for it, a PUSH to `onMessage`.
   * @returns undefined for what is not from a plug that we know, or makes no sense
   */
  open(letter: Letter): Opened | undefined {
    if (letter.isRetained) return undefined;
    try {
      return this.#sort(letter);
    } catch (error) {
      // Whatever the reason (even a text nested so deep that it cannot be written again): it ends here.
      const from = letter.sender?.uuid ?? clipped(letter.topic);
      this.#options.teller.tell(
        'debug',
        'nonsense',
        from,
        `MQTT: a message of ${from} makes no sense: ${asMerossError(error).message}.`,
      );
      return undefined;
    }
  }

  /** Errors as in `PlugMail.request`. @param send @throws {UnreachableError} it cannot be sent */
  request(plug: KnownPlug, request: Request, signal: AbortSignal, send: (json: string) => void): Promise<Message> {
    return this.#questions.ask(plug, request, signal, send);
  }

  /** This plug's session is over, or everybody's. */
  hangUp(uuid?: string): void {
    this.#questions.hangUp(uuid);
  }

  close(): void {
    this.#questions.close();
  }

  #sort({ topic, bytes, sender }: Letter): Opened | undefined {
    if (bytes.length > BOUNDS.messageBytes.most) throw new MalformedError(`it has ${bytes.length} bytes`);
    const json = Buffer.from(bytes).toString('utf8');
    const message = parse(json);
    const { header } = message;
    const plug = this.#agreedSender(topic, header.uuid, sender);
    if (plug === undefined) return undefined;
    const isSigned = isSignedWith(header, plug.key);
    if (this.#questions.settle(plug.uuid, message)) return { plug, message, isNews: isSigned, answer: undefined };
    if (!isSigned) this.#tellUnsigned(plug.uuid);
    // A plug gives a PUSH an id of its own: one of ours was picked up from a request or its reply, signature included.
    const isNews = isSigned && !isOurs(header.messageId) && this.#heard.isNew(plug.uuid, header.messageId);
    if (isNews && header.method === 'PUSH') this.#pass(plug.uuid, message);
    const nowSeconds = this.#options.clock.epochSeconds();
    // A copy gets its answer too, for a plug that asks again has not had one.
    const answer = answerTo(json, message, { uuid: plug.uuid, key: plug.key, nowSeconds });
    return { plug, message, isNews, answer };
  }

  /** The topic, the message and the login name the same plug, as far as they name one; and one of them does. */
  #agreedSender(topic: string, headerUuid: string | undefined, sender: KnownPlug | undefined): KnownPlug | undefined {
    const { plugs, replyTopic } = this.#options;
    const topicUuid = topic === replyTopic ? undefined : speakerOn(topic);
    const named = [topicUuid, headerUuid, sender?.uuid].filter(uuid => uuid !== undefined);
    const [first] = named;
    if (first === undefined || named.some(uuid => uuid !== first)) return undefined;
    return sender ?? plugs.byUuid(first);
  }

  #tellUnsigned(uuid: string): void {
    this.#options.teller.tell(
      'warn',
      'signature',
      uuid,
      `MQTT: messages in the name of plug ${uuid} are not signed with its key, and are not believed.\n` +
        'Was its key changed, or is somebody else at the broker? What its button does is noticed by polling meanwhile.',
    );
  }

  #pass(uuid: string, message: Message): void {
    const { onMessage, log } = this.#options;
    safely(log, `a PUSH of ${uuid} (${clipped(message.header.namespace)})`, () => onMessage(uuid, message));
  }
}
