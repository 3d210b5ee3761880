import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { reasonOf, TimeIsUp, type Clock } from '../clock.ts';
import { MalformedError, MerossError, NoAnswerError, type ErrorContext } from '../errors.ts';
import { lanCipher, macOf, type Cipher } from '../protocol/cipher.ts';
import { encode, parse, type Message, type Request } from '../protocol/envelope.ts';
import { newMessageId } from '../protocol/message-id.ts';
import * as systemAbility from '../protocol/namespaces/system-ability.ts';
import { checkReply } from '../protocol/reply.ts';
import { isSignedWith } from '../protocol/signature.ts';
import { HttpReply } from './http-reply.ts';
import { sendLenient } from './lenient-http.ts';
import { openSocket } from './socket.ts';
import { NotStrictHttpError, StrictHttp } from './strict-http.ts';
import {
  formatAddress,
  NO_HTTP_QUIRKS,
  type Address,
  type Endpoint,
  type HttpQuirks,
  type RequestTerms,
  type Transport,
} from './transport.ts';

export interface HttpOptions {
  readonly address: Address;
  readonly key: string;
  readonly clock: Clock;
  /** The expected plug; replies from any other are rejected. */
  readonly uuid?: string | undefined;
  /** The plug lists LAN encryption, so bodies can be encrypted. Needs `uuid`. */
  readonly encryptable?: boolean;
  /** The cipher that both sides agreed on for this session; all bodies are encrypted with it. */
  readonly sessionCipher?: Cipher | undefined;
  /** The known quirks of the plug. */
  readonly quirks?: HttpQuirks;
  /** Called when the quirks turn out to be different. */
  readonly onQuirks?: (quirks: HttpQuirks) => void;
  /** Logs a line at debug level. */
  readonly debug?: (text: string) => void;
}

/**
 * Requests are signed with a time that is a little in the past. Plugs do not check it over HTTP (requests with times of
 * years ago are accepted, by several reports), and a plug whose clock is right then signs with a time other than ours.
 * The offset is random, so that a plug whose clock is late by the same offset is rare; its first reply shows it.
 */
const BEHIND_SECONDS = { least: 5, most: 65 };
/** Seconds by which the measured offset of a clock may differ from one reply to the next. */
const CLOCK_TOLERANCE_SECONDS = 2;

/** Namespaces that every plug answers in clear. */
const ALWAYS_CLEAR: readonly string[] = [systemAbility.NAMESPACE, 'Appliance.Encrypt.Suite'];

/**
 * One plug over HTTP: `POST /config`, a new connection for each request, because plugs close theirs after every reply.
 * Not for parallel use: plugs answer one request at a time, which the request queue ensures.
 */
export class HttpTransport implements Transport {
  readonly address: string;
  readonly #options: HttpOptions;
  readonly #cipher: Cipher | undefined;
  readonly #strict = new StrictHttp();
  readonly #behindSeconds = randomInt(BEHIND_SECONDS.least, BEHIND_SECONDS.most);
  /** How far the plug's clock was ahead of this computer's in the last reply. */
  #aheadSeconds: number | undefined;
  #quirks: HttpQuirks;

  constructor(options: HttpOptions) {
    const { address, uuid, key, encryptable = false, sessionCipher, quirks = NO_HTTP_QUIRKS } = options;
    this.#options = options;
    this.#quirks = sessionCipher ? { ...quirks, encrypted: true } : quirks;
    this.#cipher =
      sessionCipher ?? (uuid && encryptable ? lanCipher({ uuid, key, macAddress: macOf(uuid) }) : undefined);
    this.address = formatAddress(address);
  }

  async request(request: Request, signal: AbortSignal, terms: RequestTerms = {}): Promise<Message> {
    const encrypted = terms.encrypted ?? this.#quirks.encrypted;
    try {
      return await this.#sendOnce(request, { ...this.#quirks, encrypted }, signal, terms);
    } catch (error) {
      const isStrict =
        !this.#quirks.lenient && error instanceof MalformedError && error.cause instanceof NotStrictHttpError;
      if (!isStrict || signal.aborted) throw error;
      const quirks = { lenient: true, encrypted };
      const message = await this.#sendOnce(request, quirks, signal, terms);
      this.#quirks = quirks;
      this.#options.onQuirks?.(quirks);
      return message;
    }
  }

  /** The time that a request is signed with: one that the plug's own clock does not show while the plug replies. */
  #stamp(now: number): number {
    const isClockBehind =
      this.#aheadSeconds !== undefined && Math.abs(this.#aheadSeconds + this.#behindSeconds) <= CLOCK_TOLERANCE_SECONDS;
    return isClockBehind ? now : now - this.#behindSeconds;
  }

  /** One connection, one request, one reply; settles at the latest when `signal` aborts. */
  async #sendOnce(request: Request, quirks: HttpQuirks, signal: AbortSignal, terms: RequestTerms): Promise<Message> {
    const socket = await openSocket(this.#options.address, signal);
    try {
      await terms.checkEndpoint?.(endpointOf(socket));
    } catch (error) {
      socket.destroy();
      throw error;
    }
    const cipher = quirks.encrypted && !isAlwaysClear(request) ? this.#cipher : undefined;
    const reply = new HttpReply(cipher && (sealed => decryptedBody(sealed, cipher)));
    const hangUp = (): void => {
      reply.fail(reasonOf(signal));
      socket.destroy();
    };
    signal.addEventListener('abort', hangUp);
    try {
      if (signal.aborted) throw reasonOf(signal);
      const sent = this.#send(socket, request, { lenient: quirks.lenient, cipher }, reply);
      const { status, text, json } = await reply.result;
      if (text === undefined) throw new HttpStatusError(status, { namespace: request.namespace });
      return this.#check(parse(text, json), request, sent, terms);
    } catch (error) {
      throw explainFailure(error, request.namespace, signal);
    } finally {
      signal.removeEventListener('abort', hangUp);
      socket.destroy();
    }
  }

  /** Signs the request and starts to write it. */
  #send(
    socket: Socket,
    request: Request,
    { lenient, cipher }: { readonly lenient: boolean; readonly cipher: Cipher | undefined },
    reply: HttpReply,
  ): SentRequest {
    const { address, key, uuid, clock } = this.#options;
    const host = formatAddress(address).replace(/%[^\]]+/, '');
    const messageId = newMessageId();
    const now = clock.epochSeconds();
    const timestamp = this.#stamp(now);
    const text = encode(request, { messageId, key, timestamp, from: `http://${host}/config`, uuid });
    const body = cipher ? cipher.encrypt(text) : text;
    const headers = {
      'content-type': cipher ? 'application/octet-stream' : 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    };
    const httpRequest = { path: '/config', host, body, headers };
    if (lenient) sendLenient(socket, httpRequest, reply);
    else this.#strict.send(socket, httpRequest, reply);
    return { messageId, now, timestamp };
  }

  /** Checks that a message is the reply to what was sent. */
  #check(
    received: Message,
    request: Request,
    { messageId, now, timestamp }: SentRequest,
    terms: RequestTerms,
  ): Message {
    const { key, uuid } = this.#options;
    const message = withoutEcho(received, timestamp);
    if (message.header.messageId === messageId) {
      this.#aheadSeconds = message.header.timestamp - now;
      terms.onHeader?.(message.header);
    }
    const { mustBeSigned } = terms;
    checkReply(message, {
      request,
      messageId,
      uuid,
      ...(mustBeSigned && { signature: { key, isNeeded: mustBeSigned } }),
    });
    // Some firmware signs wrongly although its key is right, so a wrong signature alone does not reject the reply.
    if (mustBeSigned?.(message.header.uuid ?? '') !== true && !isSignedWith(message.header, key))
      this.#options.debug?.(`${request.namespace}: the reply is signed with another key`);
    return message;
  }
}

/** What the reply to a request is compared with. */
interface SentRequest {
  readonly messageId: string;
  /** Seconds since 1970 when it was sent. */
  readonly now: number;
  /** The time that it was signed with. */
  readonly timestamp: number;
}

/**
 * A reply repeats our message id. If it also has our timestamp, its signature equals the one that we sent, which any host
 * can echo, so the reply counts as not signed.
 */
function withoutEcho(message: Message, timestamp: number): Message {
  return message.header.timestamp === timestamp ? { ...message, header: { ...message.header, sign: '' } } : message;
}

/** An HTTP reply with a status other than 200. Some firmware that requires encryption refuses a clear body this way. */
export class HttpStatusError extends MalformedError {
  readonly status: number;

  constructor(status: number, context: ErrorContext) {
    super(`the reply has HTTP status ${String(status)}`, { ...context, reason: { is: 'HTTP status', status } });
    this.status = status;
  }
}

/** Whether every plug answers this in clear, even one that encrypts everything else. */
export const isAlwaysClear = ({ namespace }: Request): boolean => ALWAYS_CLEAR.includes(namespace);

/** The remote end of a connection. An IPv4 address in IPv6 notation is the same endpoint. */
function endpointOf({ remoteAddress = '', remotePort = 0 }: Socket): Endpoint {
  return { ip: remoteAddress.replace(/^::ffff:(?=\d+\.)/i, ''), port: remotePort };
}

/** The error for a failure after the connection was made. */
function explainFailure(error: unknown, namespace: string, signal: AbortSignal): unknown {
  if (signal.aborted) {
    const reason = reasonOf(signal);
    if (!(reason instanceof TimeIsUp)) return reason;
    return new NoAnswerError('connected, but no reply in time', {
      namespace,
      hungUp: false,
      cause: reason,
      reason: 'no reply in time',
    });
  }
  if (error instanceof MerossError) return error;
  if (isNotHttp(error))
    return new MalformedError('the reply is not HTTP', { namespace, cause: error, reason: 'not HTTP' });
  return new NoAnswerError('the plug hung up without a reply', {
    namespace,
    hungUp: true,
    cause: error,
    reason: 'hung up',
  });
}

/** The error codes of both parsers begin with `HPE_`; undici has another one for a head that is too long. */
function isNotHttp(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW' || error instanceof NotStrictHttpError;
}

/** An encrypting plug may still send its errors in clear. */
function decryptedBody(body: string, cipher: Cipher): string {
  return body.trimStart().startsWith('{') ? body : cipher.decrypt(body);
}
