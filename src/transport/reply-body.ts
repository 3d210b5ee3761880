import { MalformedError, NoAnswerError } from '../errors.ts';
import { BOUNDS } from '../protocol/bounds.ts';

/** A body as text, and what it says if it is complete JSON. */
export interface ReplyText {
  readonly text: string;
  readonly json?: unknown;
}

/**
 * Collects a reply's body as JSON text. Plugs mostly send no `Content-Length`, some announce more than they send, and some
 * keep the connection open, so a body ends when it is a complete JSON document, whatever the HTTP head announced.
 */
export class ReplyBody {
  readonly #decode: BodyDecoder;
  readonly #parts: Buffer[] = [];
  #size = 0;
  #attempts = 0;

  /** @param decode turns a body into JSON text, if it is not that already; may throw while the body is incomplete */
  constructor(decode: BodyDecoder = asPlainText) {
    this.#decode = decode;
  }

  /**
   * Adds the next bytes.
   * @returns the text, once it is complete
   * @throws {MalformedError} too long
   */
  add(chunk: Buffer): ReplyText | undefined {
    this.#parts.push(chunk);
    this.#size += chunk.length;
    if (this.#size > BOUNDS.replyBytes.most)
      throw new MalformedError(`the reply is longer than ${String(BOUNDS.replyBytes.most)} bytes`, {
        defect: 'too long',
        reason: { is: 'too long', bytes: BOUNDS.replyBytes.most },
      });
    if (!mayBeComplete(chunk) || this.#attempts >= MOST_ATTEMPTS) return undefined;
    this.#attempts += 1;
    return this.#completeJson();
  }

  /**
   * The plug has ended the body.
   * @returns the text, which may be incomplete
   * @throws {NoAnswerError} not a single byte: the plug hung up
   */
  end(): ReplyText {
    if (this.#size === 0) throw new NoAnswerError('the reply has no body', { hungUp: true, reason: 'no body' });
    return { text: this.#decode(this.#bytes()) };
  }

  /**
   * The connection broke.
   * @returns the text, if it is complete nevertheless
   * @throws {MalformedError} cut short after the first bytes
   * @throws `cause` if there was not a single byte
   */
  breakOff(cause: unknown): ReplyText {
    if (this.#size === 0) throw cause;
    const complete = this.#completeJson();
    if (complete !== undefined) return complete;
    throw new MalformedError(`the reply breaks off after ${String(this.#size)} bytes`, {
      defect: 'cut short',
      reason: { is: 'breaks off', bytes: this.#size },
      cause,
    });
  }

  #bytes(): string {
    const [only, ...others] = this.#parts;
    return (only !== undefined && others.length === 0 ? only : Buffer.concat(this.#parts)).toString('utf8');
  }

  /** The JSON text, if it is complete. */
  #completeJson(): ReplyText | undefined {
    try {
      const text = this.#decode(this.#bytes());
      const json: unknown = JSON.parse(text);
      return { text, json };
    } catch {
      return undefined;
    }
  }
}

/** After this many attempts, the body is read to its end: parsing all of it each time takes too long. */
const MOST_ATTEMPTS = 500;

/** JSON ends in a brace; an encrypted body is base64, so it mostly ends in an equals sign or comes in few chunks. */
function mayBeComplete(chunk: Buffer): boolean {
  return chunk.length > 16 || /[}=]\s*$/.test(chunk.toString('latin1'));
}

/** Turns a body into the JSON text in it. */
export type BodyDecoder = (body: string) => string;

const asPlainText: BodyDecoder = body => body;
