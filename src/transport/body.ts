import { MalformedError, NoAnswerError } from '../errors.ts';
import { BOUNDS } from '../protocol/bounds.ts';

/**
 * Reads a reply's body as JSON text. Plugs mostly send no `Content-Length`, some announce more than they send, and some
 * keep the connection open, so a body ends when it is a complete JSON document, whatever the HTTP head announced.
 *
 * @param decode turns a body into JSON text, if it is not that already; may throw while the body is incomplete
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
        throw new MalformedError(`the reply is longer than ${String(BOUNDS.replyBytes.most)} bytes`, {
          defect: 'too long',
          reason: { is: 'too long', bytes: BOUNDS.replyBytes.most },
        });
      if (!mayBeComplete(chunk) || attempts >= MOST_ATTEMPTS) continue;
      attempts += 1;
      const text = completeJson(parts, decode);
      if (text !== undefined) return text;
    }
  } catch (error) {
    if (size === 0 || error instanceof MalformedError) throw error;
    const text = completeJson(parts, decode);
    if (text !== undefined) return text;
    throw new MalformedError(`the reply breaks off after ${String(size)} bytes`, {
      defect: 'cut short',
      reason: { is: 'breaks off', bytes: size },
      cause: error,
    });
  }
  if (size === 0) throw new NoAnswerError('the reply has no body', { hungUp: true, reason: 'no body' });
  return decode(textOf(parts));
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

const textOf = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString('utf8');

/** The JSON text, once it is complete. */
function completeJson(parts: readonly Buffer[], decode: BodyDecoder): string | undefined {
  try {
    const text = decode(textOf(parts));
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}
