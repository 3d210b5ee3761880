import { MalformedError, NoAnswerError } from '../errors.ts';
import { BOUNDS } from '../protocol/bounds.ts';

/**
 * Reads an answer's body as JSON text. Plugs mostly send no `Content-Length`, some announce more than they send, and
 * some keep the connection open; so a body is over when it is a whole JSON document, whatever the head said.
 *
 * @param decode turns a body into JSON text, where it is not that already; may throw while the body is not whole
 * @throws {MalformedError} too long, or cut short after the first bytes
 * @throws {NoAnswerError} not a single byte: the plug hung up
 */
export async function readBody(chunks: AsyncIterable<unknown>, decode: BodyDecoder = asPlainText): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  let attempts = 0;
  try {
    for await (const chunk of chunks) {
      if (!Buffer.isBuffer(chunk)) continue;
      parts.push(chunk);
      size += chunk.length;
      if (size > BOUNDS.replyBytes.most)
        throw new MalformedError(`the answer is longer than ${String(BOUNDS.replyBytes.most)} bytes`);
      if (!mayBeComplete(chunk) || attempts >= MOST_ATTEMPTS) continue;
      attempts += 1;
      const text = completeJson(parts, decode);
      if (text !== undefined) return text;
    }
  } catch (error) {
    if (size === 0 || error instanceof MalformedError) throw error;
    const text = completeJson(parts, decode);
    if (text !== undefined) return text;
    throw new MalformedError(`the answer breaks off after ${String(size)} bytes`, { cause: error });
  }
  if (size === 0) throw new NoAnswerError('an answer without a body', { hungUp: true });
  return decode(textOf(parts));
}

/** An answer that might have ended so often is waited for to its end: looking at all of it each time takes too long. */
const MOST_ATTEMPTS = 500;

/** JSON ends in a brace; an encrypted body, being base64, mostly in an equals sign, and else comes in few pieces. */
function mayBeComplete(chunk: Buffer): boolean {
  return chunk.length > 16 || /[}=]\s*$/.test(chunk.toString('latin1'));
}

/** Turns a body into the JSON text in it. */
export type BodyDecoder = (body: string) => string;

const asPlainText: BodyDecoder = body => body;

const textOf = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString('utf8');

/** The JSON text, once all of it is there. */
function completeJson(parts: readonly Buffer[], decode: BodyDecoder): string | undefined {
  try {
    const text = decode(textOf(parts));
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}
